// Connections to the five databases for as long as a look at them takes.

import postgres from 'postgres';
import { perService, type Service, services } from '#deploy/local/rooms';

export type Databases = Record<Service, postgres.Sql>;

/** Runs `work` with one connection to each, which end with it. */
export async function withDatabases<T>(
  urls: Record<Service, string>,
  work: (databases: Databases) => Promise<T>,
): Promise<T> {
  const databases = perService((service) => postgres(urls[service], { max: 1, onnotice() {}, connect_timeout: 5 }));
  try {
    return await work(databases);
  } finally {
    await Promise.all(services.map((service) => databases[service].end({ timeout: 2 })));
  }
}

/** The same rows from each room that is asked, with the room's name. */
export async function fromEach<Row>(
  databases: Databases,
  query: string,
  values: (string | number | string[])[] = [],
): Promise<(Row & { from: Service })[]> {
  const found = await Promise.all(
    services.map(async (from) => {
      const rows = (await databases[from].unsafe(query, values as never)) as unknown as Row[];
      return rows.map((row) => ({ ...row, from }));
    }),
  );
  return found.flat();
}

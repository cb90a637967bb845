// Looks at the five databases and gives what is wrong, if anything.

import postgres from 'postgres';
import { perService, type Service, services } from '#deploy/local/rooms';
import { between } from './between.ts';
import { within } from './within.ts';

export type Verdict = { id: string; about: string; where: string; broken: object[] };

/** `settled` says that nothing is on its way: then even what is usually allowed a moment must agree. */
export async function checkInvariants(urls: Record<Service, string>, settled: boolean): Promise<Verdict[]> {
  const databases = perService((service) => postgres(urls[service], { max: 2, onnotice() {}, connect_timeout: 5 }));
  try {
    const inside = within.map(async ({ id, about, room, broken }) => ({
      id,
      about,
      where: room,
      broken: await asObjects(databases[room].unsafe(broken)),
    }));
    const across = between.map(async ({ id, about, broken }) => ({
      id,
      about,
      where: 'between rooms',
      broken: await broken(databases, settled),
    }));
    return await Promise.all([...inside, ...across]);
  } finally {
    await Promise.all(services.map((service) => databases[service].end({ timeout: 2 })));
  }
}

const asObjects = async (rows: PromiseLike<readonly object[]>): Promise<object[]> => [...(await rows)];

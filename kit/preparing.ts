// Drizzle sends ordinary queries unprepared, so that Postgres parses and plans each anew: four to six times slower. postgres.js
// caches prepared statements by their text for each connection; here every statement of a connection is told to use that.

import type postgres from 'postgres';

type Unsafe = (text: string, parameters?: unknown[], options?: Record<string, unknown>) => unknown;
type Scoped = (...given: unknown[]) => unknown;
type Client = { unsafe: Unsafe; begin?: Scoped; savepoint?: Scoped };

/** Longer texts are bulk inserts of a size of their own: keeping their plans would only fill memory. */
const longestPrepared = 6000;

/** Makes `sql`, and the clients of its transactions and savepoints, prepare what they send. Changes and returns `sql`. */
export function preparing<Sql extends postgres.Sql | postgres.TransactionSql>(sql: Sql): Sql {
  const client = sql as unknown as Client;
  const { unsafe } = client;
  client.unsafe = (text, parameters, options) =>
    unsafe(
      text,
      parameters,
      parameters?.length && text.length < longestPrepared ? { ...options, prepare: true } : options,
    );
  for (const name of ['begin', 'savepoint'] as const) {
    const open = client[name];
    if (open)
      client[name] = (...given) =>
        open(...given.slice(0, -1), (inner: postgres.TransactionSql) =>
          (given.at(-1) as (tx: unknown) => unknown)(preparing(inner)),
        );
  }
  return sql;
}

// Did an injection succeed? A secret in each database that no answer may hold, a table that must stay as it is, nobody asleep in
// Postgres, and no filter that finds everything.

import type { Answered } from '../oracles.ts';

/** Runs a statement on one room's database. */
type Run = (statement: string) => Promise<Record<string, unknown>[]>;
export type Bait = {
  secret: string;
  /** What this answer proves, nothing if nothing. */
  seen(answered: Pick<Answered, 'status' | 'text' | 'json'>, filter?: { of: number }): string[];
  /** What the database proves: a table changed, a statement asleep. */
  left(): Promise<string[]>;
};

/** Puts the secret into a database. */
export async function bait(run: Run): Promise<Bait> {
  const secret = `secret-${Bun.randomUUIDv7()}`;
  await run('create table injected (secret text)');
  await run(`insert into injected values ('${secret}')`);
  return {
    secret,
    seen({ status, text, json }, filter) {
      const signs = [];
      if (text.includes(secret)) signs.push('the secret is in the answer');
      if (/PostgreSQL \d|root:x:0|syntax error at|unterminated (quoted|\/\*)/i.test(text))
        signs.push('the database speaks');
      if (status === 500) signs.push('a 500');
      const { count } = (json ?? {}) as { count?: unknown };
      if (filter && filter.of > 0 && count === filter.of) signs.push('the filter finds everything');
      return signs;
    },
    async left() {
      const rows = await run('select secret from injected').catch(() => []);
      const tables = await run("select 1 from pg_tables where tablename = 'planted'");
      const asleep = await run(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`,
      );
      const signs = [];
      if (rows.length !== 1 || rows[0]?.secret !== secret) signs.push('the table was changed');
      if (tables.length > 0) signs.push('a table was made');
      if (asleep.length > 0) signs.push('somebody sleeps in the database');
      return signs;
    },
  };
}

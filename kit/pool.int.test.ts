// The pool under fire: backends die at random while transactions of two rows run. Stock postgres.js leaves half transactions
// and wedges here.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { testDatabase, testServers } from '#tests/support/servers';
import { type Database, openDatabase, row } from './database.ts';
import { toProblem } from './problem.ts';
import { sleep } from './time.ts';

let db: Database;
let admin: postgres.Sql;
const name = 'pool-torture';

beforeAll(async () => {
  const url = await testDatabase('books');
  admin = postgres((await testServers()).adminUrl, { max: 1, onnotice() {} });
  db = openDatabase(url, { max: 6, acquireTimeoutMs: 3000, applicationName: name });
  await db.use((query) => query.execute(sql`create table pairs (pair uuid, half int, primary key (pair, half))`));
}, 60_000);
afterAll(async () => {
  await db.close();
  await admin.end();
});

const killOne = () =>
  admin`select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${name} order by random() limit 1`;

test('backends killed all the time: no half transaction, nothing acknowledged is lost, nothing hangs, full recovery', async () => {
  const acknowledged: string[] = [];
  let failed = 0;
  let stop = false;
  const workers = Array.from({ length: 18 }, async () => {
    while (!stop) {
      const pair = Bun.randomUUIDv7();
      try {
        await db.transaction(async (query) => {
          await query.execute(sql`insert into pairs values (${pair}, 1)`);
          await sleep(Math.random() * 4);
          await query.execute(sql`insert into pairs values (${pair}, 2)`);
        }, 2000);
        acknowledged.push(pair);
      } catch {
        failed += 1;
      }
    }
  });
  let kills = 0;
  for (const until = performance.now() + 4000; performance.now() < until; ) {
    kills += (await killOne()).length;
    await sleep(10);
  }
  stop = true;
  await Promise.all(workers);
  const found = await db.use((query) =>
    row<{ half: number; whole: number }>(
      query,
      sql`select count(*) filter (where n = 1)::int half, count(*) filter (where n = 2)::int whole from (select count(*) n from pairs group by pair) p`,
    ),
  );
  expect(kills).toBeGreaterThan(10);
  expect(failed).toBeGreaterThan(0);
  expect(found?.half).toBe(0);
  // A commit whose answer was lost may be there as well: never fewer than were acknowledged.
  expect(found?.whole ?? 0).toBeGreaterThanOrEqual(acknowledged.length);
  const results = await Promise.all(
    Array.from({ length: 30 }, () => db.use((query) => row(query, sql`select 1 as one`))),
  );
  expect(results.every((result) => (result as { one: number } | null)?.one === 1)).toBe(true);
}, 30_000);

test('a caller waits for a connection only so long, and a late answer gives its connection up', async () => {
  const small = openDatabase(await testDatabase('books'), { max: 1, acquireTimeoutMs: 100 });
  const slow = small.use((query) => query.execute(sql`select pg_sleep(0.6)`), 300).catch((error) => error.code);
  const refused = await small.use((query) => query.execute(sql`select 1`)).catch((error) => error.code);
  expect([refused, await slow]).toEqual(['POOL_TIMEOUT', 'DEADLINE']);
  expect(await small.answers()).toBe(true);
  await small.close();
});

test('a database that lets nobody in is away, not a fault of ours, and is used again once it is open', async () => {
  const url = await testDatabase('books');
  const closed = openDatabase(url, { max: 2 });
  const database = new URL(url).pathname.slice(1);
  expect(await closed.answers()).toBe(true);
  await admin.unsafe(`alter database ${database} allow_connections false`);
  await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${database}`;
  const problems = new Set<string>();
  for (let tries = 0; tries < 6; tries++)
    await closed.use((query) => query.execute(sql`select 1`)).catch((error) => problems.add(toProblem(error).slug));
  expect([...problems]).toEqual(['database-unavailable']);
  await admin.unsafe(`alter database ${database} allow_connections true`);
  expect(await closed.answers()).toBe(true);
  await closed.close();
});

test('a database whose host has no name or no route is away, not a fault of ours', async () => {
  const url = new URL(await testDatabase('books'));
  // The name of a container that is dead, and an address kept for documentation, which leads nowhere.
  for (const hostname of ['books-db.invalid', '192.0.2.1']) {
    const gone = openDatabase(Object.assign(new URL(url), { hostname }).href, { max: 1 });
    const problem = await gone.use((query) => query.execute(sql`select 1`), 1000).catch(toProblem);
    expect([hostname, problem]).toMatchObject([hostname, { status: 503, slug: 'database-unavailable' }]);
    expect(await gone.answers()).toBe(false);
    await gone.close();
  }
}, 30_000);

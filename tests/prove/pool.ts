// T4, torture of the pool: database connections are cut at random while transactions of two rows run on them. Stock postgres.js
// leaves half transactions and wedges here.

import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { type Database, openDatabase, rows } from '#kit/database';
import { testDatabase, testServers } from '#tests/support/servers';
import type { Chance } from './chance.ts';

export type PoolOptions = { chance: Chance; seconds: number; kills: number; workers?: number };
export type PoolReport = {
  kills: number;
  acknowledged: number;
  /** Refused, and refused although the database had committed. */
  failed: number;
  unclear: number;
  half: number;
  /** Acknowledged and not there. */
  lost: number;
  /** Slower than the deadline of their transaction and a second. */
  hung: number;
  /** Transactions a second before the first kill, and in the second after the last. */
  before: number;
  after: number;
};

const name = 'pool-torture';
const deadlineMs = 2000;
type Tally = { acknowledged: Set<string>; failed: Set<string>; hung: number };

/** Runs against a Postgres of the proof's own. */
export async function torturePool({ chance, seconds, kills, workers = 18 }: PoolOptions): Promise<PoolReport> {
  const url = await testDatabase('books');
  const admin = postgres((await testServers()).adminUrl, { max: 1, onnotice() {} });
  const db = openDatabase(url, { max: 6, acquireTimeoutMs: 3000, applicationName: name });
  const tally: Tally = { acknowledged: new Set(), failed: new Set(), hung: 0 };
  let stop = false;
  try {
    await db.use((query) => query.execute(sql`create table pairs (pair uuid, half int, primary key (pair, half))`));
    const working = Array.from({ length: workers }, async (_, at) => {
      const own = chance.branch(at);
      while (!stop) await writePair(db, own, tally);
    });
    const before = await pace(tally, 3000);
    const killed = await cut(admin, chance.branch(workers), { seconds, kills });
    const after = await pace(tally, 1000);
    stop = true;
    await Promise.all(working);
    return { ...(await look(db, tally)), kills: killed, before, after };
  } finally {
    stop = true;
    await db.close();
    await admin.end();
  }
}

async function writePair(db: Database, chance: Chance, tally: Tally): Promise<void> {
  const pair = Bun.randomUUIDv7();
  const began = performance.now();
  try {
    await db.transaction(async (query) => {
      await query.execute(sql`insert into pairs values (${pair}, 1)`);
      await Bun.sleep(chance.next() * 4);
      await query.execute(sql`insert into pairs values (${pair}, 2)`);
    }, deadlineMs);
    tally.acknowledged.add(pair);
  } catch {
    tally.failed.add(pair);
  }
  // Beside its own deadline a transaction may wait 3 s for a connection.
  if (performance.now() - began > deadlineMs + 4000) tally.hung += 1;
}

/** Acknowledged transactions a second. */
async function pace({ acknowledged }: Tally, forMs: number): Promise<number> {
  const [began, first] = [performance.now(), acknowledged.size];
  await Bun.sleep(forMs);
  return Math.round(((acknowledged.size - first) * 1000) / (performance.now() - began));
}

/** Cuts connections at even pace until there were as many kills and the time is over. */
async function cut(admin: postgres.Sql, chance: Chance, aim: { seconds: number; kills: number }): Promise<number> {
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1000;
  let killed = 0;
  while (killed < aim.kills || elapsed() < aim.seconds) {
    if (elapsed() > aim.seconds * 3) break;
    if (killed >= (aim.kills * elapsed()) / aim.seconds) {
      await Bun.sleep(2);
      continue;
    }
    const found: { pid: number }[] = await admin`select pid from pg_stat_activity where application_name = ${name}`;
    if (found.length === 0) continue;
    const { pid } = chance.pick(found);
    const [done] = await admin`select pg_terminate_backend(${pid}) as killed`;
    killed += done?.killed ? 1 : 0;
  }
  return killed;
}

async function look(db: Database, tally: Tally): Promise<Omit<PoolReport, 'kills' | 'before' | 'after'>> {
  const found = await db.use((query) =>
    rows<{ pair: string; n: number }>(query, sql`select pair, count(*)::int n from pairs group by pair`),
  );
  const whole = new Set(found.filter(({ n }) => n === 2).map(({ pair }) => pair));
  return {
    acknowledged: tally.acknowledged.size,
    failed: tally.failed.size,
    unclear: [...tally.failed].filter((pair) => whole.has(pair)).length,
    half: found.length - whole.size,
    lost: [...tally.acknowledged].filter((pair) => !whole.has(pair)).length,
    hung: tally.hung,
  };
}

// One room's database: Drizzle on the pool that survives its backends. A Query is one connection (or one transaction) held
// by its user alone; repository functions take it as their first argument.

import { sql } from 'drizzle-orm';
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { type Handle, losesConnection, Pool, type PoolOptions, type PoolStats } from './pool.ts';
import { databaseError } from './problem.ts';
import { sleep } from './time.ts';
import { currentSpan, traced } from './tracing.ts';

export type Query = PostgresJsDatabase<Record<string, never>>;

export type Database = {
  /** Lends a connection for reads and for single-call writes. */
  use<T>(work: (query: Query) => Promise<T>, deadlineMs?: number): Promise<T>;
  /** Runs `work` in one transaction; a serialization conflict or deadlock is retried, so `work` must only touch `query`. */
  transaction<T>(work: (query: Query) => Promise<T>, deadlineMs?: number): Promise<T>;
  /** True when a query answers within 200 ms. */
  answers(): Promise<boolean>;
  stats(): PoolStats;
  close(): Promise<void>;
};

export function openDatabase(url: string, options: PoolOptions = {}): Database {
  const pool = new Pool(url, options);
  const queries = new WeakMap<Handle, Query>();
  const queryOf = (handle: Handle): Query => {
    const known = queries.get(handle);
    if (known) return known;
    const query: Query = drizzle(handle.sql);
    queries.set(handle, query);
    return query;
  };
  const lend: Database['use'] = (work, deadlineMs) => pool.use((handle) => work(queryOf(handle)), deadlineMs);
  // What the room does by itself is no part of anybody's trace.
  const use: Database['use'] = (work, deadlineMs) =>
    currentSpan() ? traced(database, () => lend(work, deadlineMs)) : lend(work, deadlineMs);
  return {
    use,
    transaction: (work, deadlineMs) =>
      retryConflicts(() => use((query) => query.transaction((tx) => work(tx as unknown as Query)), deadlineMs)),
    answers: () =>
      use(async (query) => {
        await query.execute(sql`select 1`);
        return true;
      }, 200).catch(() => false),
    stats: () => pool.stats(),
    close: () => pool.close(),
  };
}

const database = { name: 'postgres', kind: 'client', about: { 'db.system.name': 'postgresql' } } as const;

async function retryConflicts<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      const code = databaseError(error)?.code;
      if (tries === 3 || losesConnection(error) || (code !== '40001' && code !== '40P01')) throw error;
      await sleep(5 + Math.random() * 20 * tries);
    }
  }
}

/**
 * A statement that Postgres parses and plans once a connection instead of at every call: four to six times the throughput
 * of an ordinary Drizzle query. Use it for every hot read; `build` names its values with `sql.placeholder`.
 */
export function prepared<Values extends Record<string, unknown>, Rows>(
  build: (query: Query) => { execute(values: Values): Promise<Rows> },
): (query: Query, values: Values) => Promise<Rows> {
  const statements = new WeakMap<Query, { execute(values: Values): Promise<Rows> }>();
  return (query, values) => {
    let statement = statements.get(query);
    if (!statement) {
      statement = build(query);
      statements.set(query, statement);
    }
    return statement.execute(values);
  };
}

/** The rows of a raw statement, typed by the caller who wrote its select list. */
export async function rows<Row>(query: Query, statement: ReturnType<typeof sql>): Promise<Row[]> {
  return (await query.execute(statement)) as unknown as Row[];
}

/** The first row of a raw statement, or null. */
export async function row<Row>(query: Query, statement: ReturnType<typeof sql>): Promise<Row | null> {
  return (await rows<Row>(query, statement))[0] ?? null;
}

// Keyset pagination for Drizzle: the rows beyond the cursor in the list's order, ties broken by id, one row more than asked.

import { type AnyColumn, asc, desc, type SQL, sql } from 'drizzle-orm';
import { type Query, row } from './database.ts';
import { type Cursor, countLimit, decodeCursor, defaultLimit, type Window } from './page.ts';

type Key = AnyColumn | SQL;

/** The window a list request asks for. @throws Problem 422 for a foreign cursor. */
export function windowOf(query: { limit?: number; cursor?: string }, ordering: string): Window {
  const keys = ordering.replace('-', '') === 'id' ? 1 : 2;
  return { limit: query.limit ?? defaultLimit, cursor: decodeCursor(query.cursor, ordering, keys), ordering };
}

/**
 * Where, order and limit of one page. `key` is the (never null) sort key, or null to sort by id alone; `cast` is the Postgres
 * type of the key, since a cursor carries it as text.
 */
export function keyset(window: Window, id: AnyColumn, key: { by: Key; cast: string } | null) {
  const descending = window.ordering.startsWith('-') !== (window.cursor?.backwards ?? false);
  const direction = descending ? desc : asc;
  const orderBy = key ? [direction(key.by), direction(id)] : [direction(id)];
  return { where: beyond(window.cursor, descending, id, key), orderBy, limit: window.limit + 1 };
}

function beyond(
  cursor: Cursor | null,
  descending: boolean,
  id: AnyColumn,
  key: { by: Key; cast: string } | null,
): SQL | undefined {
  if (!cursor) return undefined;
  const than = sql.raw(descending ? '<' : '>');
  if (!key) return sql`${id} ${than} ${cursor.after[0]}::bigint`;
  return sql`(${key.by}, ${id}) ${than} (${String(cursor.after[0])}::${sql.raw(key.cast)}, ${cursor.after[1]}::bigint)`;
}

/**
 * The same count as a column of the page's own query, which saves a round trip. A page without rows does not carry it: see
 * {@link countOf}.
 */
export const countColumn = (from: SQL, where: SQL | undefined) =>
  sql<number>`(select count(*)::int from (select 1 from ${from} ${where ? sql`where ${where}` : sql``} limit ${countLimit + 1}) counted)`;

/** The count that came with the rows, or the counted one where there are no rows to carry it. */
export const countOf = async (rows: { count: number }[], count: () => Promise<number>): Promise<number> =>
  rows[0]?.count ?? count();

/** How many rows match, counting no further than the limit of {@link countLimit}. */
export async function countUpTo(query: Query, from: SQL, where: SQL | undefined): Promise<number> {
  const found = await row<{ n: number }>(
    query,
    sql`select count(*)::int as n from (select 1 from ${from} ${where ? sql`where ${where}` : sql``} limit ${countLimit + 1}) counted`,
  );
  return found?.n ?? 0;
}

// Stock: each move is one call of a function in the database (migrations/*stock-functions.sql), prepared because a checkout
// makes several.

import { eq, sql } from 'drizzle-orm';
import { prepared, type Query, row, rows } from '#kit/database';
import { stock } from '../schema.ts';

export type Line = { book_id: number; quantity: number };
export type Shortage = { book_id: number; wanted: number; available: number };
export type Reserved = { outcome: 'held' | 'short' | 'ended'; expires_at: string | null; short: Shortage[] };

const once = sql`(values (1)) as once`;
const orderUid = sql`${sql.placeholder('orderUid')}::uuid`;

const reservePrepared = prepared((query) =>
  query
    .select({
      answer: sql<Reserved>`reserve(${orderUid}, ${sql.placeholder('items')}::jsonb, ${sql.placeholder('ttlSeconds')}::int)`,
    })
    .from(once)
    .prepare('reserve'),
);

/** Holds all lines or none, for `ttlSeconds`. Repeated for the same order it answers the same, and may lengthen the hold. */
export async function reserve(
  query: Query,
  order: { orderUid: string; items: Line[]; ttlSeconds: number },
): Promise<Reserved> {
  const { orderUid: uid, items, ttlSeconds } = order;
  return answerOf(await reservePrepared(query, { orderUid: uid, items: JSON.stringify(items), ttlSeconds }));
}

const commitPrepared = prepared((query) =>
  query
    .select({ answer: sql<'committed' | 'lost'>`commit_reservation(${orderUid})` })
    .from(once)
    .prepare('commit_reservation'),
);

/** Makes the hold a sale, taking a lapsed one again where stock allows; lost otherwise, for good. */
export const commitReservation = async (query: Query, uid: string): Promise<'committed' | 'lost'> =>
  answerOf(await commitPrepared(query, { orderUid: uid }));

const endPrepared = prepared((query) =>
  query
    .select({ answer: sql<'released' | 'returned' | 'nothing'>`end_reservation(${orderUid})` })
    .from(once)
    .prepare('end_reservation'),
);

/** Frees a hold or puts a sale back. An unknown order is marked as ended, so that it can hold nothing later. */
export const endReservation = async (query: Query, uid: string): Promise<'released' | 'returned' | 'nothing'> =>
  answerOf(await endPrepared(query, { orderUid: uid }));

/** As {@link endReservation}, inside a caller's transaction. */
export async function endReservationWithin(query: Query, uid: string): Promise<void> {
  await query.execute(sql`select end_reservation(${uid}::uuid)`);
}

/** Puts some copies of a sale back, inside a caller's transaction. @throws where the order never bought any. */
export async function returnPartWithin(query: Query, uid: string, lines: Line[]): Promise<void> {
  await query.execute(sql`select return_part(${uid}::uuid, ${JSON.stringify(lines)}::jsonb)`);
}

/** What these orders hold or bought, and for how long nothing has changed there. */
export const claimsOf = (
  query: Query,
  orderUids: string[],
): Promise<{ order_uid: string; state: string; quiet_seconds: number }[]> =>
  rows(
    query,
    sql`select order_uid, state, extract(epoch from now() - updated_at)::float8 as quiet_seconds from reservations
      where order_uid = any (${`{${orderUids.join()}}`}::text::uuid[])`,
  );

/** Frees at most `limit` holds whose time is over and answers how many they were. */
export async function expireReservations(query: Query, limit: number): Promise<number> {
  return (await row<{ n: number }>(query, sql`select expire_reservations(${limit}::int) as n`))?.n ?? 0;
}

export type Adjustment = {
  bookId: number;
  delta?: number;
  set?: number;
  kind: 'receipt' | 'adjust';
  reason: string;
  actorId: number | null;
};
export type Level = { outcome: 'changed' | 'below-held' | 'too-many'; on_hand: number; reserved: number };

/** Counts copies in or out, or to a level; nothing is changed unless the outcome is `changed`. Null for an unknown book. */
export async function adjustStock(query: Query, change: Adjustment): Promise<Level | null> {
  const found = await row<{ level: Level | null }>(
    query,
    sql`select adjust_stock(${change.bookId}::bigint, ${change.delta ?? null}::int, ${change.set ?? null}::int,
      ${change.kind}, ${change.reason}, ${change.actorId}::bigint) as level`,
  );
  return found?.level ?? null;
}

/** Locks a book's stock until the transaction ends. Whoever needs this and the book's row takes this first. */
export async function lockStock(query: Query, bookId: number): Promise<void> {
  await query.select({ id: stock.bookId }).from(stock).where(eq(stock.bookId, bookId)).for('update');
}

function answerOf<Answer>(found: { answer: Answer }[]): Answer {
  const answer = found[0]?.answer;
  if (answer === undefined) throw new Error('a stock function always answers');
  return answer;
}

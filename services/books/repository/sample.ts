// Writing a past into an empty database: shelves, and what orders did to the stock.

import { inArray, sql } from 'drizzle-orm';
import { type Query, row } from '#kit/database';
import { books, categories, figures, reservationLines, reservations, stock, stockMovements } from '../schema.ts';
import type { Shortage } from './stock.ts';

/** True where neither a book nor a category was ever written. */
export const isEmpty = async (query: Query): Promise<boolean> =>
  (await row(query, sql`select 1 where exists (select 1 from ${books}) or exists (select 1 from ${categories})`)) ===
  null;

export async function loadShelves(
  query: Query,
  list: { id: number; name: string; slug: string; description: string; colour: string }[],
): Promise<void> {
  await query.insert(categories).values(list);
  await query.execute(
    sql`select setval(pg_get_serial_sequence('categories', 'id'), (select max(id) from ${categories}))`,
  );
}

/** Lets the planner know what is there now, not only after the next automatic analysis. */
export async function refreshStatistics(query: Query): Promise<void> {
  await query.execute(
    sql`analyze books, book_figures, book_categories, book_authors, authors, categories, words, stock, reservations,
      reservation_lines, stock_movements`,
  );
}

/** Sets the next book id behind those that were given. */
export async function continueBookIds(query: Query): Promise<void> {
  await query.execute(sql`select setval(pg_get_serial_sequence('books', 'id'), (select max(id) from ${books}))`);
}

export async function loadFigures(
  query: Query,
  list: { bookId: number; ratingSum: number; ratingCount: number; unitsSold: number }[],
): Promise<void> {
  await query.execute(
    sql`update ${figures} f set rating_sum = g."ratingSum", rating_count = g."ratingCount", units_sold = g."unitsSold"
        from jsonb_to_recordset(${JSON.stringify(list)}::jsonb)
          as g ("bookId" bigint, "ratingSum" int, "ratingCount" int, "unitsSold" bigint)
        where f.book_id = g."bookId"`,
  );
}

export type PastOrder = {
  orderUid: string;
  state: 'held' | 'committed' | 'released' | 'expired' | 'returned' | 'short';
  heldAt: string;
  /** Null for a hold that has ended: a quarter of an hour, as always. */
  expiresAt: string | null;
  lines: { bookId: number; quantity: number }[];
  /** What became of the hold, in order. */
  steps: { kind: 'commit' | 'release' | 'expire' | 'return'; at: string }[];
  short: Shortage[] | null;
};

/** Writes reservations and ledger and lets the stock follow from the ledger. */
export async function loadPastOrders(query: Query, orders: PastOrder[]): Promise<void> {
  if (orders.length === 0) return;
  await query.insert(reservations).values(
    orders.map(({ orderUid, state, heldAt, expiresAt, short }) => ({
      orderUid,
      state: state === 'short' ? state : ('held' as const),
      expiresAt: state === 'short' ? null : (expiresAt ?? sql`${heldAt}::timestamptz + interval '15 minutes'`),
      short,
      createdAt: heldAt,
    })),
  );
  const held = orders.filter((order) => order.state !== 'short');
  await query
    .insert(reservationLines)
    .values(held.flatMap(({ orderUid, lines }) => lines.map((line) => ({ orderUid, ...line }))));
  await query.insert(stockMovements).values(held.flatMap(movementsOf).sort((a, b) => a.at.localeCompare(b.at)));
  // Step by step, for the database lets a reservation go no other way.
  for (const [state, ends] of [
    ['released', ['released']],
    ['expired', ['expired']],
    ['committed', ['committed', 'returned']],
    ['returned', ['returned']],
  ] as const) {
    const uids = held.filter((order) => ends.some((end) => end === order.state)).map((order) => order.orderUid);
    if (uids.length > 0) await query.update(reservations).set({ state }).where(inArray(reservations.orderUid, uids));
  }
  await query.execute(
    sql`update ${stock} s set on_hand = m.on_hand, reserved = m.reserved
        from (select book_id, sum(d_on_hand)::int as on_hand, sum(d_reserved)::int as reserved
          from ${stockMovements} group by book_id) m
        where s.book_id = m.book_id`,
  );
}

type Movement = {
  bookId: number;
  orderUid: string;
  kind: (typeof stockMovements.$inferInsert)['kind'];
  deltaOnHand: number;
  deltaReserved: number;
  at: string;
};

function movementsOf({ orderUid, heldAt, lines, steps }: PastOrder): Movement[] {
  return lines.flatMap(({ bookId, quantity }) => [
    { bookId, orderUid, kind: 'hold' as const, deltaOnHand: 0, deltaReserved: quantity, at: heldAt },
    ...steps.map(({ kind, at }) => ({ bookId, orderUid, kind, ...changeBy(kind, quantity), at })),
  ]);
}

function changeBy(kind: PastOrder['steps'][number]['kind'], quantity: number) {
  switch (kind) {
    case 'commit':
      return { deltaOnHand: -quantity, deltaReserved: -quantity };
    case 'return':
      return { deltaOnHand: quantity, deltaReserved: 0 };
    case 'release':
    case 'expire':
      return { deltaOnHand: 0, deltaReserved: -quantity };
  }
}

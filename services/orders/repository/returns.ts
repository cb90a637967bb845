// Returns: reads, and the two calls that change one.

import { and, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import { type Query, row } from '#kit/database';
import { countUpTo, keyset } from '#kit/keyset';
import type { Window } from '#kit/page';
import type { Line, ReturnKind, ReturnReason, ReturnState } from '../returns.ts';
import { orderReturns, type ReturnRow } from '../schema.ts';
import type { Told } from './orders.ts';

export type ReturnLine = Line & { book_id: number; title: string; author: string };
export type ReturnView = ReturnRow & { orderNumber: string; currency: string; lines: ReturnLine[] };
export type ReturnFilter = { userId?: number; orderId?: number; state?: ReturnState; kind?: ReturnKind };

// Drizzle drops the table's name inside these, hence the names written out.
const view = {
  ...getTableColumns(orderReturns),
  orderNumber: sql<string>`(select o.number from orders o where o.id = order_returns.order_id)`,
  currency: sql<string>`(select o.currency from orders o where o.id = order_returns.order_id)`,
  lines: sql<ReturnLine[]>`(select json_agg(json_build_object('item_id', l.item_id, 'quantity', l.quantity,
      'book_id', i.book_id, 'title', i.title, 'author', i.author) order by l.item_id)
      from order_return_lines l join order_items i on i.id = l.item_id where l.return_id = order_returns.id)`,
};

export const findReturn = async (query: Query, id: number): Promise<ReturnView | null> =>
  (await query.select(view).from(orderReturns).where(eq(orderReturns.id, id)))[0] ?? null;

/** What this account asked for with this request key, or null. */
export async function findReturnByRequest(query: Query, placedBy: number, key: string): Promise<ReturnView | null> {
  const where = and(eq(orderReturns.placedBy, placedBy), eq(orderReturns.requestKey, key));
  return (await query.select(view).from(orderReturns).where(where))[0] ?? null;
}

/** One page of returns (one row more than asked), by id, and how many match in all. */
export async function listReturns(
  query: Query,
  filter: ReturnFilter,
  window: Window,
): Promise<{ rows: ReturnView[]; count: number }> {
  const where = matching(filter);
  const page = keyset(window, orderReturns.id, null);
  const found = await query
    .select(view)
    .from(orderReturns)
    .where(and(where, page.where))
    .orderBy(...page.orderBy)
    .limit(page.limit);
  return { rows: found, count: await countUpTo(query, sql`${orderReturns}`, where) };
}

function matching(filter: ReturnFilter): SQL | undefined {
  return and(
    filter.userId === undefined ? undefined : eq(orderReturns.userId, filter.userId),
    filter.orderId === undefined ? undefined : eq(orderReturns.orderId, filter.orderId),
    filter.state === undefined ? undefined : eq(orderReturns.state, filter.state),
    filter.kind === undefined ? undefined : eq(orderReturns.kind, filter.kind),
  );
}

export type TakeBack = {
  uid: string;
  kind: ReturnKind;
  state: 'requested' | 'granted';
  reason: ReturnReason;
  note: string | null;
  placedBy: number;
  requestKey: string | null;
  lines: readonly Line[];
  tell: Told[];
};

/** Takes copies back, or notes the wish, in one call. Null where the order is no longer at `revision`: nothing was done. */
export async function takeBack(
  query: Query,
  order: { id: number; revision: number },
  { placedBy, requestKey, ...rest }: TakeBack,
): Promise<number | null> {
  const body = { ...rest, placed_by: placedBy, request_key: requestKey };
  const taken = await row<{ outcome: 'taken' | 'resumed' | 'moved'; return_id: string | null }>(
    query,
    sql`select outcome, return_id from order_take_back(${order.id}, ${order.revision}, ${JSON.stringify(body)}::jsonb)`,
  );
  return taken && taken.outcome !== 'moved' ? Number(taken.return_id) : null;
}

/** Moves a return along in one call; false where its order is no longer at `revision`. */
export async function moveReturn(
  query: Query,
  order: { id: number; revision: number },
  id: number,
  move: { to: ReturnState; answer: string | null; tell: Told[] },
): Promise<boolean> {
  const moved = await row<{ applied: boolean }>(
    query,
    sql`select order_return_move(${order.id}, ${order.revision}, ${id}, ${JSON.stringify(move)}::jsonb) as applied`,
  );
  return moved?.applied ?? false;
}

/** Notes what the shop answers to a return. */
export async function answerReturn(query: Query, id: number, answer: string): Promise<void> {
  await query.update(orderReturns).set({ answer }).where(eq(orderReturns.id, id));
}

// Reads, and the single calls that change an order.

import { and, eq, getTableColumns, inArray, sql } from 'drizzle-orm';
import { prepared, type Query, row, rows } from '#kit/database';
import type { FactType } from '#kit/outbox';
import { returnDays } from '../returns.ts';
import type { Move, OrderState, Party } from '../saga.ts';
import { type OrderRow, orders } from '../schema.ts';

export type Item = {
  id: number;
  book_id: number;
  title: string;
  author: string;
  isbn: string | null;
  unit_minor: number;
  quantity: number;
  subtotal_minor: number;
  /** Copies of it that were called off, came back, or are to come back. */
  cancelled: number;
  returned: number;
  returning: number;
};
/** A line as it is bought, before anything came back. */
export type Bought = Pick<Item, 'book_id' | 'title' | 'author' | 'isbn' | 'unit_minor' | 'quantity'>;
export type Passage = { state: OrderState; at: string; by: Party; note: string | null };
/** An order with all that is shown of it; `overdue` and `secondsLeft` are measured by the database's clock. */
export type OrderView = OrderRow & {
  overdue: boolean;
  secondsLeft: number | null;
  /** Null where it was not delivered yet. */
  daysSinceDelivery: number | null;
  returnableUntil: string | null;
  items: Item[];
  history: Passage[];
};

// Drizzle drops the table's name inside these, hence the names written out.
/** All that is shown of an order. */
export const view = {
  ...getTableColumns(orders),
  overdue: sql<boolean>`coalesce(orders.expires_at <= now(), false)`,
  secondsLeft: sql<number | null>`extract(epoch from orders.expires_at - now())::float8`,
  items: sql<Item[]>`(select coalesce(json_agg(json_build_object('id', i.id, 'book_id', i.book_id, 'title', i.title,
      'author', i.author, 'isbn', i.isbn, 'unit_minor', i.unit_minor, 'quantity', i.quantity,
      'subtotal_minor', i.subtotal_minor, 'cancelled', back.cancelled, 'returned', back.returned,
      'returning', back.returning) order by i.id), '[]')
      from order_items i, lateral (select
        coalesce(sum(l.quantity) filter (where r.kind = 'cancellation'), 0) as cancelled,
        coalesce(sum(l.quantity) filter (where r.kind = 'return' and r.state in ('granted', 'refunded')), 0) as returned,
        coalesce(sum(l.quantity) filter (where r.kind = 'return' and r.state in ('requested', 'accepted')), 0) as returning
        from order_return_lines l join order_returns r on r.id = l.return_id where l.item_id = i.id) back
      where i.order_id = orders.id)`,
  returnableUntil: sql<string | null>`(select max(h.at) + make_interval(days => ${returnDays})
      from order_history h where h.order_id = orders.id and h.state = 'delivered')`,
  daysSinceDelivery: sql<number | null>`(select extract(epoch from now() - max(h.at))::float8 / 86400
      from order_history h where h.order_id = orders.id and h.state = 'delivered')`,
  history: sql<Passage[]>`(select coalesce(json_agg(json_build_object('state', h.state, 'at', h.at, 'by', h.by,
      'note', h.note) order by h.id), '[]') from order_history h where h.order_id = orders.id)`,
};

const byId = prepared((query) =>
  query
    .select(view)
    .from(orders)
    .where(eq(orders.id, sql.placeholder('id')))
    .prepare('order_by_id'),
);
const byUid = prepared((query) =>
  query
    .select(view)
    .from(orders)
    .where(eq(orders.uid, sql.placeholder('uid')))
    .prepare('order_by_uid'),
);

export const findOrder = async (query: Query, id: number): Promise<OrderView | null> =>
  (await byId(query, { id }))[0] ?? null;

export const findByUid = async (query: Query, uid: string): Promise<OrderView | null> =>
  (await byUid(query, { uid }))[0] ?? null;

const byUidHeld = prepared((query) =>
  query
    .select(view)
    .from(orders)
    .where(eq(orders.uid, sql.placeholder('uid')))
    .for('update')
    .prepare('order_by_uid_held'),
);

/** As {@link findByUid}, holding the order until the transaction ends. */
export const lockByUid = async (query: Query, uid: string): Promise<OrderView | null> =>
  (await byUidHeld(query, { uid }))[0] ?? null;

export async function findByNumber(query: Query, number: string): Promise<OrderView | null> {
  return (await query.select(view).from(orders).where(eq(orders.number, number)))[0] ?? null;
}

/** The order this account made with this request key, or null. */
export async function findByRequest(query: Query, placedBy: number, key: string): Promise<OrderView | null> {
  const where = and(eq(orders.placedBy, placedBy), eq(orders.requestKey, key));
  return (await query.select(view).from(orders).where(where))[0] ?? null;
}

export type Placement = {
  userId: number;
  placedBy: number;
  by: 'customer' | 'staff';
  requestKey: string | null;
  requestFingerprint: string | null;
  shippingAddress: string;
  deliveryMethod: OrderRow['deliveryMethod'];
  deliveryMinor: number;
  currency: string;
  ttlSeconds: number;
  items: Bought[];
};

/** Writes a new order in one call. `resumed`: this request made it before; `closed`: the account is gone. */
export async function insertOrder(
  query: Query,
  placement: Placement,
): Promise<{ outcome: 'placed' | 'resumed'; id: number } | { outcome: 'closed'; id: null }> {
  const order = {
    user_id: placement.userId,
    placed_by: placement.placedBy,
    by: placement.by,
    request_key: placement.requestKey,
    request_fingerprint: placement.requestFingerprint,
    shipping_address: placement.shippingAddress,
    delivery_method: placement.deliveryMethod,
    delivery_minor: placement.deliveryMinor,
    currency: placement.currency,
    ttl_seconds: placement.ttlSeconds,
  };
  const placed = await row<{ outcome: 'placed' | 'resumed' | 'closed'; order_id: string | null }>(
    query,
    sql`select outcome, order_id from order_place(${JSON.stringify(order)}::jsonb, ${JSON.stringify(placement.items)}::jsonb)`,
  );
  if (!placed || placed.outcome === 'closed') return { outcome: 'closed', id: null };
  return { outcome: placed.outcome, id: Number(placed.order_id) };
}

export type Told = FactType & { body: Record<string, unknown> };
export type Written = Omit<Move, 'tell' | 'clock'> & {
  actorId: number | null;
  ttlSeconds: number | null;
  tell: Told[];
};

/** Applies a move in one call; false where the order is no longer at `revision`, and nothing was done. */
export async function moveOrder(
  query: Query,
  order: { id: number; revision: number },
  move: Written,
): Promise<boolean> {
  const { set = {} } = move;
  const body = {
    to: move.to,
    by: move.by,
    actor_id: move.actorId,
    note: move.note ?? null,
    // Members that are undefined vanish here, and the function leaves those columns alone.
    set: {
      cancel_reason: set.cancelReason,
      payment_uid: set.paymentUid,
      prepaid: set.prepaid,
      paid_minor: set.paidMinor,
      refunded_minor: set.refundedMinor,
      shortage: set.shortage,
      given_up: set.givenUp,
      refunded_return: set.refundedReturn,
    },
    ...(move.ttlSeconds === null ? {} : { ttl_seconds: move.ttlSeconds }),
    tell: move.tell,
  };
  const moved = await row<{ applied: boolean }>(
    query,
    sql`select order_move(${order.id}, ${order.revision}, ${JSON.stringify(body)}::jsonb) as applied`,
  );
  return moved?.applied ?? false;
}

/** False where the order is no longer at `revision`, or has left. */
export async function readdressOrder(
  query: Query,
  order: { id: number; revision: number },
  address: string,
): Promise<boolean> {
  const done = await row<{ applied: boolean }>(
    query,
    sql`select order_readdress(${order.id}, ${order.revision}, ${address}) as applied`,
  );
  return done?.applied ?? false;
}

/** Takes up to `limit` orders that are due for a push, for this sweeper alone. */
export async function wakeOrders(query: Query, limit: number): Promise<number[]> {
  return (await rows<{ id: string }>(query, sql`select order_wake(${limit}) as id`)).map(({ id }) => Number(id));
}

/** Leaves an order that waits for a neighbour to the sweeper, soon. */
export async function wakeSoon(query: Query, id: number): Promise<void> {
  await query.execute(
    sql`update orders set wake_at = now() + interval '1 second' where id = ${id} and wake_at > now() + interval '1 second'`,
  );
}

/** Orders between two states, longer than a minute: somebody is silent, or something is wrong. */
export async function countStuck(query: Query): Promise<number> {
  const found = await row<{ n: number }>(
    query,
    sql`select count(*)::int as n from orders
      where state in ('pending_reservation', 'committing', 'cancel_pending', 'return_pending')
        and updated_at < now() - interval '1 minute'`,
  );
  return found?.n ?? 0;
}

const openStates: OrderState[] = [
  'pending_reservation',
  'awaiting_payment',
  'committing',
  'cancel_pending',
  'return_pending',
];

/** How many are in each of the states that do not last; those with none too, so that a figure never is missing. */
export async function countOpen(query: Query): Promise<Record<string, number>> {
  const found = await rows<{ state: string; n: number }>(
    query,
    sql`select state, count(*)::int as n from orders where ${inArray(sql`state`, openStates)} group by state`,
  );
  return {
    ...Object.fromEntries(openStates.map((state) => [state, 0])),
    ...Object.fromEntries(found.map(({ state, n }) => [state, n])),
  };
}

// Reads, and the single calls that change a payment or a refund.

import { and, eq, getTableColumns, inArray, type SQL, sql } from 'drizzle-orm';
import { prepared, type Query, row, rows } from '#kit/database';
import { countUpTo, keyset } from '#kit/keyset';
import type { FactType } from '#kit/outbox';
import type { Window } from '#kit/page';
import type { PaymentMethod } from '../model.ts';
import { type Demand, type Move, type PaymentState, paymentStates, type RefundState } from '../saga.ts';
import { type PaymentRow, payments } from '../schema.ts';

export type RefundLine = {
  id: number;
  uid: string;
  amount_minor: number;
  state: RefundState;
  reason: string;
  created_at: string;
  demand_uid: string | null;
};
/** A payment with its refunds; `ageSeconds` is measured by the database's clock. */
export type PaymentView = PaymentRow & { ageSeconds: number; refunds: RefundLine[]; demand: Demand | null };
export type Filter = { orderId?: number; userId?: number; states?: readonly PaymentState[] };

// Drizzle drops the table's name inside these, hence the names written out.
const view = {
  ...getTableColumns(payments),
  ageSeconds: sql<number>`extract(epoch from now() - payments.created_at)::float8`,
  refunds: sql<RefundLine[]>`(select coalesce(json_agg(json_build_object('id', r.id, 'uid', r.uid, 'amount_minor',
      r.amount_minor, 'state', r.state, 'reason', r.reason, 'created_at', r.created_at, 'demand_uid', r.demand_uid)
      order by r.id), '[]') from refunds r where r.payment_id = payments.id)`,
  demand: sql<Demand | null>`(select json_build_object('uid', d.uid, 'amountMinor', d.amount_minor, 'reason', d.reason)
      from refund_demands d where d.payment_id = payments.id and d.met_at is null order by d.created_at, d.uid limit 1)`,
};

const byId = prepared((query) =>
  query
    .select(view)
    .from(payments)
    .where(eq(payments.id, sql.placeholder('id')))
    .prepare('payment_by_id'),
);

export const findPayment = async (query: Query, id: number): Promise<PaymentView | null> =>
  (await byId(query, { id }))[0] ?? null;

/** The payment this account made with this request key, or null. */
export async function findByRequest(query: Query, placedBy: number, key: string): Promise<PaymentView | null> {
  const where = and(eq(payments.placedBy, placedBy), eq(payments.requestKey, key));
  return (await query.select(view).from(payments).where(where))[0] ?? null;
}

/** The id of the payment that holds or paid this order, or null. */
export async function findLive(query: Query, orderId: number): Promise<number | null> {
  const found = await row<{ id: string }>(
    query,
    sql`select id from ${payments} where order_id = ${orderId} and state not in ('declined', 'voided')`,
  );
  return found ? Number(found.id) : null;
}

/** One page of payments (one row more than asked) and how many match in all. Ordered by `created_at` or `-created_at`. */
export async function listPayments(
  query: Query,
  filter: Filter,
  window: Window,
): Promise<{ rows: PaymentView[]; count: number }> {
  const where = matching(filter);
  const page = keyset(window, payments.id, { by: payments.createdAt, cast: 'timestamptz' });
  const found = await query
    .select(view)
    .from(payments)
    .where(and(where, page.where))
    .orderBy(...page.orderBy)
    .limit(page.limit);
  return { rows: found, count: await countUpTo(query, sql`${payments}`, where) };
}

function matching(filter: Filter): SQL | undefined {
  return and(
    filter.orderId === undefined ? undefined : eq(payments.orderId, filter.orderId),
    filter.userId === undefined ? undefined : eq(payments.userId, filter.userId),
    filter.states === undefined ? undefined : inArray(payments.state, filter.states),
  );
}

export type Beginning = {
  orderId: number;
  orderUid: string;
  userId: number;
  placedBy: number;
  requestKey: string | null;
  requestFingerprint: string | null;
  amountMinor: number;
  currency: string;
  method: PaymentMethod;
  provider: string;
  token: string | null;
  /** How long the resolver leaves it to the request that began it. */
  headStartSeconds: number;
};
export type Begun = { outcome: 'begun' | 'resumed' | 'taken'; id: number } | { outcome: 'exhausted'; id: null };

/** Writes a payment in one call, before anything happens outside. `taken`: `id` is the payment that holds the order. */
export async function beginPayment(query: Query, payment: Beginning, maxDeclines: number): Promise<Begun> {
  const body = {
    order_id: payment.orderId,
    order_uid: payment.orderUid,
    user_id: payment.userId,
    placed_by: payment.placedBy,
    request_key: payment.requestKey,
    request_fingerprint: payment.requestFingerprint,
    amount_minor: payment.amountMinor,
    currency: payment.currency,
    method: payment.method,
    provider: payment.provider,
    token: payment.token,
    head_start_seconds: payment.headStartSeconds,
  };
  const begun = await row<{ outcome: Begun['outcome']; payment_id: string | null }>(
    query,
    sql`select outcome, payment_id from payment_begin(${JSON.stringify(body)}::jsonb, ${maxDeclines})`,
  );
  if (!begun || begun.outcome === 'exhausted') return { outcome: 'exhausted', id: null };
  return { outcome: begun.outcome, id: Number(begun.payment_id) };
}

export type Told = FactType & { body: Record<string, unknown> };

/** Applies a step in one call; false where the payment is no longer where the step was decided, and nothing was done. */
export async function movePayment(
  query: Query,
  payment: { uid: string; state: PaymentState },
  move: Move & { tell: Told[] },
): Promise<boolean> {
  const moved = await row<{ applied: boolean }>(
    query,
    sql`select payment_move(${payment.uid}, ${payment.state}, ${JSON.stringify(move)}::jsonb) as applied`,
  );
  return moved?.applied ?? false;
}

/** Marks the payment of an order that ended; it is due at once. */
export async function endPayment(query: Query, orderUid: string, reason: string): Promise<number | null> {
  const ended = await row<{ id: string | null }>(query, sql`select payment_end(${orderUid}, ${reason}) as id`);
  return ended?.id ? Number(ended.id) : null;
}

/** Notes what orders wants given back of its payment, once. The id of the payment to look at, null where that has time. */
export async function demandRefund(
  query: Query,
  demand: { orderUid: string; uid: string; amountMinor: number; reason: string },
): Promise<number | null> {
  const noted = await row<{ id: string | null }>(
    query,
    sql`select refund_demand(${demand.orderUid}, ${demand.uid}, ${demand.amountMinor}, ${demand.reason}) as id`,
  );
  return noted?.id ? Number(noted.id) : null;
}

export type RefundBegun = {
  outcome: 'begun' | 'resumed' | 'other' | 'open' | 'too-much' | 'not-paid';
  leftMinor: number;
};

export type RefundWish = {
  /** Null: all that is left. */
  amountMinor: number | null;
  reason: string;
  placedBy: number | null;
  requestKey: string | null;
  /** What orders asked for, where it did. */
  demandUid?: string | null;
};

/** Writes a refund in one call, before the provider is asked. */
export async function beginRefund(
  query: Query,
  paymentId: number,
  refund: RefundWish,
  headStartSeconds: number,
): Promise<RefundBegun> {
  const body = {
    amount_minor: refund.amountMinor,
    reason: refund.reason,
    placed_by: refund.placedBy,
    request_key: refund.requestKey,
    demand_uid: refund.demandUid ?? null,
    head_start_seconds: headStartSeconds,
  };
  const begun = await row<{ outcome: RefundBegun['outcome']; left_minor: string }>(
    query,
    sql`select outcome, left_minor from refund_begin(${paymentId}, ${JSON.stringify(body)}::jsonb)`,
  );
  if (!begun) throw new Error('refund_begin always answers');
  return { outcome: begun.outcome, leftMinor: Number(begun.left_minor) };
}

export type RefundMove = { to: 'unknown' | 'succeeded' | 'failed'; reference?: string | null; reason?: string };

/** Applies a step of a refund in one call; false where it is over already. */
export async function moveRefund(query: Query, uid: string, move: RefundMove & { tell: Told[] }): Promise<boolean> {
  const moved = await row<{ applied: boolean }>(
    query,
    sql`select refund_move(${uid}, ${JSON.stringify(move)}::jsonb) as applied`,
  );
  return moved?.applied ?? false;
}

/** Gives an account what was paid as a guest, and what may still come from it. */
export async function adoptGuest(query: Query, adopted: { guest_id: number; user_id: number }): Promise<void> {
  await query.execute(sql`select payment_adopt(${adopted.guest_id}, ${adopted.user_id})`);
}

/** Takes up to `limit` payments that are due for a push, for this resolver alone. */
export async function wakePayments(query: Query, limit: number): Promise<number[]> {
  return (await rows<{ id: string }>(query, sql`select payment_wake(${limit}) as id`)).map(({ id }) => Number(id));
}

/** Leaves a payment that waits for somebody to the resolver, soon. */
export async function wakeSoon(query: Query, id: number): Promise<void> {
  await query.execute(
    sql`update payments set wake_at = now() + interval '1 second' where id = ${id} and wake_at > now() + interval '1 second'`,
  );
}

/** How many of those that are looked at again are in each state. */
export async function countOpen(query: Query): Promise<Record<string, number>> {
  const found = await rows<{ state: string; n: number }>(
    query,
    sql`select state, count(*)::int as n from payments where wake_at is not null group by state`,
  );
  const none: Record<string, number> = Object.fromEntries(paymentStates.map((state) => [state, 0]));
  return { ...none, ...Object.fromEntries(found.map(({ state, n }) => [state, n])) };
}

/** Payments between two states, longer than a minute: somebody is silent, or something is wrong. */
export async function countStuck(query: Query): Promise<number> {
  const found = await row<{ n: number }>(
    query,
    sql`select count(*)::int as n from payments where wake_at is not null and updated_at < now() - interval '1 minute'`,
  );
  return found?.n ?? 0;
}

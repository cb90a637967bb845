// Ready-made orders in bulk, each walked along its history step by step: the guards see every step, as of any other order.

import { sql } from 'drizzle-orm';
import { type Query, row } from '#kit/database';
import type { CancelReason, OrderState, Party, Shortage } from '../saga.ts';
import type { Bought } from './orders.ts';

export type ReadyOrder = {
  id: number;
  uid: string;
  number: string;
  user_id: number;
  shipping_address: string;
  total_minor: number;
  currency: string;
  expires_at: string;
  created_at: string;
  items: Bought[];
  steps: ReadyStep[];
  paid_minor: number;
  refunded_minor: number;
};
/** A step of the history; the columns given are set with it. */
export type ReadyStep = {
  state: OrderState;
  at: string;
  by: Party;
  actor_id: number | null;
  note: string | null;
  payment_uid?: string;
  prepaid?: boolean;
  paid_minor?: number;
  cancel_reason?: CancelReason;
  shortage?: Shortage[];
};

/** True where no order was ever placed here. */
export const isEmpty = async (query: Query): Promise<boolean> =>
  (await row(query, sql`select 1 from orders limit 1`)) === null;

/** Inserts the orders with their items, walks them along, and sets the next id right. */
export async function loadOrders(query: Query, list: ReadyOrder[]): Promise<void> {
  if (list.length === 0) return;
  await insertOrders(query, list);
  const longest = Math.max(...list.map(({ steps }) => steps.length));
  for (let at = 1; at < longest; at++) await walk(query, list, at);
  await insertHistory(query, list);
  await finish(query, list);
}

async function insertOrders(query: Query, list: ReadyOrder[]): Promise<void> {
  await query.execute(sql`
    insert into orders (id, uid, number, user_id, placed_by, shipping_address, total_minor, currency, expires_at, created_at)
      select id, uid, number, user_id, user_id, shipping_address, total_minor, currency, expires_at, created_at
      from jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as o(id bigint, uid uuid, number text, user_id bigint,
        shipping_address text, total_minor bigint, currency text, expires_at timestamptz, created_at timestamptz)
      order by id`);
  const items = list.flatMap((order) => order.items.map((item) => ({ ...item, order_id: order.id })));
  await query.execute(sql`
    insert into order_items (order_id, book_id, title, author, isbn, unit_minor, quantity)
      select order_id, book_id, title, author, isbn, unit_minor, quantity
      from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as i(order_id bigint, book_id bigint, title text,
        author text, isbn text, unit_minor bigint, quantity integer)`);
}

async function walk(query: Query, list: ReadyOrder[], at: number): Promise<void> {
  const steps = list.flatMap(({ id, steps: { [at]: step } }) => (step ? [{ ...step, id }] : []));
  await query.execute(sql`
    update orders o set state = s.state, payment_uid = coalesce(s.payment_uid, o.payment_uid),
        prepaid = coalesce(s.prepaid, o.prepaid), paid_minor = coalesce(s.paid_minor, o.paid_minor),
        cancel_reason = coalesce(s.cancel_reason, o.cancel_reason), shortage = coalesce(s.shortage, o.shortage)
      from jsonb_to_recordset(${JSON.stringify(steps)}::jsonb) as s(id bigint, state text, payment_uid uuid,
        prepaid boolean, paid_minor bigint, cancel_reason text, shortage jsonb)
      where o.id = s.id`);
}

async function insertHistory(query: Query, list: ReadyOrder[]): Promise<void> {
  const steps = list.flatMap((order) => order.steps.map((step) => ({ ...step, order_id: order.id })));
  await query.execute(sql`
    insert into order_history (order_id, state, at, by, actor_id, note)
      select order_id, state, at, by, actor_id, note
      from jsonb_to_recordset(${JSON.stringify(steps)}::jsonb) as h(order_id bigint, state text, at timestamptz, by text,
        actor_id bigint, note text)`);
}

/** What was paid and given back in the end, and when the order last changed. */
async function finish(query: Query, list: ReadyOrder[]): Promise<void> {
  const ends = list.map(({ id, paid_minor, refunded_minor, steps }) => ({
    id,
    paid_minor,
    refunded_minor,
    at: steps.at(-1)?.at,
  }));
  const recordset = sql`jsonb_to_recordset(${JSON.stringify(ends)}::jsonb)
    as e(id bigint, paid_minor bigint, refunded_minor bigint, at timestamptz)`;
  await query.execute(
    sql`update orders o set paid_minor = e.paid_minor, refunded_minor = e.refunded_minor from ${recordset} where o.id = e.id`,
  );
  // Alone, the instant is no change to the guard, which would say now.
  await query.execute(sql`update orders o set updated_at = e.at from ${recordset} where o.id = e.id`);
  await query.execute(sql`select setval(pg_get_serial_sequence('orders', 'id'), (select max(id) from orders))`);
}

// Where payments stand, as orders asks about them.

import { sql } from 'drizzle-orm';
import { type Query, rows } from '#kit/database';
import { payments } from '../schema.ts';

export type PositionRow = {
  order_uid: string;
  payment_uid: string;
  state: string;
  amount_minor: number;
  refunded_minor: number;
  quiet_seconds: number;
};

/** The payments of these orders that were not declined. */
export const positionsOf = (query: Query, orderUids: string[]): Promise<PositionRow[]> =>
  rows<PositionRow>(
    query,
    sql`select order_uid, uid as payment_uid, state, amount_minor::float8 as amount_minor,
        refunded_minor::float8 as refunded_minor, extract(epoch from now() - updated_at)::float8 as quiet_seconds
      from ${payments} where order_uid = any (${`{${orderUids.join()}}`}::text::uuid[]) and state <> 'declined'`,
  );

/** Makes what waits of this order's payments due now: the next look at each, and the facts that have not arrived. */
export async function wakeForOrder(query: Query, orderUid: string): Promise<void> {
  await query.execute(sql`update payments set wake_at = now() where order_uid = ${orderUid} and wake_at > now()`);
  await query.execute(sql`update outbox_delivery d set next_at = now() from payments p
    where p.order_uid = ${orderUid} and d.aggregate = 'payment' and d.aggregate_id = p.id::text and d.state <> 'delivered'`);
}

/** The payments of an order that nothing more is to be told of: every fact about them has arrived. */
export async function toldOf(query: Query, orderUid: string): Promise<number[]> {
  const found = await rows<{ id: string }>(
    query,
    sql`select p.id from payments p where p.order_uid = ${orderUid} and not exists (
      select 1 from outbox_delivery d
      where d.aggregate = 'payment' and d.aggregate_id = p.id::text and d.state <> 'delivered')`,
  );
  return found.map(({ id }) => Number(id));
}

/** Holds a payment until the transaction ends. */
export async function lockPayment(query: Query, id: number): Promise<void> {
  await query.execute(sql`select 1 from payments where id = ${id} for update`);
}

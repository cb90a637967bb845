// Orders as the reconciler compares them with their neighbours.

import { inArray, type SQL, sql } from 'drizzle-orm';
import { type Query, rows } from '#kit/database';
import type { OrderSnapshot } from '../reconciliation.ts';
import { orders } from '../schema.ts';

/** Where a walk through all orders stands: after this one, by time. */
export type Place = { createdAt: string; id: number };
export type Compared = OrderSnapshot & Place;

const start: Place = { createdAt: '-infinity', id: 0 };

/** The next orders of the walk, oldest first. */
export const nextOrders = (query: Query, after: Place | null, limit: number): Promise<Compared[]> => {
  const { createdAt, id } = after ?? start;
  return compared(
    query,
    sql`(created_at, id) > (${createdAt}::timestamptz, ${id}::bigint) order by created_at, id limit ${limit}`,
  );
};

/** The newest orders: what goes wrong goes wrong with those most often. */
export const latestOrders = (query: Query, limit: number): Promise<Compared[]> =>
  compared(query, sql`true order by created_at desc, id desc limit ${limit}`);

/** Those of these orders that are here. */
export async function theseOrders(query: Query, uids: readonly string[]): Promise<Compared[]> {
  return uids.length === 0 ? [] : compared(query, inArray(orders.uid, [...uids]));
}

async function compared(query: Query, where: SQL): Promise<Compared[]> {
  const found = await rows<Compared & { id: string }>(
    query,
    sql`select id, uid, state, total_minor::float8 as "totalMinor", paid_minor::float8 as "paidMinor",
        refunded_minor::float8 as "refundedMinor", payment_uid as "paymentUid", created_at::text as "createdAt",
        extract(epoch from now() - updated_at)::float8 as "quietSeconds"
      from ${orders} where ${where}`,
  );
  return found.map((row) => ({ ...row, id: Number(row.id) }));
}

// What orders says of an account as a whole.

import { and, desc, inArray, notInArray, sql } from 'drizzle-orm';
import { type Query, row } from '#kit/database';
import type { OrderState } from '../saga.ts';
import { closedAccounts, orders } from '../schema.ts';

const boughtStates: OrderState[] = ['confirmed', 'processing', 'shipped', 'delivered'];

/** Has this account an order with this book that was confirmed and neither cancelled nor returned since? */
export async function hasBought(query: Query, userId: number, bookId: number): Promise<boolean> {
  const found = await row(
    query,
    sql`select 1 from order_items i join orders o on o.id = i.order_id
      where i.book_id = ${bookId} and o.user_id = ${userId} and ${inArray(sql`o.state`, boughtStates)} limit 1`,
  );
  return found !== null;
}

const finishedStates: OrderState[] = ['delivered', 'rejected', 'expired', 'cancelled', 'returned'];

/** The newest orders of these accounts that still have something to come; at most twenty. */
export async function listOpen(
  query: Query,
  userIds: number[],
): Promise<{ id: number; number: string; state: OrderState }[]> {
  return query
    .select({ id: orders.id, number: orders.number, state: orders.state })
    .from(orders)
    .where(and(inArray(orders.userId, userIds), notInArray(orders.state, finishedStates)))
    .orderBy(desc(orders.createdAt))
    .limit(20);
}

/** Notes that an account closed; orders being placed for it meanwhile come before or are refused. */
export async function closeAccount(query: Query, userId: number): Promise<void> {
  await query.execute(sql`select pg_advisory_xact_lock(1, ${userId}::int)`);
  await query.insert(closedAccounts).values({ userId }).onConflictDoNothing();
}

/** Gives an account what was ordered as a guest, and what may still come from it. */
export async function adoptGuest(query: Query, adopted: { guest_id: number; user_id: number }): Promise<void> {
  await query.execute(sql`select order_adopt(${adopted.guest_id}, ${adopted.user_id})`);
}

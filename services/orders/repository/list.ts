// Lists of orders: what a list may be narrowed by, and one page of it.

import { type AnyColumn, and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { Query } from '#kit/database';
import { countUpTo, keyset } from '#kit/keyset';
import type { Window } from '#kit/page';
import type { OrderState } from '../saga.ts';
import { orders } from '../schema.ts';
import { type OrderView, view } from './orders.ts';

export type Filter = {
  userId?: number;
  number?: string;
  states?: readonly OrderState[];
  /** The bounds themselves are out. */
  createdAfter?: string;
  createdBefore?: string;
  /** From this instant on, up to but not at that one. */
  createdFrom?: string;
  createdUntil?: string;
  /** Words in the title of one line. */
  title?: string;
};

const sortKeys: Record<string, { by: AnyColumn; cast: string } | null> = {
  id: null,
  created_at: { by: orders.createdAt, cast: 'timestamptz' },
};

/** One page of orders (one row more than asked) and how many match in all. */
export async function listOrders(
  query: Query,
  filter: Filter,
  window: Window,
): Promise<{ rows: OrderView[]; count: number }> {
  const page = keyset(window, orders.id, sortKeys[window.ordering.replace('-', '')] ?? null);
  const found = await query
    .select(view)
    .from(orders)
    .where(and(matching(filter, startOf(window)), page.where))
    .orderBy(...page.orderBy)
    .limit(page.limit);
  return { rows: found, count: await countUpTo(query, sql`${orders}`, matching(filter)) };
}

/** On which side of the time a page with a cursor begins. */
function startOf({ cursor, ordering }: Window): 'late' | 'early' | null {
  if (!cursor || !ordering.endsWith('created_at')) return null;
  return ordering.startsWith('-') !== cursor.backwards ? 'late' : 'early';
}

function matching(filter: Filter, start: 'late' | 'early' | null = null): SQL | undefined {
  // A bound on the side where the cursor is would make the index begin there, and walk all the way to the cursor: it is
  // hidden from the index, and only checked.
  const hidden = sql`(${orders.createdAt} + interval '0')`;
  const early = start === 'early' ? hidden : orders.createdAt;
  const late = start === 'late' ? hidden : orders.createdAt;
  return and(
    filter.userId === undefined ? undefined : eq(orders.userId, filter.userId),
    filter.number === undefined ? undefined : eq(orders.number, filter.number),
    filter.states === undefined ? undefined : inArray(orders.state, filter.states),
    filter.createdAfter === undefined ? undefined : sql`${early} > ${filter.createdAfter}`,
    filter.createdBefore === undefined ? undefined : sql`${late} < ${filter.createdBefore}`,
    filter.createdFrom === undefined ? undefined : sql`${early} >= ${filter.createdFrom}`,
    filter.createdUntil === undefined ? undefined : sql`${late} < ${filter.createdUntil}`,
    filter.title === undefined ? undefined : hasTitle(filter.title),
  );
}

const mostWords = 8;

/** All words stand in the title of one of the order's lines; more than a title has say nothing. */
function hasTitle(text: string): SQL {
  const words = text.trim().split(/\s+/).slice(0, mostWords);
  const each = words.map((word) => sql`fold(i.title) like '%' || fold(${word}::text) || '%'`);
  return sql`exists (select 1 from order_items i where i.order_id = orders.id and ${sql.join(each, sql` and `)})`;
}

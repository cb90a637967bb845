// Which of their orders a customer wants to see, as the address says it.

import type { OrderQuery, OrderStatus } from '#services/orders/model';
import { orderStatusWords } from '#views/parts/words.ts';
import type { OrderFilters } from '#views/urls.ts';

const longestTitle = 200;

/** The filters in an address. What is none is left out. */
export function orderFiltersFrom(query: URLSearchParams): OrderFilters {
  const filters: OrderFilters = {};
  const typed = (query.get('q') ?? '').replace(/[\p{Cc}\s]+/gu, ' ').trim();
  const q = typed.slice(0, longestTitle).trim();
  const year = query.get('year') ?? '';
  const status = query.get('status') ?? '';
  const cursor = query.get('cursor') ?? '';
  if (q !== '') filters.q = q;
  if (/^(19|20)\d\d$/.test(year)) filters.year = year;
  if (Object.hasOwn(orderStatusWords, status)) filters.status = status;
  if (cursor !== '' && cursor.length <= 512) filters.cursor = cursor;
  return filters;
}

/** Does the address carry members that say nothing? A plain form sends its empty fields too. */
export const hasEmpty = (query: URLSearchParams): boolean =>
  ['q', 'year', 'status', 'cursor'].some((name) => query.get(name)?.trim() === '');

/** What to ask the orders room for. */
export function orderChoice({ year, status, q, cursor }: OrderFilters): Partial<OrderQuery> {
  const span =
    year === undefined
      ? {}
      : { created_at__gte: `${year}-01-01T00:00:00Z`, created_at__lt: `${Number(year) + 1}-01-01T00:00:00Z` };
  // The word was checked against the room's own when it was read from the address.
  return { ...span, title: q, cursor, status: status?.toUpperCase() as OrderStatus | undefined };
}

/** From the present year back to that of the first order (an instant), and the one that is asked for. */
export function yearsToChoose(now: Date, first: string | null, asked: string | undefined): number[] {
  const present = now.getUTCFullYear();
  const since = Math.min(first === null ? present : Number(first.slice(0, 4)), present, Number(asked ?? present));
  return Array.from({ length: Math.min(present - since + 1, 100) }, (_, back) => present - back);
}

// Query members of the lists → what the repository filters by.

import { toMinor } from '#kit/money';
import { type FieldError, refuseFields } from '#kit/problem';
import { isCalendarDay } from '#kit/time';
import { toIsbn13 } from '../isbn.ts';
import type { BookQuery } from '../model.ts';
import type { Filter } from '../repository/filter.ts';
import { parseSearch } from '../search/parse.ts';

/** @throws Problem 422 naming every day that is not in the calendar. */
export function filterOf(asked: Omit<BookQuery, 'limit' | 'cursor' | 'ordering'>): Filter {
  checkDays(asked);
  const text = asked.q?.trim() ? parseSearch(asked.q) : undefined;
  return {
    categoryId: asked.category_id,
    // A form sends the fields that were left empty too: they narrow nothing.
    category: asked.category || undefined,
    author: asked.author?.trim() || undefined,
    authorSlug: asked.author_slug || undefined,
    // What is no ISBN is nobody's: it finds nothing.
    isbn: asked.isbn?.trim() ? (toIsbn13(asked.isbn) ?? '') : undefined,
    ids: asked.ids?.split(',').map(Number),
    minPrice: minor(asked.min_price),
    maxPrice: minor(asked.max_price),
    inStock: asked.in_stock === undefined ? undefined : asked.in_stock === 'true',
    language: asked.language?.split(','),
    format: asked.format?.split(','),
    staffPick: asked.staff_pick === undefined ? undefined : true,
    publishedAfter: asked.published_after,
    publishedBefore: asked.published_before,
    minRating: asked.min_rating === undefined ? undefined : (toMinor(asked.min_rating) ?? undefined),
    publisher: asked.publisher || undefined,
    series: asked.series || undefined,
    minYear: numeric(asked.min_year),
    maxYear: numeric(asked.max_year),
    editionOf: numeric(asked.edition_of),
    text,
  };
}

// The schema has checked the form, so every one of them is an amount.
const minor = (amount: string | undefined): number | undefined =>
  amount === undefined ? undefined : (toMinor(amount) ?? undefined);

const numeric = (digits: string | undefined): number | undefined => (digits === undefined ? undefined : Number(digits));

function checkDays(asked: { published_after?: string; published_before?: string }): void {
  const errors: FieldError[] = [];
  for (const name of ['published_after', 'published_before'] as const) {
    const day = asked[name];
    if (day !== undefined && !isCalendarDay(day)) errors.push({ pointer: `?${name}`, detail: 'There is no such day.' });
  }
  if (errors.length > 0) throw refuseFields(errors);
}

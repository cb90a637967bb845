// A book's place among the books of its series.

import type { Book } from '#services/books/model';

/** A number as people write it, `1` or `2.5`; null for what is none. */
const placeOf = ({ series_position: position }: Book): number | null => {
  const number = position === null ? Number.NaN : Number(position);
  return Number.isFinite(number) ? number : null;
};

/** In reading order; those without a number after the others. */
export const inReadingOrder = (books: readonly Book[]): Book[] =>
  books.toSorted((a, b) => (placeOf(a) ?? Number.POSITIVE_INFINITY) - (placeOf(b) ?? Number.POSITIVE_INFINITY));

/**
 * `Barsetshire, No. 2 of 6`. How many there are is told only where the shop has every one up to the last it knows.
 * @param others the other books of the series, null where they could not be had
 */
export function seriesWords(book: Book, others: readonly Book[] | null): string | null {
  const { series, series_position: position } = book;
  if (series === null) return null;
  if (position === null) return series;
  const places = new Set([book, ...(others ?? [])].map(placeOf));
  const last = Math.max(...[...places].map((place) => place ?? 0));
  const isWhole = last > 1 && Array.from({ length: last }, (_, at) => at + 1).every((place) => places.has(place));
  return `${series}, No. ${position}${isWhole ? ` of ${last}` : ''}`;
}

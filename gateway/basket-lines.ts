// The basket with its books: what each line costs now, and what changed since it was put in.

import { formatMinor, toMinor } from '#kit/money';
import type { Book } from '#services/books/model';
import type { BasketLine } from '#views/basket/line.tsx';
import type { Basket } from './basket.ts';
import { ok } from './calls.ts';
import type { Deps } from './deps.ts';
import type { Visit } from './visit.ts';

export type LoadedBasket = {
  /** In the order they were put in. */
  lines: BasketLine[];
  subtotal: string;
  subtotalMinor: number;
  /** Books that are no longer sold. */
  goneIds: number[];
};

/** @throws Problem 503 while books is silent and was not asked for these books within the last minute */
export async function loadBasket(deps: Deps, visit: Visit): Promise<LoadedBasket> {
  const { basket } = visit;
  if (basket.length === 0) return { lines: [], subtotal: formatMinor(0), subtotalMinor: 0, goneIds: [] };
  const ids = basket.map(({ bookId }) => bookId).sort((one, other) => one - other);
  const found = await ok(deps.services.books.list(visit.by, { ids: ids.join(), limit: 100 }));
  const books = new Map(found.results.map((book) => [book.id, book]));
  const lines: BasketLine[] = [];
  let subtotalMinor = 0;
  for (const line of basket) {
    const book = books.get(line.bookId);
    if (!book) continue;
    const minor = priceOf(book);
    subtotalMinor += minor * line.quantity;
    lines.push({
      book,
      quantity: line.quantity,
      total: formatMinor(minor * line.quantity),
      formerPrice: minor === line.seenMinor ? null : formatMinor(line.seenMinor),
    });
  }
  const goneIds = ids.filter((id) => !books.has(id));
  return { lines, subtotal: formatMinor(subtotalMinor), subtotalMinor, goneIds };
}

export const priceOf = (book: Book): number => toMinor(book.price) ?? 0;

/** The basket at the prices just shown, without the books that are gone. */
export const seenNow = ({ lines }: LoadedBasket): Basket =>
  lines.map(({ book, quantity }) => ({ bookId: book.id, quantity, seenMinor: priceOf(book) }));

/** A line that cannot be ordered as it is. */
export const isStuck = ({ book, quantity }: BasketLine): boolean => quantity > book.available;

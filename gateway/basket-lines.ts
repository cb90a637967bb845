// The basket with its books: what each line costs now, how many of it there are, and what changed since it was put in.

import { formatMinor, toMinor } from '#kit/money';
import { Problem } from '#kit/problem';
import type { Book } from '#services/books/model';
import type { BasketLine } from '#views/basket/line.tsx';
import type { Basket } from './basket.ts';
import { ok } from './calls.ts';
import type { Deps } from './deps.ts';
import { bookOfLine } from './known-books.ts';
import type { Visit } from './visit.ts';

/** A book that left the shop while it was in the basket; null where its title is not remembered. */
export type Gone = { bookId: number; title: string | null };

export type LoadedBasket = {
  /** In the order they were put in. */
  lines: BasketLine[];
  subtotal: string;
  subtotalMinor: number;
  /** Books that are no longer sold, as far as they are known here. */
  gone: Gone[];
  /** False while the catalogue is silent: prices and stock are what was known of them before. */
  confirmed: boolean;
};

const empty: LoadedBasket = { lines: [], subtotal: formatMinor(0), subtotalMinor: 0, gone: [], confirmed: true };

/** @throws Problem 503 while books is silent and was not asked for these books within the last minute */
export async function loadBasket(deps: Deps, visit: Visit): Promise<LoadedBasket> {
  const { basket } = visit;
  if (basket.length === 0) return empty;
  const ids = basket.map(({ bookId }) => bookId).sort((one, other) => one - other);
  const found = await deps.services.books.list(visit.by, { ids: ids.join(), limit: 100 });
  const books = new Map((await ok(found)).results.map((book) => [book.id, book]));
  const lines = basket.flatMap((line) => {
    const book = books.get(line.bookId);
    return book ? [lineOf(book, line)] : [];
  });
  const gone = await Promise.all(ids.filter((id) => !books.has(id)).map((id) => goneBook(deps, visit, id)));
  return { ...summed(lines), gone, confirmed: !(found.ok && found.stale) };
}

/** The catalogue itself says what a book was called that it no longer sells. */
async function goneBook({ services }: Deps, visit: Visit, bookId: number): Promise<Gone> {
  const known = services.books.known.find(bookId);
  if (known) return { bookId, title: known.title };
  const asked = await services.books.show(visit.by, bookId);
  const said = asked.ok ? null : (asked.problem.extra.book as { title?: unknown } | undefined);
  return { bookId, title: typeof said?.title === 'string' ? said.title : null };
}

/** The same, but never without an answer: while books is silent it is what the visitor saw, at the prices they saw. */
export async function loadBasketAnyway(deps: Deps, visit: Visit): Promise<LoadedBasket> {
  try {
    return visit.by.resting.has('books') ? seenBasket(deps, visit) : await loadBasket(deps, visit);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 503) throw error;
    return seenBasket(deps, visit);
  }
}

function seenBasket({ services, settings }: Deps, { basket, by }: Visit): LoadedBasket {
  by.resting.add('books');
  const lines = basket.map((line) => lineOf(bookOfLine(services.books.known, line, settings.CURRENCY), line));
  return { ...summed(lines), gone: [], confirmed: false };
}

/** A line asks for no more than there is. Of a book that is sold out it keeps its number, for when there are some again. */
function lineOf(book: Book, { quantity: wanted, seenMinor }: Basket[number]): BasketLine {
  const minor = priceOf(book);
  const quantity = book.available > 0 ? Math.min(wanted, book.available) : wanted;
  return {
    book,
    quantity,
    wanted: quantity < wanted ? wanted : null,
    total: formatMinor(minor * quantity),
    formerPrice: minor === seenMinor ? null : formatMinor(seenMinor),
  };
}

function summed(lines: BasketLine[]): Pick<LoadedBasket, 'lines' | 'subtotal' | 'subtotalMinor'> {
  const subtotalMinor = lines.reduce((sum, { book, quantity }) => sum + priceOf(book) * quantity, 0);
  return { lines, subtotal: formatMinor(subtotalMinor), subtotalMinor };
}

export const priceOf = (book: Book): number => toMinor(book.price) ?? 0;

/** The basket as it was just shown: at these prices, in these numbers, without the books that are gone. */
export const seenNow = ({ lines }: LoadedBasket): Basket =>
  lines.map(({ book, quantity }) => ({ bookId: book.id, quantity, seenMinor: priceOf(book) }));

/** A line that cannot be ordered as it is. */
export const isStuck = ({ book, quantity }: BasketLine): boolean => quantity > book.available;

/** Is there anything the visitor has not seen yet? They see it before they order. */
export const hasNews = ({ lines, gone }: LoadedBasket): boolean =>
  gone.length > 0 || lines.some(({ formerPrice, wanted }) => formerPrice !== null || wanted !== null);

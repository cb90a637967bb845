// Which book a row means, and what changes by it. Pure: what the catalogue knows is given.
//
// An ISBN names its edition: a row with one means the book that has it and no other. A row without one means the book an
// earlier import made of it, else one without an ISBN that has the same title, subtitle and author, else a new book.
//
// Two rows of one file that mean the same book: the first counts and the second is refused. Merged, they would change the
// book back and forth at every repeat, and which of them is right nobody but the file's owner can say.

import type { BookRow } from '../repository/books.ts';
import { type BookFields, bookFields } from '../rules.ts';
import { RowFault } from './reasons.ts';
import type { Found } from './repository.ts';
import type { Given } from './row.ts';

export type Choice = 'new' | 'withdrawn' | { bookId: number; before: Partial<Given> };

export function chooseBook(isbn: string | undefined, { remembered, byIsbn, byName }: Found): Choice {
  const before = (bookId: number) => (remembered?.bookId === bookId ? remembered.given : {});
  if (byIsbn !== null) return { bookId: byIsbn, before: before(byIsbn) };
  if (remembered && (isbn === undefined || remembered.isbn === null || remembered.isbn === isbn)) {
    if (remembered.withdrawn) return 'withdrawn';
    return { bookId: remembered.bookId, before: remembered.given };
  }
  return byName === null ? 'new' : { bookId: byName, before: before(byName) };
}

/** The lines on which the books of this file were met, by each name they have. */
export type Seen = { lineOf(name: string): number | undefined; note(name: string, line: number): void };

/** @throws RowFault where another row of the file meant the same book. */
export function meet(seen: Seen, names: string[], line: number): void {
  for (const name of names) {
    const earlier = seen.lineOf(name);
    if (earlier !== undefined) throw new RowFault('twice', `line ${earlier} is this book too`);
  }
  for (const name of names) seen.note(name, line);
}

/** All that a row's book is called by; a file of a million rows keeps these in memory, so none is there twice. */
export function namesOf(isbn: string | undefined, found: Found, choice: Choice): string[] {
  const names = [isbn === undefined ? `name:${found.name}` : `isbn:${isbn}`];
  if (!names.includes(found.key)) names.push(found.key);
  if (typeof choice === 'object') names.push(`book:${choice.bookId}`);
  return names;
}

export type Changes = { fields: Partial<BookFields>; stock?: number; shelves?: string[] };

/**
 * What a row changes: the fields in which it says something else than it did at the last import, as far as the book does
 * not say so already. What staff changed here meanwhile stays, and so do price and stock that the file does not give.
 */
export function changesBy(given: Given, before: Partial<Given>, book: BookRow): Changes {
  const news = Object.fromEntries(
    Object.entries(given).filter(([field, value]) => !Bun.deepEquals(value, before[field as keyof Given])),
  ) as Partial<Given>;
  const { stock, shelves, ...rest } = news;
  const fields = Object.entries(bookFields(rest, book.currency)).filter(
    ([field, value]) => field in book && book[field as keyof BookRow] !== value,
  );
  return {
    fields: Object.fromEntries(fields),
    ...(stock === undefined || stock === book.onHand ? {} : { stock }),
    ...(shelves === undefined ? {} : { shelves }),
  };
}

export const isEmpty = ({ fields, stock, shelves }: Changes): boolean =>
  Object.keys(fields).length === 0 && stock === undefined && shelves === undefined;

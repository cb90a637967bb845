// The book behind an address: /books/{ISBN or id}/{title}. An ISBN names it wherever there is one.

import { notFound, Problem, unavailable } from '#kit/problem';
import type { Book } from '#services/books/model';
import { url } from '#views/urls.ts';
import { type Asker, ok } from './calls.ts';
import type { Deps } from './deps.ts';
import { bookOfAddress } from './known-books.ts';
import { createLru } from './lru.ts';

/** Ids of books by ISBN, so that what hangs on the id can be asked for at once with the book. They never change hands. */
const ids = createLru<number>(20_000);

/** What the first part of the address is: an id, an ISBN-13 (hyphens allowed), or nothing we know. */
export function keyOf(text: string): { id: number } | { isbn: string } | null {
  if (/^[1-9]\d{0,8}$/.test(text)) return { id: Number(text) };
  const isbn = text.replaceAll('-', '');
  return /^97[89]\d{10}$/.test(isbn) ? { isbn } : null;
}

/** The id if it can be told without asking anybody. */
export function knownId(text: string): number | undefined {
  const key = keyOf(text);
  if (!key) return undefined;
  return 'id' in key ? key.id : ids.get(key.isbn);
}

/** @throws Problem 404 for no such book, 410 for one that is no longer sold, 503 while books is silent. */
export async function bookAt(deps: Deps, by: Asker, text: string): Promise<Book> {
  const key = keyOf(text);
  if (!key) throw notFound('book');
  if ('id' in key) return ok(deps.services.books.show(by, key.id));
  const id = ids.get(key.isbn);
  if (id !== undefined) {
    const book = await ok(deps.services.books.show(by, id));
    if (book.isbn === key.isbn) return book;
  }
  const [book] = (await ok(deps.services.books.list(by, { isbn: key.isbn, limit: 1 }))).results;
  // Not among those that are sold: the catalogue says whether it ever was.
  if (!book) return ok(deps.services.books.byIsbn(by, key.isbn));
  ids.set(key.isbn, book.id);
  return book;
}

/**
 * The book, or as much as the address tells of it while books is silent; `problem` is then the refusal. For forms, whose text
 * must not be lost. @throws Problem 404, 410
 */
export async function bookAnyway(
  deps: Deps,
  by: Asker,
  { key = '', slug = '' }: { key?: string; slug?: string },
): Promise<{ book: Book; problem: Problem | null }> {
  try {
    const book = await bookAt(deps, by, key);
    // Remembered is enough to draw the form, but not to send it: reviews would ask the same silent room.
    return { book, problem: by.resting.has('books') ? unavailable('books') : null };
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 503) throw error;
    const named = keyOf(key);
    const isbn = named && 'isbn' in named ? named.isbn : null;
    const book = bookOfAddress(deps.services.books.known, { id: knownId(key) ?? 0, isbn, slug });
    return { book, problem: error };
  }
}

/** The one address of a book's page, where it was asked for under another; null where it is right already. */
export function properAddress(book: Book, path: string): string | null {
  const proper = url.book(book);
  return proper === path || decodeURI(proper) === path ? null : proper;
}

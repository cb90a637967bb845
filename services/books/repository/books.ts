// Reading and writing single books.

import { eq, sql } from 'drizzle-orm';
import { prepared, type Query, row } from '#kit/database';
import type { BookFields } from '../rules.ts';
import { bookCategories, books, figures, stock } from '../schema.ts';

/** What every answer about a book is made from, and the sort keys for cursors. */
export const bookColumns = {
  id: books.id,
  title: books.title,
  subtitle: books.subtitle,
  author: books.author,
  isbn: books.isbn,
  slug: books.slug,
  description: books.description,
  priceMinor: books.priceMinor,
  currency: books.currency,
  series: books.series,
  seriesPosition: books.seriesPosition,
  publisher: books.publisher,
  publishedOn: books.publishedOn,
  firstPublished: books.firstPublished,
  language: books.language,
  pageCount: books.pageCount,
  format: books.format,
  coverUrl: books.coverUrl,
  pickText: books.pickText,
  pickInitials: books.pickInitials,
  version: books.version,
  createdAt: books.createdAt,
  updatedAt: books.updatedAt,
  titleKey: books.titleKey,
  authorKey: books.authorKey,
  publishedKey: books.publishedKey,
  rating: figures.rating,
  ratingCount: figures.ratingCount,
  unitsSold: figures.unitsSold,
  onHand: stock.onHand,
  reserved: stock.reserved,
  categoryIds: sql<
    number[]
  >`array(select on_shelf.category_id::int from ${bookCategories} on_shelf where on_shelf.book_id = ${books.id} order by on_shelf.position)`,
};

/** Books in the catalogue with all that is shown of them, to be narrowed and ordered further. */
export const selectBooks = (query: Query) =>
  query
    .select(bookColumns)
    .from(books)
    .innerJoin(stock, eq(stock.bookId, books.id))
    .innerJoin(figures, eq(figures.bookId, books.id));
export type BookRow = Awaited<ReturnType<typeof selectBooks>>[number];

const findPrepared = prepared((query) =>
  selectBooks(query)
    .where(sql`${books.id} = ${sql.placeholder('id')} and ${books.discontinuedAt} is null`)
    .prepare('book_by_id'),
);

/** A book of the catalogue, else null. */
export const findBook = async (query: Query, id: number): Promise<BookRow | null> =>
  (await findPrepared(query, { id }))[0] ?? null;

export type Discontinued = { title: string; author: string };

/** A book that was in the catalogue once, the latest of them where an ISBN names several; else null. */
export const findDiscontinued = (
  query: Query,
  named: { id: number } | { isbn: string },
): Promise<Discontinued | null> => {
  const which = 'id' in named ? sql`id = ${named.id}` : sql`isbn = ${named.isbn}`;
  return row<Discontinued>(
    query,
    sql`select title, author from ${books} where ${which} and discontinued_at is not null order by id desc limit 1`,
  );
};

const findManyPrepared = prepared((query) =>
  selectBooks(query)
    .where(sql`${books.id} = any (${sql.placeholder('ids')}::text::bigint[]) and ${books.discontinuedAt} is null`)
    .prepare('books_by_ids'),
);

/** Those of these books that are in the catalogue, in the order of `ids`. */
export async function findBooks(query: Query, ids: number[]): Promise<BookRow[]> {
  if (ids.length === 0) return [];
  const found = new Map((await findManyPrepared(query, { ids: `{${ids.join()}}` })).map((book) => [book.id, book]));
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** As {@link findBook}, inside a transaction that holds the book's row until it ends. */
export async function lockBook(query: Query, id: number): Promise<BookRow | null> {
  const found = await selectBooks(query)
    .where(sql`${books.id} = ${id} and ${books.discontinuedAt} is null`)
    .for('update', { of: books });
  return found[0] ?? null;
}

export async function findIdByIsbn(query: Query, isbn: string): Promise<number | null> {
  const found = await row<{ id: number }>(
    query,
    sql`select id::int as id from ${books} where isbn = ${isbn} and discontinued_at is null`,
  );
  return found?.id ?? null;
}

/** Changes the writable fields. @throws on the constraint one_live_book_an_isbn. */
export async function updateBook(query: Query, id: number, fields: Partial<BookFields>): Promise<void> {
  const set = { ...fields, version: sql`${books.version} + 1`, updatedAt: sql`now()` };
  await query.update(books).set(set).where(eq(books.id, id));
}

/** Takes a book out of the catalogue. Its stock, ledger and figures stay; shelves and authors forget it. */
export async function markDiscontinued(query: Query, id: number): Promise<void> {
  const gone = { discontinuedAt: sql`now()`, updatedAt: sql`now()`, version: sql`${books.version} + 1` };
  await query.update(books).set(gone).where(eq(books.id, id));
  await query.delete(bookCategories).where(eq(bookCategories.bookId, id));
  await query.execute(sql`delete from book_authors where book_id = ${id}`);
}

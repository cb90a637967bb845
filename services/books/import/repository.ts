// What the importer asks of the catalogue and notes there, a whole batch of rows in one statement.

import { asc, sql } from 'drizzle-orm';
import { type Query, row, rows } from '#kit/database';
import { books, categories, importedRows } from '../schema.ts';
import type { Given } from './row.ts';

/** `at` numbers the rows of a batch; `id` is the file's own name for the row, if it has one. */
export type Asked = {
  at: number;
  id: string | null;
  isbn: string | null;
  title: string;
  /** Volumes of one work differ in nothing else. */
  subtitle: string;
  author: string;
};

export type Found = {
  at: number;
  /** Under which the row is remembered: the file's own id, else the ISBN, else `name`. */
  key: string;
  /** Title, subtitle and author, folded; null for a row with an ISBN. */
  name: string | null;
  /** What an earlier import made of this row; `withdrawn` means that the book has left the catalogue since. */
  remembered: { bookId: number; isbn: string | null; withdrawn: boolean; given: Partial<Given> } | null;
  /** The book of the catalogue that has this ISBN. */
  byIsbn: number | null;
  /** For a row without an ISBN: the book of the catalogue that has none either, and this name. */
  byName: number | null;
};

/** Looks all of them up; the answers are in the order of `at`. */
export function findRows(query: Query, source: string, asked: Asked[]): Promise<Found[]> {
  return rows<Found>(
    query,
    sql`with named as materialized (
        select at, isbn, id, left(fold(title), 200) as title_key, left(fold(subtitle), 200) as subtitle_key,
            left(fold(author), 200) as author_key
          from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb)
            as given (at int, id text, isbn text, title text, subtitle text, author text)),
      keyed as materialized (
        select *, coalesce('id:' || id, 'isbn:' || isbn, 'name:' || name) as key
          from named, lateral (select case when isbn is null then concat_ws(chr(31), title_key, subtitle_key, author_key) end
            as name) as called)
      select keyed.at, keyed.key, keyed.name,
        case when earlier.key is not null then jsonb_build_object('bookId', earlier.book_id, 'isbn', book.isbn,
          'withdrawn', book.discontinued_at is not null, 'given', earlier.given) end as remembered,
        (select same.id::int from ${books} same
          where same.isbn = keyed.isbn and same.discontinued_at is null) as "byIsbn",
        (select min(same.id)::int from ${books} same
          where keyed.isbn is null and same.isbn is null and same.discontinued_at is null
            and same.title_key = keyed.title_key and same.author_key = keyed.author_key
            and left(fold(coalesce(same.subtitle, '')), 200) = keyed.subtitle_key) as "byName"
      from keyed
        left join ${importedRows} earlier on earlier.source = ${source} and earlier.key = keyed.key
        left join ${books} book on book.id = earlier.book_id
      order by keyed.at`,
  );
}

/** Batches of two imports go one after the other: else both would bring the same new book. */
export async function lockImports(query: Query): Promise<void> {
  await query.execute(sql`select pg_advisory_xact_lock(hashtext('books.import'))`);
}

export async function rememberRows(
  query: Query,
  source: string,
  list: { key: string; bookId: number; given: Given }[],
): Promise<void> {
  if (list.length === 0) return;
  await query.execute(
    sql`insert into ${importedRows} (source, key, book_id, given)
        select ${source}::text, key, "bookId", given
          from jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as list (key text, "bookId" bigint, given jsonb)
        on conflict (source, key) do update set book_id = excluded.book_id, given = excluded.given`,
  );
}

const mostShelves = 10_000;

export const allShelves = (query: Query): Promise<{ id: number; slug: string; name: string }[]> =>
  query
    .select({ id: categories.id, slug: categories.slug, name: categories.name })
    .from(categories)
    .orderBy(asc(categories.id))
    .limit(mostShelves);

/** The currency the shop's books are priced in; null in an empty shop. */
export const shopCurrency = async (query: Query): Promise<string | null> =>
  (await row<{ currency: string }>(query, sql`select currency from ${books} order by id desc limit 1`))?.currency ??
  null;

/** After thousands of new books the planner would go by its old idea of the tables for up to a minute. */
export async function refreshStatistics(query: Query): Promise<void> {
  await query.execute(
    sql`analyze books, book_figures, book_categories, book_authors, authors, stock, words, imported_rows`,
  );
}

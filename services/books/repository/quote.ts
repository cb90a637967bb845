// What other rooms ask about books.

import { eq, sql } from 'drizzle-orm';
import { prepared, type Query } from '#kit/database';
import { books, stock } from '../schema.ts';

const quotePrepared = prepared((query) =>
  query
    .select({
      id: books.id,
      title: books.title,
      author: books.author,
      isbn: books.isbn,
      priceMinor: books.priceMinor,
      currency: books.currency,
      discontinuedAt: books.discontinuedAt,
      available: sql<number>`${stock.onHand} - ${stock.reserved}`,
    })
    .from(books)
    .innerJoin(stock, eq(stock.bookId, books.id))
    .where(sql`${books.id} = any (${sql.placeholder('ids')}::text::bigint[])`)
    .prepare('quote'),
);
export type QuoteRow = Awaited<ReturnType<typeof quotePrepared>>[number];

/** Those of these books that are known, discontinued ones included, by id. */
export async function quoteBooks(query: Query, ids: number[]): Promise<Map<number, QuoteRow>> {
  const found = await quotePrepared(query, { ids: `{${ids.join()}}` });
  return new Map(found.map((row) => [row.id, row]));
}

const titlePrepared = prepared((query) =>
  query
    .select({ title: books.title })
    .from(books)
    .where(sql`${books.id} = ${sql.placeholder('id')} and ${books.discontinuedAt} is null`)
    .prepare('book_title'),
);

/** The title of a book that is in the catalogue, else null. */
export const findTitle = async (query: Query, id: number): Promise<string | null> =>
  (await titlePrepared(query, { id }))[0]?.title ?? null;

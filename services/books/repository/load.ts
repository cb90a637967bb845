// Bringing books into the catalogue, one or many at a time: the book, its stock with the receipt that explains it, its
// figures, its authors and its shelves.

import { sql } from 'drizzle-orm';
import { type Query, rows } from '#kit/database';
import { authorsOf } from '../author-names.ts';
import type { BookFields } from '../rules.ts';
import { authors, bookAuthors, bookCategories, books, figures, stock, stockMovements } from '../schema.ts';

export type BookToLoad = BookFields & {
  /** Given only where the ids are known beforehand, as in the sample; set the sequence right afterwards. */
  id?: number;
  /** Copies received; the ledger opens with them. */
  received: number;
  /** The shelves, its own first. */
  categoryIds: number[];
  createdAt?: string;
  pickText?: string | null;
  pickInitials?: string | null;
};

export type Delivery = { reason: string; actorId: number | null };

/**
 * Inserts all of them and answers their ids in the same order. Send at most some hundreds at once.
 * @throws on the constraints one_live_book_an_isbn and book_categories_category_id_categories_id_fk.
 */
export async function loadBooks(query: Query, list: BookToLoad[], delivery: Delivery): Promise<number[]> {
  if (list.length === 0) return [];
  const ids = await takeIds(query, list);
  await query.insert(books).values(
    list.map(({ received: _, categoryIds: __, createdAt, ...book }, at) => ({
      ...book,
      id: ids[at],
      ...(createdAt === undefined ? {} : { createdAt, updatedAt: createdAt }),
    })),
  );
  const loaded = list.map((book, at) => ({ ...book, id: ids[at] ?? 0 }));
  await query.insert(figures).values(loaded.map(({ id }) => ({ bookId: id })));
  await query.insert(stock).values(loaded.map(({ id, received }) => ({ bookId: id, onHand: received })));
  await noteReceipts(query, loaded, delivery);
  await linkAuthors(query, loaded);
  await fileOnShelves(
    query,
    loaded.flatMap(({ id, categoryIds }) => shelfPlaces(id, categoryIds)),
  );
  return ids;
}

async function takeIds(query: Query, list: BookToLoad[]): Promise<number[]> {
  const missing = list.filter((book) => book.id === undefined).length;
  const taken = missing
    ? await rows<{ id: number }>(
        query,
        sql`select nextval(pg_get_serial_sequence('books', 'id'))::int as id from generate_series(1, ${missing}::int)`,
      )
    : [];
  const fresh = taken.map(({ id }) => id);
  return list.map((book) => book.id ?? fresh.shift() ?? 0);
}

async function noteReceipts(
  query: Query,
  loaded: { id: number; received: number; createdAt?: string }[],
  { reason, actorId }: Delivery,
): Promise<void> {
  const receipts = loaded
    .filter(({ received }) => received > 0)
    .map(({ id, received, createdAt }) => ({
      bookId: id,
      kind: 'receipt' as const,
      deltaOnHand: received,
      deltaReserved: 0,
      reason,
      actorId,
      ...(createdAt === undefined ? {} : { at: createdAt }),
    }));
  if (receipts.length > 0) await query.insert(stockMovements).values(receipts);
}

/** Makes the people of these author lines known and notes who wrote what, in place of what was noted before. */
export async function linkAuthors(query: Query, written: { id: number; author: string }[]): Promise<void> {
  const places = written.flatMap(({ id, author }) =>
    authorsOf(author).map(({ name, slug }, position) => ({ book_id: id, name, slug, position })),
  );
  const given = sql`jsonb_to_recordset(${JSON.stringify(places)}::jsonb) as given (book_id bigint, name text, slug text, position smallint)`;
  // By slug, so that two loads that bring the same new authors cannot wait for each other.
  await query.execute(
    sql`insert into ${authors} (name, slug) select distinct on (slug) name, slug from ${given} order by slug, book_id
        on conflict (slug) do nothing`,
  );
  await query.execute(
    sql`insert into ${bookAuthors} (author_id, book_id, position)
        select a.id, given.book_id, given.position from ${given} join ${authors} a on a.slug = given.slug`,
  );
}

/** Reads the author line anew after it was changed. */
export async function relinkAuthors(query: Query, bookId: number, author: string): Promise<void> {
  await query.execute(sql`delete from ${bookAuthors} where book_id = ${bookId}`);
  await linkAuthors(query, [{ id: bookId, author }]);
}

type ShelfPlace = { book_id: number; category_id: number; position: number };

const shelfPlaces = (bookId: number, categoryIds: number[]): ShelfPlace[] =>
  categoryIds.map((categoryId, position) => ({ book_id: bookId, category_id: categoryId, position }));

/** Puts a book on these shelves and no others. @throws on book_categories_category_id_categories_id_fk. */
export async function moveToShelves(query: Query, bookId: number, categoryIds: number[]): Promise<void> {
  // Before the places: a sale that is told meanwhile locks the figures, then the places that repeat them.
  await query.execute(sql`select 1 from ${figures} where book_id = ${bookId} for share`);
  await query.execute(sql`delete from ${bookCategories} where book_id = ${bookId}`);
  await fileOnShelves(query, shelfPlaces(bookId, categoryIds));
}

async function fileOnShelves(query: Query, places: ShelfPlace[]): Promise<void> {
  if (places.length === 0) return;
  // The sort keys are filled in by a trigger.
  await query.execute(
    sql`insert into ${bookCategories} (category_id, book_id, position)
        select category_id, book_id, position from jsonb_to_recordset(${JSON.stringify(places)}::jsonb)
          as given (category_id bigint, book_id bigint, position smallint)
        order by book_id, position`,
  );
}

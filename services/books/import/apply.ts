// Writing what was decided: new books with their first delivery, and changes to those that are there.

import type { Query } from '#kit/database';
import { updateBook } from '../repository/books.ts';
import { insertCategory, takenColours } from '../repository/categories.ts';
import { type BookToLoad, loadBooks, moveToShelves, relinkAuthors } from '../repository/load.ts';
import { adjustStock } from '../repository/stock.ts';
import { colourFor, newBookFields } from '../rules.ts';
import { madeUpPrice } from './amounts.ts';
import type { BatchOptions, Change, Entry } from './batch.ts';
import { RowFault } from './reasons.ts';
import { allShelves } from './repository.ts';

export type NewBookRow = { entry: Entry; price: string | null };

/** The shelf for books that name none, made at the first of them. */
export const newArrivals = { slug: 'new-arrivals', name: 'New arrivals', description: 'Books that came in lately.' };

/** The ids, in the same order. */
export async function addBooks(query: Query, rows: NewBookRow[], options: BatchOptions): Promise<number[]> {
  if (rows.length === 0) return [];
  const shelves = await shelfIds(query);
  const needed = rows.some(({ entry }) => entry.given.shelves === undefined);
  if (needed && !shelves.has(options.shelf)) shelves.set(options.shelf, await makeShelf(query, options.shelf));
  const books = rows.map(({ entry: { given }, price }): BookToLoad => {
    const { stock, shelves: slugs = [options.shelf], ...rest } = given;
    return {
      ...newBookFields({ ...rest, price: price ?? madeUpPrice(given) }, options.currency),
      received: stock ?? options.stock,
      categoryIds: slugs.flatMap((slug) => shelves.get(slug) ?? []),
    };
  });
  return loadBooks(query, books, { reason: options.reason, actorId: null });
}

/** Books in the order of their ids, stock first, as everybody locks them. Answers the rows whose stock cannot be that low. */
export async function changeBooks(query: Query, list: Change[], reason: string): Promise<Map<Entry, RowFault>> {
  const faults = new Map<Entry, RowFault>();
  const sorted = list.toSorted((a, b) => a.bookId - b.bookId);
  for (const { entry, bookId, changes } of sorted) {
    if (changes.stock === undefined) continue;
    const level = await adjustStock(query, { bookId, set: changes.stock, kind: 'adjust', reason, actorId: null });
    if (level?.outcome !== 'below-held') continue;
    faults.set(entry, new RowFault('held', `${changes.stock} are fewer than the ${level.reserved} in open orders`));
  }
  const shelves = sorted.some(({ changes }) => changes.shelves) ? await shelfIds(query) : new Map<string, number>();
  for (const { entry, bookId, changes } of sorted) {
    if (faults.has(entry)) continue;
    const { fields } = changes;
    if (Object.keys(fields).length > 0) await updateBook(query, bookId, fields);
    if (fields.author !== undefined) await relinkAuthors(query, bookId, fields.author);
    const slugs = changes.shelves;
    if (slugs) {
      const ids = slugs.flatMap((slug) => shelves.get(slug) ?? []);
      await moveToShelves(query, bookId, ids);
    }
  }
  return faults;
}

const shelfIds = async (query: Query): Promise<Map<string, number>> =>
  new Map((await allShelves(query)).map(({ slug, id }) => [slug, id]));

/** @throws where it is not the one that is made when missing: it was there at the start and has been deleted. */
async function makeShelf(query: Query, slug: string): Promise<number> {
  if (slug !== newArrivals.slug) throw new Error(`the shelf ${slug} was deleted meanwhile`);
  const colour = colourFor(await takenColours(query));
  return insertCategory(query, { ...newArrivals, parentId: null, colour });
}

// What changes a book of the catalogue.

import type { Actor } from '#kit/auth';
import { checkIfMatch, etagOf } from '#kit/etag';
import { announce } from '#kit/outbox';
import { breaks, notFound } from '#kit/problem';
import { discontinued } from '#nats/books';
import type { Deps } from '../deps.ts';
import type { Book, BookChange, NewBook, StockChange, StockLevel } from '../model.ts';
import { present } from '../present.ts';
import {
  type BookRow,
  findBook,
  findDiscontinued,
  findIdByIsbn,
  lockBook,
  markDiscontinued,
  updateBook,
} from '../repository/books.ts';
import { loadBooks, moveToShelves, relinkAuthors } from '../repository/load.ts';
import { adjustStock, lockStock } from '../repository/stock.ts';
import {
  bookDefaults,
  bookFields,
  checkStockLevel,
  duplicateIsbn,
  newBookFields,
  noLongerSold,
  shelvesOf,
  stockMove,
  unknownShelf,
} from '../rules.ts';

const unknownCategory = 'book_categories_category_id_categories_id_fk';

/** @throws Problem 404, or 410 where it was in the catalogue once. */
export async function readBook(deps: Deps, id: number): Promise<BookRow> {
  return deps.db.use(async (query) => {
    const book = await findBook(query, id);
    const gone = book ? null : await findDiscontinued(query, { id });
    if (gone) throw noLongerSold(gone);
    return existing(book);
  });
}

/** As {@link readBook}, by its ISBN-13. */
export async function readBookByIsbn(deps: Deps, isbn: string): Promise<BookRow> {
  return deps.db.use(async (query) => {
    const id = await findIdByIsbn(query, isbn);
    const book = id === null ? null : await findBook(query, id);
    const gone = book ? null : await findDiscontinued(query, { isbn });
    if (gone) throw noLongerSold(gone);
    return existing(book);
  });
}

/** @throws Problem 422 for a field or category that is none, 409 naming the book that has this ISBN. */
export async function createBook(deps: Deps, actor: Actor, input: NewBook): Promise<BookRow> {
  const fields = newBookFields(input, deps.settings.CURRENCY);
  const categoryIds = shelvesOf(input) ?? [];
  const created = deps.db.transaction(async (query) => {
    const book = { ...fields, received: input.stock ?? 0, categoryIds };
    const [id] = await loadBooks(query, [book], { reason: 'First delivery', actorId: actor.id });
    return id === undefined ? null : findBook(query, id);
  });
  return existing(await refused(deps, fields.isbn, created));
}

/** PUT: what was left out goes back to its default, except the stock. */
export const replaceBook = (deps: Deps, actor: Actor, change: Change<NewBook>): Promise<BookRow> =>
  changeBook(deps, actor, {
    ...change,
    input: { ...bookDefaults, category_ids: change.input.category_id === undefined ? [] : undefined, ...change.input },
  });

type Change<Input> = { id: number; input: Input; ifMatch: string | undefined };

/** @throws Problem 404; 412 where it was changed meanwhile; 409 for an ISBN or a stock that cannot be; 422. */
export async function changeBook(
  deps: Deps,
  actor: Actor,
  { id, input, ifMatch }: Change<BookChange>,
): Promise<BookRow> {
  const fields = bookFields(input, deps.settings.CURRENCY);
  const shelves = shelvesOf(input);
  const changed = deps.db.transaction(async (query) => {
    if (input.stock !== undefined) await lockStock(query, id);
    const before = existing(await lockBook(query, id));
    checkIfMatch(ifMatch, before.version, tagOf(before));
    await updateBook(query, id, fields);
    if (fields.author !== undefined && fields.author !== before.author) await relinkAuthors(query, id, fields.author);
    if (shelves) await moveToShelves(query, id, shelves);
    if (input.stock !== undefined) {
      const move = { bookId: id, set: input.stock, kind: 'adjust' as const, reason: 'Corrected', actorId: actor.id };
      checkStockLevel(await adjustStock(query, move));
    }
    return findBook(query, id);
  });
  return existing(await refused(deps, fields.isbn ?? null, changed));
}

/** Takes a book out of the catalogue and announces it. Orders that hold it keep their hold and their copy of its title. */
export async function discontinueBook(deps: Deps, id: number, ifMatch: string | undefined): Promise<void> {
  await deps.db.transaction(async (query) => {
    // Before the book's row: whoever reserves holds the stock while asking whether the book is still sold.
    await lockStock(query, id);
    const before = existing(await lockBook(query, id));
    checkIfMatch(ifMatch, before.version, tagOf(before));
    await markDiscontinued(query, id);
    await announce(query, discontinued, { kind: 'book', id }, { book_id: id });
  });
  deps.wakeRelay();
}

/** @throws Problem 404 for a book that is not in the catalogue, 409 below what is held for orders, 422. */
export async function changeStock(deps: Deps, actor: Actor, id: number, change: StockChange): Promise<StockLevel> {
  const move = stockMove(change);
  const level = await deps.db.use((query) =>
    adjustStock(query, { bookId: id, ...move, kind: 'adjust', reason: change.reason.trim(), actorId: actor.id }),
  );
  checkStockLevel(level);
  return { book_id: id, stock: level.on_hand, available: level.on_hand - level.reserved };
}

export const tagOf = (book: BookRow, shown: Book = present(book)): string => etagOf(book.version, shown);

function existing(book: BookRow | null): BookRow {
  if (!book) throw notFound('book');
  return book;
}

/** Says which book has the ISBN, or that a shelf is unknown, where a constraint refused the write. */
async function refused<Result>(deps: Deps, isbn: string | null, written: Promise<Result>): Promise<Result> {
  try {
    return await written;
  } catch (error) {
    if (breaks(error, unknownCategory)) throw unknownShelf();
    if (!breaks(error, 'one_live_book_an_isbn')) throw error;
    throw duplicateIsbn(isbn === null ? null : await deps.db.use((query) => findIdByIsbn(query, isbn)));
  }
}

// A batch of rows in one transaction: all of it is in the catalogue or nothing, so that an import that was killed goes on by
// being repeated.

import type { Database, Query } from '#kit/database';
import { breaks, databaseError } from '#kit/problem';
import { findBooks } from '../repository/books.ts';
import { addBooks, changeBooks, type NewBookRow } from './apply.ts';
import type { Kind } from './columns.ts';
import { type Changes, type Choice, changesBy, chooseBook, isEmpty, meet, namesOf } from './decide.ts';
import { RowFault } from './reasons.ts';
import { type Found, findRows, lockImports, rememberRows } from './repository.ts';
import type { Given } from './row.ts';

export type Entry = { line: number; id: string | null; given: Given };

export type BatchOptions = {
  source: Kind;
  /** Told in the ledger: why the copies came. */
  reason: string;
  currency: string;
  /** For a book whose row gives none; null makes one up. */
  price: string | null;
  stock: number;
  /** Slug of the shelf for books whose row names none. */
  shelf: string;
  dryRun: boolean;
};

export type BatchResult = {
  added: number;
  changed: number;
  same: number;
  withdrawn: number;
  pricesMadeUp: number;
  faults: Map<Entry, RowFault>;
};

type Met = Map<string, number>;
type Chosen = { entry: Entry; found: Found; choice: Choice };
export type Change = { entry: Entry; bookId: number; changes: Changes };

/** `seen` learns the batch's books once they are in the catalogue. @throws where the database refuses or is gone. */
export async function loadBatch(
  db: Database,
  entries: Entry[],
  options: BatchOptions,
  seen: Met,
): Promise<BatchResult> {
  for (let tries = 1; ; tries += 1) {
    try {
      const { result, met } = await db.transaction((query) => load(query, entries, options, seen), deadlineMs);
      for (const [name, line] of met) seen.set(name, line);
      return result;
    } catch (error) {
      // Staff added the same book or shelf at this very moment, or hold a row: looked up again, it is there.
      const passing = breaks(error, 'one_live_book_an_isbn') || breaks(error, 'one_category_a_slug');
      if (tries === 5 || !(passing || databaseError(error)?.code === '55P03')) throw error;
    }
  }
}

const deadlineMs = 60_000;

async function load(query: Query, entries: Entry[], options: BatchOptions, seen: Met) {
  if (!options.dryRun) await lockImports(query);
  const result: BatchResult = { added: 0, changed: 0, same: 0, withdrawn: 0, pricesMadeUp: 0, faults: new Map() };
  const met: Met = new Map();
  const chosen = choose(entries, await find(query, entries, options.source), { met, seen, faults: result.faults });
  const fresh = chosen.filter(({ choice }) => choice === 'new');
  const changes = await changesOf(query, chosen);
  const changed = changes.filter((change) => !isEmpty(change.changes));
  if (!options.dryRun) {
    for (const [entry, fault] of await changeBooks(query, changed, options.reason)) result.faults.set(entry, fault);
  }
  const rows = fresh.map(({ entry }): NewBookRow => ({ entry, price: entry.given.price ?? options.price }));
  const ids = options.dryRun ? [] : await addBooks(query, rows, options);
  result.added = fresh.length;
  result.changed = changed.filter(({ entry }) => !result.faults.has(entry)).length;
  result.same = chosen.filter(({ choice }) => typeof choice === 'object').length - changed.length;
  result.withdrawn = chosen.filter(({ choice }) => choice === 'withdrawn').length;
  result.pricesMadeUp = rows.filter(({ price }) => price === null).length;
  if (!options.dryRun) await remember(query, { chosen, fresh, ids, source: options.source, faults: result.faults });
  return { result, met };
}

function find(query: Query, entries: Entry[], source: Kind): Promise<Found[]> {
  const asked = entries.map(({ id, given: { isbn = null, title, subtitle, author } }, at) => ({
    at,
    id,
    isbn,
    title,
    subtitle: subtitle ?? '',
    author,
  }));
  return findRows(query, source, asked);
}

function choose(
  entries: Entry[],
  founds: Found[],
  { met, seen, faults }: { met: Met; seen: Met; faults: Map<Entry, RowFault> },
): Chosen[] {
  const lines = {
    lineOf: (name: string) => met.get(name) ?? seen.get(name),
    note: (name: string, line: number) => void met.set(name, line),
  };
  return founds.flatMap((found) => {
    const entry = entries[found.at];
    if (!entry) return [];
    const choice = chooseBook(entry.given.isbn, found);
    try {
      meet(lines, namesOf(entry.given.isbn, found, choice), entry.line);
      return [{ entry, found, choice }];
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      faults.set(entry, error);
      return [];
    }
  });
}

/** Only rows that say something new are compared with their book; in a repeated import none is. */
async function changesOf(query: Query, chosen: Chosen[]): Promise<Change[]> {
  const told = chosen.flatMap(({ entry, choice }) =>
    typeof choice === 'object' && !Bun.deepEquals(choice.before, entry.given) ? [{ entry, choice }] : [],
  );
  const books = await findBooks(
    query,
    told.map(({ choice }) => choice.bookId),
  );
  const byId = new Map(books.map((book) => [book.id, book]));
  return told.flatMap(({ entry, choice: { bookId, before } }) => {
    const book = byId.get(bookId);
    return book ? [{ entry, bookId, changes: changesBy(entry.given, before, book) }] : [];
  });
}

type Outcome = { chosen: Chosen[]; fresh: Chosen[]; ids: number[]; source: Kind; faults: Map<Entry, RowFault> };

async function remember(query: Query, { chosen, fresh, ids, source, faults }: Outcome): Promise<void> {
  const idOf = new Map(fresh.map(({ entry }, at) => [entry, ids[at]]));
  const news = chosen.flatMap(({ entry, found: { key }, choice }) => {
    if (choice === 'withdrawn' || faults.has(entry)) return [];
    if (choice !== 'new' && Bun.deepEquals(choice.before, entry.given)) return [];
    const bookId = choice === 'new' ? idOf.get(entry) : choice.bookId;
    return bookId === undefined ? [] : [{ key, bookId, given: entry.given }];
  });
  await rememberRows(query, source, news);
}

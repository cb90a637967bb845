// In which order a reading list is shown. By time it is the list's own; by title or price the catalogue puts its books in order,
// which it does for as many as it is asked for at once.

import type { Page } from '#kit/page';
import type { Book } from '#services/books/model';
import type { ReadingItem } from '#views/reading/index.tsx';
import { ok } from './calls.ts';
import type { Deps } from './deps.ts';
import { listHere, ownList } from './reading-list.ts';
import type { Visit } from './visit.ts';

export const readingOrders = ['', 'added_at', 'title', 'price', '-price'] as const;
export type ReadingOrder = (typeof readingOrders)[number];

/** An order that is none is the usual one. */
export const orderIn = (query: URLSearchParams): ReadingOrder =>
  readingOrders.find((order) => order === query.get('ordering')) ?? '';

type Entry = { bookId: number; note: string };
export type ShownList = {
  items: ReadingItem[];
  /** The one it is in, which is the usual one where a list is too long for another. */
  order: ReadingOrder;
  /** Null where the whole list is on one page. */
  links: Pick<Page<unknown>, 'next' | 'previous'> | null;
  count: number;
  /** False while the catalogue is silent. */
  confirmed: boolean;
};

/** As many as the catalogue takes, and as are put in order by title or price; longer lists are shown by time. */
export const mostSorted = 100;

/** A page of the list of whoever visits. @throws Problem of the room that keeps it, 422 for a foreign cursor */
export async function shownList(
  deps: Deps,
  visit: Visit,
  hasAccount: boolean,
  order: ReadingOrder = orderIn(visit.query),
): Promise<ShownList> {
  const byTime = order === '' || order === 'added_at';
  const cursor = visit.query.get('cursor') ?? undefined;
  const page = hasAccount
    ? await ok(ownList(deps, visit, byTime ? { cursor, ordering: order } : { limit: mostSorted }))
    : null;
  if (!byTime && page && page.count > mostSorted) return shownList(deps, visit, hasAccount, '');
  const entries = page
    ? page.results.map(({ book_id, note }) => ({ bookId: book_id, note }))
    : listHere(visit.jar).map((bookId) => ({ bookId, note: '' }));
  if (!page && order === 'added_at') entries.reverse();
  const books = await booksOf(deps, visit, entries, byTime ? undefined : order);
  const items = byTime ? entries.map((entry) => itemOf(entry, books)) : sorted(entries, books);
  return {
    items,
    order,
    links: page,
    count: page?.count ?? entries.length,
    confirmed: entries.length === 0 || books !== null,
  };
}

/** Null while the catalogue is silent. */
async function booksOf(deps: Deps, visit: Visit, entries: Entry[], ordering: string | undefined) {
  if (entries.length === 0) return [];
  const ids = entries.map(({ bookId }) => bookId).sort((one, other) => one - other);
  const found = await deps.services.books.list(visit.by, {
    ids: ids.slice(0, mostSorted).join(),
    limit: mostSorted,
    ...(ordering === undefined ? {} : { ordering: ordering as 'title' | 'price' | '-price' }),
  });
  return found.ok ? found.value.results : null;
}

const itemOf = (entry: Entry, books: Book[] | null): ReadingItem => ({
  ...entry,
  book: books?.find(({ id }) => id === entry.bookId) ?? null,
});

/** What the catalogue does not know any more comes last. */
function sorted(entries: Entry[], books: Book[] | null): ReadingItem[] {
  const place = new Map((books ?? []).map(({ id }, at) => [id, at]));
  const placeOf = ({ bookId }: Entry) => place.get(bookId) ?? Number.POSITIVE_INFINITY;
  return entries
    .toSorted((one, other) => Math.sign(placeOf(one) - placeOf(other)) || 0)
    .map((entry) => itemOf(entry, books));
}

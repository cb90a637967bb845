// Pages of the catalogue. What most visitors ask for is prepared once a connection; every other combination of filters is
// an ordinary statement, for there are too many of them to keep plans for.

import { type AnyColumn, and, eq, type Placeholder, type SQL, sql } from 'drizzle-orm';
import { prepared, type Query } from '#kit/database';
import { countUpTo, keyset } from '#kit/keyset';
import { countLimit, type Window } from '#kit/page';
import { bookCategories, books, figures } from '../schema.ts';
import { type BookRow, selectBooks } from './books.ts';
import {
  byShelf,
  countedFrom,
  type Filter,
  type FilterName,
  matching,
  matchingPlaceholders,
  namesOf,
  valuesOf,
} from './filter.ts';

const live = sql`${books.discontinuedAt} is null`;

type Key = { by: AnyColumn; cast: string; of(book: BookRow): string | number };

// The order of a shelf is read from the shelf itself, which repeats the keys: one walk along one index.
const sortKeys: Record<string, { everywhere: AnyColumn; onShelf: AnyColumn; cast: string; of: Key['of'] } | undefined> =
  {
    title: { everywhere: books.titleKey, onShelf: bookCategories.titleKey, cast: 'text', of: (book) => book.titleKey },
    author: {
      everywhere: books.authorKey,
      onShelf: bookCategories.authorKey,
      cast: 'text',
      of: (book) => book.authorKey,
    },
    price: {
      everywhere: books.priceMinor,
      onShelf: bookCategories.priceMinor,
      cast: 'bigint',
      of: (book) => book.priceMinor,
    },
    published_on: {
      everywhere: books.publishedKey,
      onShelf: bookCategories.publishedKey,
      cast: 'date',
      of: (book) => book.publishedKey,
    },
    // As the database wrote it, with its microseconds: a rounded key would skip or repeat books.
    created_at: {
      everywhere: books.createdAt,
      onShelf: bookCategories.createdAt,
      cast: 'timestamptz',
      of: (book) => book.createdAt,
    },
    rating: { everywhere: figures.rating, onShelf: bookCategories.rating, cast: 'int', of: (book) => book.rating },
    popularity: {
      everywhere: figures.unitsSold,
      onShelf: bookCategories.unitsSold,
      cast: 'bigint',
      of: (book) => book.unitsSold,
    },
  };

const nameOf = (ordering: string): string => ordering.replace('-', '');

/** The cursor of a book in this order. */
export function keysOf(book: BookRow, ordering: string): (string | number)[] {
  const key = sortKeys[nameOf(ordering)];
  return key ? [key.of(book), book.id] : [book.id];
}

function orderFor(window: Window, onShelf: boolean) {
  const name = nameOf(window.ordering);
  const key = sortKeys[name];
  const idOf = name === 'rating' || name === 'popularity' ? figures.bookId : books.id;
  const by = key && { by: onShelf ? key.onShelf : key.everywhere, cast: key.cast };
  return keyset(window, onShelf ? bookCategories.bookId : idOf, by ?? null);
}

/** One page of books (one more than asked) and how many match in all. */
export async function listBooks(
  query: Query,
  filter: Filter,
  window: Window,
): Promise<{ rows: BookRow[]; count: number }> {
  const names = namesOf(filter);
  const list = preparedFor(names, window);
  if (list) {
    const values = valuesOf(filter);
    const [rows, counted] = await Promise.all([list.page(query, values), list.count(query, values)]);
    return { rows, count: counted[0]?.n ?? 0 };
  }
  const where = and(live, ...matching(filter));
  const page = orderFor(window, byShelf(names));
  const rows = await narrowed(query, names, and(where, page.where))
    .orderBy(...page.orderBy)
    .limit(page.limit);
  return { rows, count: await countUpTo(query, sql`(${countedFrom(names, matching(filter))}) as matching`, undefined) };
}

function narrowed(query: Query, names: FilterName[], where: SQL | undefined) {
  const found = selectBooks(query).$dynamic();
  const joined = byShelf(names) ? found.innerJoin(bookCategories, eq(bookCategories.bookId, books.id)) : found;
  return joined.where(where).$dynamic();
}

/** The combinations that pages of the shop ask for, by the names of their filters. */
const hotShapes = new Set([
  '',
  'categoryId',
  'category',
  'category,inStock',
  'authorSlug',
  'isbn',
  'ids',
  'staffPick',
] satisfies (FilterName | '' | 'category,inStock')[]) as ReadonlySet<string>;

type Values = Record<string, unknown>;
type PreparedList = {
  page(query: Query, values: Values): Promise<BookRow[]>;
  count(query: Query, values: Values): Promise<{ n: number }[]>;
};

// A bound on the plans each connection keeps, whatever orders and limits are asked for.
const mostPrepared = 200;
const preparedLists = new Map<string, PreparedList>();

function preparedFor(names: FilterName[], { ordering, cursor, limit }: Window): PreparedList | null {
  const shape = names.join();
  if (cursor !== null || !hotShapes.has(shape)) return null;
  const key = `${shape} ${ordering} ${limit}`;
  let list = preparedLists.get(key);
  if (!list && preparedLists.size < mostPrepared) {
    list = prepareList(names, ordering, limit);
    preparedLists.set(key, list);
  }
  return list ?? null;
}

function prepareList(names: FilterName[], ordering: string, limit: number): PreparedList {
  const where = and(live, ...matchingPlaceholders(names));
  const order = orderFor({ ordering, cursor: null, limit }, byShelf(names));
  // Written into the statement: of a limit that is a parameter Postgres fears the worst, and plans anew at every call.
  // Drizzle takes any SQL here, its type does not say so.
  const fixedLimit = sql.raw(String(order.limit)) as unknown as Placeholder;
  const counted = sql`(${countedFrom(names, matchingPlaceholders(names))} limit ${sql.raw(String(countLimit + 1))}) as counted`;
  return {
    page: prepared((query) =>
      narrowed(query, names, where)
        .orderBy(...order.orderBy)
        .limit(fixedLimit)
        .prepare('list_books'),
    ),
    count: prepared((query) => query.select({ n: sql<number>`count(*)::int` }).from(counted).prepare('count_books')),
  };
}

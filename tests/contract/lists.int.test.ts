// Lists stay cheap: page 10,000 touches as much of the database as page 1, in every order there is, and none sorts the table.
// Not here: addresses and reading lists, of which an account may have few, and searching, where all that is found must be
// weighed before the best is known. A filter that few rows pass (closed accounts, a
// rare language) has no index for each order: its rows are sorted, or looked for along the order, whichever is less.

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { Query } from '#kit/database';
import { migrate } from '#kit/migrate';
import type { Window } from '#kit/page';
import * as authors from '#services/books/repository/authors';
import * as categories from '#services/books/repository/categories';
import * as books from '#services/books/repository/list';
import * as orders from '#services/orders/repository/list';
import * as returns from '#services/orders/repository/returns';
import * as payments from '#services/payments/repository/payments';
import * as reviews from '#services/reviews/repository';
import * as users from '#services/users/repository/account-list';
import { testDatabase } from '../support/servers.ts';
import { openMeter } from './list-costs.ts';
import type { RoomName } from './shop.ts';

const limit = 5;
const pages = 10_000;
const rows = limit * pages;
/** In the midst of the shelves: the list of shelves counts the books of those it shows. */
const bigShelf = rows / 2;
const before = "now() - (n || ' seconds')::interval";

type Listing = (query: Query, window: Window) => Promise<{ rows: unknown[] }>;
type Kind = {
  name: string;
  orderings: string[];
  list: Listing;
  keys: (row: never, ordering: string) => (string | number)[];
};
const byId = (row: { id: number }) => [row.id];
const byTime = (row: { createdAt: string; id: number }, ordering: string) =>
  ordering.endsWith('created_at') ? [row.createdAt, row.id] : [row.id];

const keysOfReview = (
  row: { createdAt: string; rating: number; helpfulCount: number; id: number },
  ordering: string,
) =>
  ordering.endsWith('id')
    ? [row.id]
    : [{ rating: row.rating, helpful: row.helpfulCount }[ordering.replace('-', '')] ?? row.createdAt, row.id];

const catalogue = ['id', 'title', 'author', 'price', 'published_on', 'created_at', 'rating', 'popularity'];

const shops: Record<RoomName, { fill: string[]; kinds: Kind[] }> = {
  users: {
    fill: [
      `insert into users (username, email, password_hash, date_joined)
        select 'u' || n, 'u' || n || '@example.com', 'x', ${before} from generate_series(1, ${rows}) n`,
    ],
    kinds: [{}, { role: 'customer' as const }, { isActive: true }].map((filter) => ({
      name: `accounts by ${JSON.stringify(filter)}`,
      orderings: ['id', 'username', 'date_joined'],
      list: (query: Query, window: Window) => users.listAccounts(query, filter, window),
      keys: users.keysOf,
    })),
  },
  reviews: {
    fill: [
      `insert into reviews (book_id, user_id, reviewer, rating, comment, helpful_count, created_at)
        select case when n % 2 = 0 then 1 else n end, n, 'A', 1 + n % 5, 'Good.', n % 90, ${before}
        from generate_series(1, ${2 * rows}) n`,
    ],
    kinds: [{}, { bookId: 1 }, { verified: false }].map((filter) => ({
      name: `reviews by ${JSON.stringify(filter)}`,
      orderings: ['created_at', 'rating', 'helpful', ...('bookId' in filter ? [] : ['id'])],
      list: (query: Query, window: Window) => reviews.listReviews(query, filter, window),
      keys: keysOfReview,
    })),
  },
  payments: {
    fill: [
      'alter table payments disable trigger user',
      `insert into payments (order_id, order_uid, user_id, placed_by, amount_minor, currency, method, provider, state, created_at)
        select n, uuidv7(), 1, 1, 100, 'USD', 'CREDIT_CARD', 'simulator', 'declined', ${before} from generate_series(1, ${rows}) n`,
    ],
    kinds: [{}, { userId: 1 }, { states: ['declined' as const] }].map((filter) => ({
      name: `payments by ${JSON.stringify(filter)}`,
      orderings: ['created_at'],
      list: (query: Query, window: Window) => payments.listPayments(query, filter, window),
      keys: byTime,
    })),
  },
  orders: {
    fill: [
      'alter table orders disable trigger user',
      'alter table order_returns disable trigger user',
      `insert into orders (number, user_id, placed_by, state, shipping_address, total_minor, currency, cancel_reason, created_at)
        select 'N' || n, 1, 1, 'cancelled', 'Here', 0, 'USD', 'customer', ${before} from generate_series(1, ${rows}) n`,
      'alter table order_items disable trigger user',
      `insert into order_items (order_id, book_id, title, author, unit_minor, quantity)
        select n, 1 + n % 500, 'The Old Émma ' || n % 500, 'A', 0, 1 from generate_series(1, ${rows}) n`,
      `insert into order_returns (order_id, user_id, kind, state, reason, amount_minor, placed_by)
        select n, 1, 'return', 'refunded', 'changed_mind', 0, 1 from generate_series(1, ${rows}) n`,
    ],
    kinds: [
      ...[
        {},
        { userId: 1 },
        { states: ['cancelled' as const] },
        { userId: 1, title: 'emma old' },
        { userId: 1, createdFrom: '2000-01-01T00:00:00Z', createdUntil: '2100-01-01T00:00:00Z' },
      ].map((filter) => ({
        name: `orders by ${JSON.stringify(filter)}`,
        orderings: ['id', 'created_at'],
        list: (query: Query, window: Window) => orders.listOrders(query, filter, window),
        keys: byTime,
      })),
      ...[{}, { userId: 1 }, { state: 'refunded' as const }].map((filter) => ({
        name: `returns by ${JSON.stringify(filter)}`,
        orderings: ['id'],
        list: (query: Query, window: Window) => returns.listReturns(query, filter, window),
        keys: byId,
      })),
    ],
  },
  books: {
    fill: [
      `insert into categories (name, slug, colour) select 'S' || n, 's' || n, '#112233' from generate_series(1, ${rows}) n`,
      `insert into authors (name, slug) select 'A' || n, 'a' || n from generate_series(1, ${rows}) n`,
      'alter table books disable trigger user',
      `insert into books (title, author, slug, price_minor, currency, created_at, published_on)
        select 'T' || n, 'A' || n, 't' || n, n % 5000, 'USD', ${before}, '2000-01-01'::date + n % 9000 from generate_series(1, ${rows}) n`,
      'insert into stock (book_id) select id from books',
      `insert into book_figures (book_id, rating_sum, rating_count, units_sold) select id, 1 + id % 5, 1, id % 700 from books`,
      `insert into book_categories (category_id, book_id, position) select ${bigShelf}, id, 0 from books`,
      'insert into book_categories (category_id, book_id, position) select 1 + id % 5000, id, 1 from books',
      'insert into book_authors (author_id, book_id, position) select id, id, 0 from books',
    ],
    kinds: [
      ...[{}, { categoryId: bigShelf }].map((filter) => ({
        name: `books by ${JSON.stringify(filter)}`,
        orderings: catalogue,
        list: (query: Query, window: Window) => books.listBooks(query, filter, window),
        keys: books.keysOf,
      })),
      {
        name: 'authors',
        orderings: ['name'],
        list: (query, window) => authors.listAuthors(query, undefined, window),
        keys: (row: authors.AuthorRow) => [row.nameKey, row.id],
      },
      {
        name: 'categories',
        orderings: ['id', 'name'],
        list: (query, window) => categories.listCategories(query, {}, window),
        keys: (row: categories.CategoryRow, ordering) => (ordering.endsWith('name') ? [row.name, row.id] : [row.id]),
      },
    ],
  },
};

for (const [room, { fill, kinds }] of Object.entries(shops) as [RoomName, (typeof shops)[RoomName]][]) {
  describe(room, () => {
    let meter: ReturnType<typeof openMeter>;
    beforeAll(async () => {
      const url = await testDatabase(room);
      await migrate(url, new URL(`../../services/${room}/migrations`, import.meta.url).pathname);
      meter = openMeter(url);
      for (const statement of fill) await meter.run(statement);
      await meter.run('vacuum analyze');
    }, 180_000);
    afterAll(() => meter.close());

    for (const { name, orderings, list, keys } of kinds) {
      test.each(orderings.flatMap((one) => [one, `-${one}`]))(`${name}, by %s`, async (ordering) => {
        const reversed = ordering.startsWith('-') ? ordering.slice(1) : `-${ordering}`;
        // The last page begins after the row that stands this far from the end.
        const ends = await list(meter.query, { limit, cursor: null, ordering: reversed });
        const last = ends.rows[limit] as never;
        const cursor = { after: keys(last, ordering), ordering, backwards: false };
        const first = await meter.costOf(() => list(meter.query, { limit, cursor: null, ordering }));
        const deep = await meter.costOf(async () => {
          const page = await list(meter.query, { limit, cursor, ordering });
          expect(page.rows.length).toBe(limit);
        });
        expect(deep.buffers).toBeLessThanOrEqual(2 * first.buffers + 10);
        expect(Math.max(first.sorted, deep.sorted)).toBeLessThan(200);
      });
    }
  });
}

// The sample shop's shelves, books, figures, and the holds and sales of its orders, written once into an empty database.

import type { Query } from '#kit/database';
import { books, type SampleBook, shelves } from '#sample/catalogue';
import { orders, type SampleOrder } from '#sample/orders';
import { reviews } from '#sample/reviews';
import { isCommitted, unitsReceived, unitsRestocked, unitsSold, wasRestocked } from '#sample/stock';
import { type BookToLoad, loadBooks } from './repository/load.ts';
import {
  continueBookIds,
  isEmpty,
  loadFigures,
  loadPastOrders,
  loadShelves,
  type PastOrder,
  refreshStatistics,
} from './repository/sample.ts';
import { slugOf } from './slug.ts';

export async function seed(query: Query, settings: { CURRENCY: string }): Promise<void> {
  if (!(await isEmpty(query))) return;
  await loadShelves(
    query,
    shelves.map(({ spine, ...shelf }) => ({ ...shelf, colour: spine })),
  );
  const list = books.map((book) => toBook(book, settings.CURRENCY));
  await loadBooks(query, list, { reason: 'First delivery', actorId: null });
  await continueBookIds(query);
  await loadFigures(query, books.map(figuresOf));
  await loadPastOrders(query, orders.map(pastOrder));
  await refreshStatistics(query);
}

const shelfIds = new Map(shelves.map((shelf) => [shelf.slug, shelf.id]));

const toBook = (book: SampleBook, currency: string): BookToLoad => ({
  id: book.id,
  title: book.title,
  subtitle: book.subtitle ?? null,
  author: book.author,
  isbn: book.isbn,
  slug: slugOf(book.title),
  description: book.description,
  priceMinor: book.price_minor,
  currency,
  series: book.series ?? null,
  seriesPosition: book.series_position === undefined ? null : String(book.series_position),
  publisher: book.publisher,
  publishedOn: book.published_on,
  firstPublished: book.first_published,
  language: book.language,
  pageCount: book.page_count,
  format: book.format,
  coverUrl: null,
  pickText: book.staff_pick?.text ?? null,
  pickInitials: book.staff_pick?.initials ?? null,
  createdAt: arrivedAt(book),
  received: unitsReceived(book.id),
  categoryIds: [book.shelf, book.also_shelf].flatMap((slug) => (slug && shelfIds.get(slug)) ?? []),
});

const openingDay = orders[0]?.placed_at ?? '2025-01-01';

/** A book came on the day it was published, or was there when the shop opened. */
const arrivedAt = ({ published_on: day }: SampleBook): string =>
  day > openingDay ? `${day}T09:00:00Z` : `${openingDay.slice(0, 10)}T00:00:00Z`;

const ratings = Map.groupBy(reviews, (review) => review.book_id);

function figuresOf({ id }: SampleBook) {
  const given = ratings.get(id) ?? [];
  return {
    bookId: id,
    ratingSum: given.reduce((sum, review) => sum + review.rating, 0),
    ratingCount: given.length,
    unitsSold: unitsSold(id) + unitsRestocked(id),
  };
}

function pastOrder(order: SampleOrder): PastOrder {
  const state = reservationOf(order);
  return {
    orderUid: order.uid,
    state,
    heldAt: order.placed_at,
    expiresAt: order.expires_at,
    lines: order.lines.map(({ book_id: bookId, quantity }) => ({ bookId, quantity })),
    steps: stepsOf(order, state),
    short: state === 'short' ? order.shortage : null,
  };
}

/** What became of the order's claim on stock. */
function reservationOf(order: SampleOrder): PastOrder['state'] {
  if (isCommitted(order)) return wasRestocked(order) ? 'returned' : 'committed';
  switch (order.state) {
    case 'awaiting_payment':
      return 'held';
    case 'cancelled':
      return 'released';
    case 'expired':
      return 'expired';
    case 'rejected':
      return 'short';
    default:
      throw new Error(`the sample order ${order.id} is ${order.state}, and its stock is not settled`);
  }
}

function stepsOf(order: SampleOrder, state: PastOrder['state']): PastOrder['steps'] {
  const at = (...states: SampleOrder['state'][]) =>
    order.history.findLast((step) => states.includes(step.state))?.at ?? order.placed_at;
  switch (state) {
    case 'released':
      return [{ kind: 'release', at: at('cancelled') }];
    case 'expired':
      return [{ kind: 'expire', at: at('expired') }];
    case 'committed':
      return [{ kind: 'commit', at: at('confirmed') }];
    case 'returned':
      return [
        { kind: 'commit', at: at('confirmed') },
        { kind: 'return', at: at('returned', 'cancelled') },
      ];
    case 'held':
    case 'short':
      return [];
  }
}

// A stand-in for the books room with real stock behaviour: holds, sales and returns per order.

import { newUid } from '#kit/id';
import * as books from '#nats/books';
import type { Bus } from '#nats/bus';
import { eventSubject } from '#nats/contract';
import type { Exchange } from '#nats/memory';
import { linesFreed, stockFreed } from '#nats/orders';

export type ShelfBook = { stock: number; priceMinor: number; title?: string; purchasable?: boolean; currency?: string };
type Claim = {
  state: 'held' | 'committed' | 'short' | 'lapsed' | 'freed';
  lines: { book_id: number; quantity: number }[];
};

export type Shelf = {
  books: Map<number, ShelfBook>;
  claims: Map<string, Claim>;
  /** Lets a hold lapse, as its time does. */
  lapse(orderUid: string): void;
  /** Copies neither held nor sold. */
  free(bookId: number): number;
  sold(bookId: number): number;
};

export function shelf(bus: Bus, stocked: Record<number, ShelfBook>): Shelf {
  const state: Shelf = {
    books: new Map(Object.entries(stocked).map(([id, book]) => [Number(id), book])),
    claims: new Map(),
    lapse(orderUid) {
      const claim = state.claims.get(orderUid);
      if (claim?.state === 'held') claim.state = 'lapsed';
    },
    free: (bookId) => (state.books.get(bookId)?.stock ?? 0) - claimed(bookId, ['held', 'committed']),
    sold: (bookId) => claimed(bookId, ['committed']),
  };
  const claimed = (bookId: number, states: Claim['state'][]) =>
    [...state.claims.values()]
      .filter((claim) => states.includes(claim.state))
      .flatMap((claim) => claim.lines)
      .reduce((sum, line) => sum + (line.book_id === bookId ? line.quantity : 0), 0);
  const shortOf = (lines: Claim['lines']) =>
    lines
      .filter((line) => state.free(line.book_id) < line.quantity)
      .map((line) => ({ book_id: line.book_id, wanted: line.quantity, available: state.free(line.book_id) }));
  bus.answer(books.quote, async ({ items }) => ({ lines: items.map(({ book_id }) => quoteOf(state, book_id)) }));
  bus.answer(books.reserve, async ({ order_uid, items }) => {
    const earlier = state.claims.get(order_uid);
    const short = earlier ? [] : shortOf(items);
    const claim = earlier ?? { state: short.length > 0 ? ('short' as const) : ('held' as const), lines: items };
    state.claims.set(order_uid, claim);
    const outcome = outcomes[claim.state];
    return { outcome, expires_at: null, short: outcome === 'short' && earlier ? shortOf(items) : short };
  });
  bus.answer(books.commit, async ({ order_uid }) => {
    const claim = state.claims.get(order_uid);
    const lapsed = claim?.state === 'lapsed' && shortOf(claim.lines).length === 0;
    if (claim && (claim.state === 'held' || lapsed)) claim.state = 'committed';
    return { outcome: claim?.state === 'committed' ? ('committed' as const) : ('lost' as const) };
  });
  return state;
}

const outcomes = { held: 'held', committed: 'held', short: 'short', lapsed: 'ended', freed: 'ended' } as const;

/** Lets the stand-in hear the facts addressed to books. Call it after the rooms have started. */
export function hearFreedStock(exchange: Exchange, state: Shelf): void {
  exchange.set(eventSubject(stockFreed.type, 'books'), async (fact) => {
    const { body } = fact as { body: { order_uid: string } };
    const claim = state.claims.get(body.order_uid);
    state.claims.set(body.order_uid, { state: 'freed', lines: claim?.lines ?? [] });
  });
  exchange.set(eventSubject(linesFreed.type, 'books'), async (fact) => {
    const { body } = fact as { body: { order_uid: string; lines: Claim['lines'] } };
    for (const back of body.lines)
      for (const line of state.claims.get(body.order_uid)?.lines ?? [])
        if (line.book_id === back.book_id) line.quantity -= back.quantity;
  });
}

function quoteOf(state: Shelf, bookId: number) {
  const book = state.books.get(bookId);
  return {
    book_id: bookId,
    found: book !== undefined,
    purchasable: book?.purchasable ?? book !== undefined,
    title: book?.title ?? `Book ${bookId}`,
    author: 'An Author',
    isbn: null,
    unit_minor: book?.priceMinor ?? 0,
    currency: book?.currency ?? 'USD',
    available: Math.max(0, state.free(bookId)),
  };
}

/** A fact as another room's relay would deliver it. */
export const factOf = (type: string, body: Record<string, unknown>, sequence = 1) => ({
  id: newUid(),
  type,
  at: '2026-01-01T00:00:00Z',
  sequence,
  body,
});

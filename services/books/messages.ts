// What the books room answers and hears.

import { hearEnded } from '#kit/ended-sessions';
import { failpoint } from '#kit/failpoint';
import { once } from '#kit/outbox';
import * as contract from '#nats/books';
import * as orders from '#nats/orders';
import * as reviews from '#nats/reviews';
import { sessionEnded } from '#nats/users';
import type { Deps } from './deps.ts';
import { presentQuote } from './present.ts';
import { countSales, noteRating } from './repository/figures.ts';
import { findTitle, quoteBooks } from './repository/quote.ts';
import {
  claimsOf,
  commitReservation,
  endReservation,
  endReservationWithin,
  reserve,
  returnPartWithin,
} from './repository/stock.ts';

export function messages(deps: Deps): void {
  const { bus, db, settings } = deps;
  bus.answer(contract.quote, async ({ items }) => {
    const found = await db.use((query) =>
      quoteBooks(
        query,
        items.map((item) => item.book_id),
      ),
    );
    return { lines: items.map((item) => presentQuote(item.book_id, found.get(item.book_id), settings.CURRENCY)) };
  });
  bus.answer(contract.reserve, async ({ order_uid: orderUid, items, ttl_seconds: ttlSeconds }) => {
    await failpoint('books.reserve.before_write');
    const answer = await db.use((query) => reserve(query, { orderUid, items, ttlSeconds }));
    await failpoint('books.reserve.after_write');
    return answer;
  });
  bus.answer(contract.commit, async ({ order_uid: uid }) => {
    await failpoint('books.commit.before_write');
    const outcome = await db.use((query) => commitReservation(query, uid));
    await failpoint('books.commit.after_write');
    return { outcome };
  });
  bus.answer(contract.release, async ({ order_uid: uid }) => ({
    outcome: await db.use((query) => endReservation(query, uid)),
  }));
  bus.answer(contract.claims, async ({ order_uids: uids }) => ({
    claims: await db.use((query) => claimsOf(query, uids)),
  }));
  bus.answer(contract.book, async ({ book_id: id }) => {
    const title = await db.use((query) => findTitle(query, id));
    return { exists: title !== null, title };
  });
  bus.listen(orders.paid, async (fact) => {
    await once(db, fact, (query) => countSales(query, fact.body.lines));
  });
  bus.listen(orders.stockFreed, async (fact) => {
    await once(db, fact, (query) => endReservationWithin(query, fact.body.order_uid));
  });
  bus.listen(orders.linesFreed, async (fact) => {
    await once(db, fact, (query) => returnPartWithin(query, fact.body.order_uid, fact.body.lines));
  });
  bus.listen(reviews.rated, async (fact) => {
    await once(db, fact, (query) => noteRating(query, { ...fact.body, sequence: fact.sequence }));
  });
  bus.listen(sessionEnded, (fact) => hearEnded(deps, fact));
}

// What the books room answers and hears.

import { once } from '#kit/outbox';
import * as contract from '#nats/books';
import * as orders from '#nats/orders';
import * as reviews from '#nats/reviews';
import type { Deps } from './deps.ts';
import { presentQuote } from './present.ts';
import { countSales, noteRating } from './repository/figures.ts';
import { findTitle, quoteBooks } from './repository/quote.ts';
import { commitReservation, endReservation, endReservationWithin, reserve } from './repository/stock.ts';

export function messages({ bus, db, settings }: Deps): void {
  bus.answer(contract.quote, async ({ items }) => {
    const found = await db.use((query) =>
      quoteBooks(
        query,
        items.map((item) => item.book_id),
      ),
    );
    return { lines: items.map((item) => presentQuote(item.book_id, found.get(item.book_id), settings.CURRENCY)) };
  });
  bus.answer(contract.reserve, ({ order_uid: orderUid, items, ttl_seconds: ttlSeconds }) =>
    db.use((query) => reserve(query, { orderUid, items, ttlSeconds })),
  );
  bus.answer(contract.commit, async ({ order_uid: uid }) => ({
    outcome: await db.use((query) => commitReservation(query, uid)),
  }));
  bus.answer(contract.release, async ({ order_uid: uid }) => ({
    outcome: await db.use((query) => endReservation(query, uid)),
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
  bus.listen(reviews.rated, async (fact) => {
    await once(db, fact, (query) => noteRating(query, { ...fact.body, sequence: fact.sequence }));
  });
}

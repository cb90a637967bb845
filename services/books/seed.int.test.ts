// The sample shop, written into an empty database.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { sql } from 'drizzle-orm';
import { rows } from '#kit/database';
import { newUid } from '#kit/id';
import * as contract from '#nats/books';
import { books as sample, shelves } from '#sample/catalogue';
import { orders } from '#sample/orders';
import { unitsHeld } from '#sample/stock';
import { type Room, startRoom } from '#tests/support/room';
import { books } from './index.ts';
import { seed } from './seed.ts';

let room: Room;
const sow = () => room.deps.db.transaction((query) => seed(query, { CURRENCY: 'USD' }));
beforeAll(async () => {
  room = await startRoom(books);
  await sow();
}, 60_000);
afterAll(() => room.stop());

const ask = <Row>(statement: ReturnType<typeof sql>) => room.deps.db.use((query) => rows<Row>(query, statement));

test('every book stands on its shelf with its stock, less what is held', async () => {
  const { json } = await room.get('/api/categories/?limit=100');
  expect(json.results.map((shelf: { slug: string }) => shelf.slug)).toEqual(shelves.map((shelf) => shelf.slug));
  for (const book of sample) {
    const shown = (await room.get(`/api/books/${book.id}/`)).json;
    expect([shown.title, shown.stock, shown.stock - shown.available]).toEqual([
      book.title,
      book.stock,
      unitsHeld(book.id),
    ]);
    expect(shown.category_ids[0]).toBe(shelves.find((shelf) => shelf.slug === book.shelf)?.id);
  }
});

test('stock is the sum of its ledger, and no day ends below nothing', async () => {
  const broken = await ask(sql`
    select s.book_id from stock s
    left join (select book_id, sum(d_on_hand) as on_hand, sum(d_reserved) as reserved from stock_movements group by 1) m
      on m.book_id = s.book_id
    where s.on_hand <> coalesce(m.on_hand, 0) or s.reserved <> coalesce(m.reserved, 0)`);
  const below = await ask(sql`
    select 1 from (select sum(d_on_hand) over (partition by book_id order by id) as level from stock_movements) running
    where level < 0`);
  expect([broken, below]).toEqual([[], []]);
});

test('every order has the reservation its state tells of', async () => {
  const found = await ask<{ order_uid: string; state: string }>(sql`select order_uid, state from reservations`);
  const states = new Map(found.map((reservation) => [reservation.order_uid, reservation.state]));
  expect(states.size).toBe(orders.length);
  for (const order of orders) {
    if (order.state === 'awaiting_payment') expect(states.get(order.uid)).toBe('held');
    if (order.state === 'delivered') expect(states.get(order.uid)).toBe('committed');
    if (order.state === 'returned') expect(states.get(order.uid)).toBe('returned');
    if (order.state === 'rejected') expect(states.get(order.uid)).toBe('short');
  }
});

test('an order that awaits its payment can be paid, and one that was cancelled cannot', async () => {
  const uidOf = (state: string) => orders.find((order) => order.state === state)?.uid ?? '';
  const commit = (uid: string) => room.deps.bus.ask(contract.commit, { order_uid: uid });
  expect(await commit(uidOf('awaiting_payment'))).toEqual({ outcome: 'committed' });
  expect(await commit(uidOf('cancelled'))).toEqual({ outcome: 'lost' });
  expect(await commit(uidOf('delivered'))).toEqual({ outcome: 'committed' });
});

test('a second time changes nothing, and the next book gets the next id', async () => {
  const before = await ask(sql`select count(*) as n, max(id) as last from books`);
  await sow();
  expect(await ask(sql`select count(*) as n, max(id) as last from books`)).toEqual(before);
  const staff = await room.token({ id: 1, role: 'staff' });
  const made = await room.post('/api/books/', { title: newUid(), author: 'x', price: '1.00' }, staff);
  expect(made.json.id).toBe(Math.max(...sample.map((book) => book.id)) + 1);
  expect((await room.post('/api/categories/', { name: 'New' }, staff)).json.id).toBe(shelves.length + 1);
});

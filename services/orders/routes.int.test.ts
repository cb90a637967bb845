// The orders door on a real database; users and books are stand-ins.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import * as usersContract from '#nats/users';
import { type Room, startRoom } from '#tests/support/room';
import { hearFreedStock, type Shelf, shelf } from '#tests/support/shelf';
import { orders } from './index.ts';

let room: Room;
let books: Shelf;

beforeAll(async () => {
  room = await startRoom(
    orders,
    (bus) => {
      bus.answer(usersContract.check, async ({ user_id: id }) => ({
        exists: id < 900,
        is_active: id !== 66,
        account: null,
      }));
      books = shelf(bus, {
        1: { stock: 500, priceMinor: 2999, title: 'Dune' },
        2: { stock: 1, priceMinor: 500, title: 'Emma' },
        3: { stock: 5, priceMinor: 100, title: 'Gone', purchasable: false },
      });
    },
    { ORDER_TTL_SECONDS: 900 },
  );
  hearFreedStock(room.exchange, books);
}, 60_000);
afterAll(() => room.stop());

const basket = (items: unknown[], more: object = {}) => ({
  shipping_address: '123 Main St, City, Country',
  items,
  ...more,
});

test('the original example places an order that adds up', async () => {
  const token = await room.token({ id: 1 });
  const placed = await room.post(
    '/api/orders/',
    basket([{ book_id: 1, quantity: 2, price: 29.99 }], { user_id: 1 }),
    token,
  );
  expect(placed.json).toMatchObject({
    user_id: 1,
    status: 'PENDING',
    total_amount: '59.98',
    delivery_amount: '0.00',
    payment_status: 'UNPAID',
    confirming: false,
    items: [{ book_id: 1, title: 'Dune', price: '29.99', quantity: 2, subtotal: '59.98' }],
    history: [{ status: 'PENDING', by: 'customer', note: null }],
  });
  expect(placed.status).toBe(201);
  expect(placed.headers.get('location')).toBe(`/api/orders/${placed.json.id}/`);
  expect(placed.json.number).toMatch(/^CB-[2-9CDFGHJKMNPQRTVWXY]{4}-[2-9CDFGHJKMNPQRTVWXY]{4}$/);
  const left = Date.parse(placed.json.expires_at) - Date.now();
  expect(left).toBeGreaterThan(890_000);
  expect(left).toBeLessThan(910_000);
  const read = await room.get(placed.headers.get('location') ?? '', token);
  expect(read.json).toEqual(placed.json);
  expect(read.headers.get('etag')).toBe(placed.headers.get('etag'));
});

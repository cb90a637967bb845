// Copies that are called off or come back, on a real database, with the payments room beside: what is owed goes back, the copies
// are on the shelf again, and nothing happens twice.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { query } from '#tests/support/invariants';
import { openShop, type Placed, type Shop } from '#tests/support/money';

let shop: Shop;
let staff: string;

beforeAll(async () => {
  shop = await openShop({
    stocked: {
      1: { stock: 1000, priceMinor: 1000, title: 'Dune' },
      2: { stock: 1000, priceMinor: 500, title: 'Emma' },
      3: { stock: 1000, priceMinor: 0, title: 'Free' },
    },
  });
  staff = await shop.orders.token({ id: 50, role: 'staff' });
}, 60_000);
afterAll(() => shop.close());

type Order = Placed & { items: { id: number; title: string; quantity: number }[] };
const two = [
  { book_id: 1, quantity: 2 },
  { book_id: 2, quantity: 1 },
];

async function bought(token: string, items: object[] = two, payment_method = 'CREDIT_CARD'): Promise<Order> {
  const body = { shipping_address: 'Here', items, delivery_method: 'express' };
  const placed = await shop.orders.post('/api/orders/', body, token);
  expect(placed.status).toBe(201);
  expect((await shop.pay(token, placed.json, { payment_method })).status).toBe(201);
  await shop.settleDown();
  return placed.json;
}

const move = (order: Placed, ...statuses: string[]) =>
  statuses.reduce(async (before, status) => {
    await before;
    const answer = await shop.orders.send('PATCH', `/api/orders/${order.id}/update_status/`, {
      json: { status },
      token: staff,
    });
    expect(answer.status).toBe(200);
  }, Promise.resolve());

const line = (order: Order, title: string, quantity = 1) => ({
  item_id: order.items.find((item) => item.title === title)?.id ?? 0,
  quantity,
});
const cancel = (order: Placed, token: string, items?: object[], headers?: Record<string, string>) =>
  shop.orders.post(`/api/orders/${order.id}/cancel/`, { reason: 'CHANGED_MIND', items }, token, headers);
const ask = (order: Placed, token: string, items: object[], headers?: Record<string, string>) =>
  shop.orders.post(`/api/orders/${order.id}/returns/`, { reason: 'DAMAGED', note: 'Wet', items }, token, headers);
const answer = (id: number, status: string, token = staff) =>
  shop.orders.send('PATCH', `/api/orders/returns/${id}/`, { json: { status, note: 'Noted' }, token });

test('one of two lines is called off: its money goes back, its copies are on the shelf, the rest stands', async () => {
  const token = await shop.orders.token({ id: 1 });
  const order = await bought(token);
  const free = shop.books.free(1);
  const done = await cancel(order, token, [line(order, 'Dune', 2)]);
  expect(done.status).toBe(200);
  expect(done.json).toMatchObject({ status: 'CONFIRMED', total_amount: order.total_amount });
  expect(done.json.items[0]).toMatchObject({ title: 'Dune', quantity: 2, cancelled: 2, returned: 0, returning: 0 });
  await shop.settleDown();
  const after = await shop.seeOrder(order.id);
  expect(after).toMatchObject({ status: 'CONFIRMED', refunded_amount: '20.00', payment_status: 'PARTIALLY_REFUNDED' });
  expect(shop.books.free(1)).toBe(free + 2);
  const listed = await shop.orders.get(`/api/orders/returns/?order_id=${order.id}`, token);
  expect(listed.json.results).toMatchObject([{ kind: 'CANCELLATION', status: 'REFUNDED', amount: '20.00' }]);
  const [payment] = (await shop.payments.get(`/api/payments/?order_id=${order.id}`, token)).json.results;
  expect(payment.refunds).toMatchObject([{ amount: '20.00', status: 'COMPLETED', reason: 'Cancelled: 2 × Dune' }]);
  await shop.checkBooks();
}, 60_000);

test('what is called off line by line until nothing is left is an order cancelled whole, delivery included', async () => {
  const token = await shop.orders.token({ id: 2 });
  const order = await bought(token);
  expect((await cancel(order, token, [line(order, 'Dune', 1)])).json.status).toBe('CONFIRMED');
  expect((await cancel(order, token, [line(order, 'Emma')])).json.status).toBe('CONFIRMED');
  expect((await cancel(order, token, [line(order, 'Dune', 1)])).json.status).toBe('CANCELLED');
  await shop.settleDown();
  expect(await shop.seeOrder(order.id)).toMatchObject({ status: 'CANCELLED', refunded_amount: order.total_amount });
  await shop.checkBooks();
}, 60_000);

test('two who call off the same copies at once cannot both have them, and a repeat with its key changes nothing', async () => {
  const token = await shop.orders.token({ id: 3 });
  const order = await bought(token);
  const both = await Promise.all([1, 2].map(() => cancel(order, token, [line(order, 'Dune', 2)])));
  expect(both.map(({ status }) => status).sort()).toEqual([200, 422]);
  const key = { 'idempotency-key': Bun.randomUUIDv7() };
  const again = await bought(token);
  for (let times = 0; times < 3; times++) {
    // As if the answer had been lost before it was kept.
    await query(shop.orders, 'delete from idempotency');
    expect((await cancel(again, token, [line(again, 'Dune', 1)], key)).json.items[0].cancelled).toBe(1);
  }
  expect((await cancel(order, token, [line(order, 'Emma', 1)], key)).status).toBe(422);
  await shop.settleDown();
  await shop.checkBooks();
}, 60_000);

test('a book that costs nothing is called off without a refund', async () => {
  const token = await shop.orders.token({ id: 4 });
  const order = await bought(token, [...two, { book_id: 3, quantity: 1 }]);
  expect((await cancel(order, token, [line(order, 'Free')])).status).toBe(200);
  await shop.settleDown();
  expect(await shop.seeOrder(order.id)).toMatchObject({ refunded_amount: '0.00', payment_status: 'PAID' });
  await shop.checkBooks();
}, 60_000);

test('an order paid at the door owes nothing until its money comes, and then the rest of it', async () => {
  const token = await shop.orders.token({ id: 5 });
  const order = await bought(token, two, 'CASH_ON_DELIVERY');
  expect((await cancel(order, token, [line(order, 'Emma')])).status).toBe(200);
  await shop.settleDown();
  expect(await shop.seeOrder(order.id)).toMatchObject({ payment_status: 'UNPAID', refunded_amount: '0.00' });
  const [payment] = (await shop.payments.get(`/api/payments/?order_id=${order.id}`, token)).json.results;
  expect((await shop.payments.post(`/api/payments/${payment.id}/received/`, undefined, staff)).status).toBe(200);
  await shop.settleDown();
  expect(await shop.seeOrder(order.id)).toMatchObject({ refunded_amount: '5.00' });
  await shop.checkBooks();
}, 60_000);

test('who may call off, and until when', async () => {
  const token = await shop.orders.token({ id: 6 });
  const unpaid = (await shop.orders.post('/api/orders/', { shipping_address: 'Here', items: two }, token))
    .json as Order;
  expect((await cancel(unpaid, token, [line(unpaid, 'Emma')])).json).toMatchObject({ status: 409 });
  expect((await cancel(unpaid, token, [line(unpaid, 'Emma')])).json.type).toEndWith('not-in-part');
  expect((await cancel(unpaid, token)).json.status).toBe('CANCELLED');
  expect((await cancel(unpaid, token)).json.status).toBe('CANCELLED');
  const order = await bought(token);
  await move(order, 'PROCESSING');
  expect((await cancel(order, token)).json.type).toEndWith('too-late');
  expect((await cancel(order, token, [line(order, 'Emma')])).json.detail).toContain('being packed');
  expect((await cancel(order, staff, [line(order, 'Emma')])).status).toBe(200);
  await move(order, 'SHIPPED');
  expect((await cancel(order, staff)).json.type).toEndWith('too-late');
  expect((await cancel(order, token, [{ item_id: 1e6, quantity: 1 }])).status).toBe(422);
  await shop.settleDown();
  await shop.checkBooks();
}, 60_000);

test('a book is sent back: asked for, accepted, granted when it is here, and refunded', async () => {
  const token = await shop.orders.token({ id: 7 });
  const order = await bought(token);
  expect((await ask(order, token, [line(order, 'Dune')])).json.type).toEndWith('not-returnable');
  await move(order, 'PROCESSING', 'SHIPPED', 'DELIVERED');
  expect((await shop.seeOrder(order.id)).returnable_until).not.toBeNull();
  const key = { 'idempotency-key': Bun.randomUUIDv7() };
  const asked = await ask(order, token, [line(order, 'Dune')], key);
  expect(asked.status).toBe(201);
  expect(asked.headers.get('location')).toBe(`/api/orders/returns/${asked.json.id}/`);
  expect(asked.json).toMatchObject({ status: 'REQUESTED', reason: 'DAMAGED', note: 'Wet', amount: '10.00' });
  expect((await ask(order, token, [line(order, 'Dune')], key)).json.id).toBe(asked.json.id);
  expect((await ask(order, token, [line(order, 'Dune', 2)])).status).toBe(422);
  expect((await answer(asked.json.id, 'ACCEPTED')).json).toMatchObject({ status: 'ACCEPTED', answer: 'Noted' });
  expect((await answer(asked.json.id, 'ACCEPTED')).status).toBe(200);
  const free = shop.books.free(1);
  expect((await answer(asked.json.id, 'GRANTED')).json.status).toBe('GRANTED');
  await shop.settleDown();
  expect(shop.books.free(1)).toBe(free + 1);
  expect((await answer(asked.json.id, 'DECLINED')).json.type).toEndWith('no-such-step');
  expect((await shop.orders.get(`/api/orders/returns/${asked.json.id}/`, token)).json.status).toBe('REFUNDED');
  expect(await shop.seeOrder(order.id)).toMatchObject({ status: 'DELIVERED', refunded_amount: '10.00' });
  await shop.checkBooks();
}, 60_000);

test('what was declined can be asked for again, and the last copies that come back return the order whole', async () => {
  const token = await shop.orders.token({ id: 8 });
  const order = await bought(token);
  await move(order, 'PROCESSING', 'SHIPPED');
  const all = [line(order, 'Dune', 2), line(order, 'Emma')];
  const first = await ask(order, token, all);
  await answer(first.json.id, 'DECLINED');
  const second = await ask(order, token, all);
  expect((await answer(second.json.id, 'GRANTED')).json.status).toBe('GRANTED');
  await shop.settleDown();
  expect((await shop.orders.get(`/api/orders/returns/${second.json.id}/`, staff)).json).toMatchObject({
    status: 'REFUNDED',
    answer: 'Noted',
  });
  expect(await shop.seeOrder(order.id)).toMatchObject({ status: 'RETURNED', refunded_amount: order.total_amount });
  await shop.checkBooks();
}, 60_000);

test('the time to send back is over thirty days after delivery, but not for staff', async () => {
  const token = await shop.orders.token({ id: 9 });
  const order = await bought(token);
  await move(order, 'PROCESSING', 'SHIPPED', 'DELIVERED');
  await query(shop.orders, 'alter table order_history disable trigger order_kept');
  await query(
    shop.orders,
    `update order_history set at = at - interval '31 days' where order_id = ${order.id} and state = 'delivered'`,
  );
  await query(shop.orders, 'alter table order_history enable trigger order_kept');
  const late = await ask(order, token, [line(order, 'Dune')]);
  expect(late.json.detail).toBe('Books can be sent back within 30 days of delivery. These arrived 31 days ago.');
  expect((await ask(order, staff, [line(order, 'Dune')])).status).toBe(201);
}, 60_000);

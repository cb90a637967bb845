// The payments door on a real database, beside the real orders room; users and books are stand-ins.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { openShop, type Shop } from '#tests/support/money';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
}, 60_000);
afterAll(() => shop.close());

test('a card payment confirms the order', async () => {
  const token = await shop.orders.token({ id: 1 });
  const order = await shop.order(token, 1, 2);
  const paid = await shop.payments.post(
    '/api/payments/',
    { order_id: order.id, user_id: 1, amount: '59.98', payment_method: 'CREDIT_CARD' },
    token,
  );
  expect(paid.json).toMatchObject({
    order_id: order.id,
    user_id: 1,
    amount: '59.98',
    status: 'COMPLETED',
    refunds: [],
  });
  expect(paid.status).toBe(201);
  expect((await shop.orders.get(`/api/orders/${order.id}/`, token)).json).toMatchObject({
    status: 'CONFIRMED',
    payment_status: 'PAID',
  });
  expect(shop.books.sold(1)).toBe(2);
  await shop.settleDown();
  await shop.checkBooks();
});

test('a refund needs no body', async () => {
  const token = await shop.orders.token({ id: 1 });
  const staff = await shop.orders.token({ id: 50, role: 'staff' });
  const order = await shop.order(token, 1, 1);
  const paid = await shop.pay(token, order);
  const back = await shop.payments.send('POST', `/api/payments/${paid.json.id}/refund/`, { token: staff });
  expect([back.status, back.json.status, back.json.refunded_amount]).toEqual([200, 'REFUNDED', '29.99']);
  await shop.settleDown();
  await shop.checkBooks();
});

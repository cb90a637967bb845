// The sample shop, loaded into both rooms: every constraint, guard and sum must hold for it as for any other orders.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { orders as sampleOrders } from '#sample/orders';
import { payments as paymentsRoom } from '#services/payments/index';
import { query } from '#tests/support/invariants';
import { openShop, type Shop } from '#tests/support/money';
import { orders as ordersRoom } from './index.ts';

let shop: Shop;
let tookMs = 0;
beforeAll(async () => {
  shop = await openShop();
  const started = performance.now();
  await shop.orders.deps.db.transaction((tx) => ordersRoom.seed(tx, shop.orders.deps.settings as never));
  await shop.payments.deps.db.transaction((tx) => paymentsRoom.seed(tx, shop.payments.deps.settings as never));
  tookMs = performance.now() - started;
}, 60_000);
afterAll(() => shop.close());

test('every sample order and payment is there, and it took no time to speak of', async () => {
  const states = await query<{ state: string; n: number }>(
    shop.orders,
    'select state, count(*)::int as n from orders group by 1',
  );
  const wanted = Map.groupBy(sampleOrders, (order) => order.state);
  expect(Object.fromEntries(states.map(({ state, n }) => [state, n]))).toEqual(
    Object.fromEntries([...wanted].map(([state, list]) => [state, list.length])),
  );
  const [paid] = await query<{ n: number }>(shop.payments, 'select count(*)::int as n from payments');
  expect(paid?.n).toBe(sampleOrders.reduce((sum, order) => sum + order.payments.length, 0));
  expect(tookMs).toBeLessThan(10_000);
});

test('the money adds up in the orders, the payments, the ledger and at the provider', async () => {
  // The stand-in for books knows nothing of the sample; its claims are made to match.
  for (const order of sampleOrders) {
    const standing = ['confirmed', 'processing', 'shipped', 'delivered'].includes(order.state);
    const state = standing ? 'committed' : order.state === 'awaiting_payment' ? 'held' : 'freed';
    shop.books.claims.set(order.uid, { state, lines: [] });
  }
  await shop.checkBooks();
});

test('loading again changes nothing, and the next order has a new id', async () => {
  await shop.orders.deps.db.transaction((tx) => ordersRoom.seed(tx, shop.orders.deps.settings as never));
  const token = await shop.orders.token({ id: 101 });
  const order = await shop.order(token, 1, 1);
  expect(order.id).toBeGreaterThan(Math.max(...sampleOrders.map(({ id }) => id)));
  const paid = await shop.pay(token, order);
  expect([paid.status, paid.json.status]).toEqual([201, 'COMPLETED']);
});

test('a sample order shows its story', async () => {
  const refunded = sampleOrders.find((order) => order.payment_status === 'partially_refunded');
  const shown = await shop.seeOrder(refunded?.id ?? 0);
  expect(shown).toMatchObject({ payment_status: 'PARTIALLY_REFUNDED', status: 'DELIVERED', number: refunded?.number });
  expect(shown.history.map((step: { status: string }) => step.status)).toEqual([
    'PENDING',
    'CONFIRMED',
    'PROCESSING',
    'SHIPPED',
    'DELIVERED',
  ]);
});

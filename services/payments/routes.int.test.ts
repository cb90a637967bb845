// The payments door on a real database, beside the real orders room; users and books are stand-ins.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import * as usersContract from '#nats/users';
import { query } from '#tests/support/invariants';
import { openShop, type Placed, type Shop } from '#tests/support/money';
import { silence } from '#tests/support/silence';
import { arrives } from './providers/simulator.ts';

let shop: Shop;
let staff: string;
beforeAll(async () => {
  shop = await openShop({ settings: { payments: { PROVIDER_TIMEOUT_MS: 60 } } });
  staff = await shop.orders.token({ id: 50, role: 'staff' });
}, 60_000);
afterAll(() => shop.close());

const at = (payment: { id: number }) => `/api/payments/${payment.id}/`;
const post = (token: string, body: object, headers?: Record<string, string>) =>
  shop.payments.post('/api/payments/', body, token, headers);
const of = (order: Placed, more: object = {}) => ({
  order_id: order.id,
  amount: order.total_amount,
  payment_method: 'CREDIT_CARD',
  ...more,
});
const refund = (payment: { id: number }, body?: object, token = staff, headers?: Record<string, string>) =>
  shop.payments.send('POST', `${at(payment)}refund/`, { json: body, token, headers });
const settled = async () => {
  await shop.settleDown();
  await shop.checkBooks();
};

test('the original example pays the order, once', async () => {
  const token = await shop.orders.token({ id: 1 });
  const order = await shop.order(token, 1, 2);
  const body = { order_id: order.id, user_id: 1, amount: '59.98', payment_method: 'CREDIT_CARD' };
  const paid = await post(token, body);
  expect(paid.json).toMatchObject({
    order_id: order.id,
    user_id: 1,
    amount: '59.98',
    refunded_amount: '0.00',
    currency: 'USD',
    status: 'COMPLETED',
    provider: 'simulator',
    transaction_id: expect.stringMatching(/^sim_/),
    failure_reason: null,
    refunds: [],
  });
  expect([paid.status, paid.headers.get('location')]).toEqual([201, at(paid.json)]);
  expect(await shop.seeOrder(order.id)).toMatchObject({ status: 'CONFIRMED', payment_status: 'PAID' });
  expect(shop.books.sold(1)).toBe(2);
  const again = await post(token, body);
  expect(again.json).toMatchObject({ status: 409, type: '/problems/order-not-payable', payment_id: paid.json.id });
  const read = await shop.payments.get(at(paid.json), token);
  expect(read.json).toEqual(paid.json);
  expect(
    (await shop.payments.get(at(paid.json), token, { 'if-none-match': read.headers.get('etag') ?? '' })).status,
  ).toBe(304);
  await settled();
});

test('what is refused says why, and nobody is charged', async () => {
  const token = await shop.orders.token({ id: 2 });
  const stranger = await shop.orders.token({ id: 3 });
  const order = await shop.order(token, 1, 1);
  const charges = async () =>
    (await query<{ n: number }>(shop.payments, 'select count(*)::int as n from psp.charges'))[0]?.n;
  const before = await charges();
  expect((await post(token, of(order, { amount: '29.98' }))).json).toMatchObject({ status: 409, amount_due: '29.99' });
  expect((await post(stranger, of(order))).status).toBe(404);
  expect((await post(token, of({ ...order, id: 999_999 }))).status).toBe(404);
  expect((await post(token, of(order, { user_id: 3 }))).status).toBe(403);
  expect((await shop.payments.post('/api/payments/', of(order))).status).toBe(401);
  const wrong = await post(token, {
    order_id: 'x',
    amount: -1,
    payment_method: 'GOLD',
    card_number: '4111111111111111',
  });
  expect(wrong.json.errors.map((error: { pointer: string }) => error.pointer).sort()).toEqual([
    '/amount',
    '/card_number',
    '/order_id',
    '/payment_method',
  ]);
  expect(wrong.text).not.toContain('4111');
  await shop.orders.send('DELETE', `/api/orders/${order.id}/`, { token });
  expect((await post(token, of(order))).json).toMatchObject({ status: 409, detail: 'This order was cancelled.' });
  expect(await charges()).toBe(before);
  await settled();
});

test('a declined card leaves the order payable, five times within the hour', async () => {
  const token = await shop.orders.token({ id: 4 });
  const order = await shop.order(token, 1, 1);
  for (const [payment_token, reason] of [
    ['tok_declined', 'card_declined'],
    ['tok_insufficient_funds', 'insufficient_funds'],
    ['tok_expired', 'card_expired'],
    ['tok_declined', 'card_declined'],
  ]) {
    const declined = await post(token, of(order, { payment_token }));
    expect(declined.json).toMatchObject({ status: 402, type: '/problems/payment-declined', failure_reason: reason });
    const failed = await shop.payments.get(at({ id: declined.json.payment_id }), token);
    expect(failed.json).toMatchObject({ status: 'FAILED', failure_reason: reason, transaction_id: null });
  }
  const other = await shop.order(token, 1, 1);
  expect((await post(token, of(order, { payment_token: 'tok_ok' }))).status).toBe(201);
  for (let n = 0; n < 5; n++)
    expect((await post(token, of(other, { payment_token: 'tok_declined' }))).status).toBe(402);
  const tired = await post(token, of(other));
  expect([tired.status, tired.headers.get('retry-after')]).toEqual([429, '3600']);
  await settled();
});

test('a repeat with the same key is the same payment, whatever was forgotten', async () => {
  const token = await shop.orders.token({ id: 5 });
  const order = await shop.order(token, 1, 1);
  const key = { 'idempotency-key': 'pay-5' };
  const first = await post(token, of(order), key);
  const repeat = await post(token, of(order), key);
  expect([repeat.status, repeat.text, repeat.headers.get('idempotent-replayed')]).toEqual([201, first.text, 'true']);
  await query(shop.payments, `delete from idempotency where key = 'pay-5'`);
  expect((await post(token, of(order), key)).json.id).toBe(first.json.id);
  await query(shop.payments, `delete from idempotency where key = 'pay-5'`);
  expect((await post(token, of(order, { payment_method: 'PAYPAL' }), key)).status).toBe(422);
  const declining = { 'idempotency-key': 'pay-5b' };
  const other = await shop.order(token, 1, 1);
  const no = await post(token, of(other, { payment_token: 'tok_declined' }), declining);
  const still = await post(token, of(other, { payment_token: 'tok_declined' }), declining);
  expect([no.status, still.status, still.json.payment_id]).toEqual([402, 402, no.json.payment_id]);
  await settled();
});

test('a provider that stalls is asked again by key: what took effect counts, what never arrived was no payment', async () => {
  const token = await shop.orders.token({ id: 6 });
  const seen = new Set<string>();
  for (let n = 0; seen.size < 2 && n < 40; n++) {
    const order = await shop.order(token, 1, 1);
    const stalled = await post(token, of(order, { payment_token: 'tok_timeout' }));
    expect([stalled.status, stalled.json.status]).toEqual([202, 'PENDING']);
    expect((await post(token, of(order))).json).toMatchObject({ status: 409, payment_id: stalled.json.id });
    await settled();
    const [{ uid = '' } = {}] = await query<{ uid: string }>(
      shop.payments,
      `select uid from payments where id = ${stalled.json.id}`,
    );
    const took = arrives(uid);
    expect(await shop.seePayment(stalled.json.id)).toMatchObject(
      took ? { status: 'COMPLETED', failure_reason: null } : { status: 'FAILED', failure_reason: 'no_answer' },
    );
    expect((await shop.seeOrder(order.id)).status).toBe(took ? 'CONFIRMED' : 'PENDING');
    if (!took) expect((await post(token, of(order))).status).toBe(201);
    seen.add(String(took));
  }
  expect(seen.size).toBe(2);
  await settled();
});

test('while orders is away nothing is begun; if it goes later, the payment waits for it', async () => {
  const token = await shop.orders.token({ id: 7 });
  const order = await shop.order(token, 1, 1);
  const wakePayable = silence(shop.orders.exchange, 'ask.orders.payable', 'before');
  expect((await post(token, of(order))).status).toBe(503);
  wakePayable();
  expect((await shop.payments.get(`/api/payments/by_order/?order_id=${order.id}`, token)).json.count).toBe(0);
  const wakeSettle = silence(shop.orders.exchange, 'ask.orders.settle', 'after');
  const waiting = await post(token, of(order));
  expect([waiting.status, waiting.json.status]).toEqual([202, 'PENDING']);
  wakeSettle();
  await settled();
  expect((await shop.seePayment(waiting.json.id)).status).toBe('COMPLETED');
});

test('an order cancelled while its payment waits is never charged', async () => {
  const token = await shop.orders.token({ id: 8 });
  const order = await shop.order(token, 1, 1);
  const wake = silence(shop.orders.exchange, 'ask.orders.settle', 'before');
  const waiting = await post(token, of(order));
  await shop.orders.send('DELETE', `/api/orders/${order.id}/`, { token });
  wake();
  await settled();
  expect(await shop.seePayment(waiting.json.id)).toMatchObject({
    status: 'FAILED',
    failure_reason: 'order_not_payable',
  });
});

test('money by hand: the order stands at once, and is paid when staff say so', async () => {
  const token = await shop.orders.token({ id: 9 });
  const order = await shop.order(token, 1, 1);
  const agreed = await post(token, of(order, { payment_method: 'CASH_ON_DELIVERY' }));
  expect([agreed.status, agreed.json.status, agreed.json.provider]).toEqual([201, 'PENDING', 'offline']);
  expect(await shop.seeOrder(order.id)).toMatchObject({ status: 'CONFIRMED', payment_status: 'UNPAID' });
  const received = (who: string) => shop.payments.send('POST', `${at(agreed.json)}received/`, { token: who });
  expect((await received(token)).status).toBe(403);
  for (let n = 0; n < 2; n++)
    expect((await received(staff)).json).toMatchObject({ status: 'COMPLETED', id: agreed.json.id });
  await settled();
  expect((await shop.seeOrder(order.id)).payment_status).toBe('PAID');
  const card = await shop.pay(token, await shop.order(token, 1, 1));
  expect((await shop.payments.send('POST', `${at(card.json)}received/`, { token: staff })).status).toBe(409);
  expect((await refund(agreed.json)).json).toMatchObject({ status: 'REFUNDED', refunded_amount: '29.99' });
  await settled();
});

test('staff refund in parts, never more than is left', async () => {
  const token = await shop.orders.token({ id: 10 });
  const order = await shop.order(token, 1, 1);
  const { json: paid } = await shop.pay(token, order);
  expect((await refund(paid, { amount: '1.00' }, token)).status).toBe(403);
  expect((await refund({ id: 999_999 }, {})).status).toBe(404);
  const key = { 'idempotency-key': 'back-10' };
  const part = await refund(paid, { amount: '10.00', reason: 'A torn page' }, staff, key);
  expect(part.json).toMatchObject({
    status: 'PARTIALLY_REFUNDED',
    refunded_amount: '10.00',
    refunds: [{ amount: '10.00', status: 'COMPLETED', reason: 'A torn page' }],
  });
  expect((await refund(paid, { amount: '10.00', reason: 'A torn page' }, staff, key)).text).toBe(part.text);
  await query(shop.payments, `delete from idempotency where key = 'back-10'`);
  const resumed = await refund(paid, { amount: '10.00', reason: 'A torn page' }, staff, key);
  expect([resumed.status, resumed.json.refunded_amount]).toEqual([200, '10.00']);
  expect((await refund(paid, { amount: '20.00' })).json).toMatchObject({ status: 409, amount_left: '19.99' });
  expect((await refund(paid, { amount: '0' })).status).toBe(422);
  expect((await refund(paid, { amount: '1', note: 'x' })).status).toBe(422);
  const rest = await shop.payments.send('POST', `${at(paid)}refund/`, { token: staff });
  expect(rest.json).toMatchObject({ status: 'REFUNDED', refunded_amount: '29.99' });
  expect((await refund(paid, {})).status).toBe(409);
  await settled();
  expect(await shop.seeOrder(order.id)).toMatchObject({ status: 'CONFIRMED', payment_status: 'REFUNDED' });
  expect((await shop.orders.send('DELETE', `/api/orders/${order.id}/`, { token })).status).toBe(204);
  await settled();
});

test('one who is no longer staff refunds nothing; while users is silent the token’s word stands', async () => {
  const token = await shop.orders.token({ id: 11 });
  const former = await shop.orders.token({ id: 12, role: 'staff' });
  const { json: paid } = await shop.pay(token, await shop.order(token, 1, 1));
  expect((await refund(paid, { amount: 1 }, former)).status).toBe(403);
  const wake = silence(shop.orders.exchange, usersContract.check.subject, 'before');
  expect((await refund(paid, { amount: 1 }, former)).status).toBe(200);
  wake();
  await settled();
});

test('cancelling or returning a paid order gives all the money back by itself', async () => {
  const token = await shop.orders.token({ id: 13 });
  const status = (order: Placed, to: string) =>
    shop.orders.send('PATCH', `/api/orders/${order.id}/update_status/`, { json: { status: to }, token: staff });
  const cancelled = await shop.order(token, 1, 1);
  const first = await shop.pay(token, cancelled);
  await refund(first.json, { amount: '5.00' });
  expect((await status(cancelled, 'CANCELLED')).status).toBe(200);
  const returned = await shop.order(token, 1, 2);
  const second = await shop.pay(token, returned);
  for (const to of ['PROCESSING', 'SHIPPED', 'RETURNED']) expect((await status(returned, to)).status).toBe(200);
  await settled();
  for (const [order, payment, shown] of [
    [cancelled, first, 'CANCELLED'],
    [returned, second, 'RETURNED'],
  ] as const) {
    expect(await shop.seeOrder(order.id)).toMatchObject({ status: shown, payment_status: 'REFUNDED' });
    expect((await shop.seePayment(payment.json.id)).status).toBe('REFUNDED');
  }
});

test('a cancelled order whose money was to come by hand awaits it no longer', async () => {
  const token = await shop.orders.token({ id: 14 });
  const order = await shop.order(token, 1, 1);
  const agreed = await post(token, of(order, { payment_method: 'BANK_TRANSFER' }));
  expect((await shop.orders.send('DELETE', `/api/orders/${order.id}/`, { token })).status).toBe(204);
  expect((await shop.seeOrder(order.id)).status).toBe('CANCELLED');
  await settled();
  expect((await shop.seePayment(agreed.json.id)).status).toBe('FAILED');
  expect((await shop.payments.send('POST', `${at(agreed.json)}received/`, { token: staff })).status).toBe(409);
});

test('customers see their own payments, staff everybody’s', async () => {
  const [token, stranger] = [await shop.orders.token({ id: 15 }), await shop.orders.token({ id: 16 })];
  const orders = [await shop.order(token, 1, 1), await shop.order(token, 1, 1), await shop.order(token, 1, 1)];
  const paid = [];
  for (const order of orders.slice(0, 2)) paid.push((await shop.pay(token, order)).json);
  const list = (path: string, who: string) => shop.payments.get(`/api/payments/${path}`, who);
  const ids = async (path: string, who: string) =>
    (await list(path, who)).json.results.map(({ id }: { id: number }) => id);
  const newest = paid.map(({ id }) => id).reverse();
  expect(await ids('', token)).toEqual(newest);
  expect(await ids('by_user/?user_id=15', token)).toEqual(newest);
  expect(await ids('?user_id=15&status=COMPLETED', staff)).toEqual(newest);
  expect(await ids(`?order_id=${orders[0]?.id}`, staff)).toEqual([paid[0].id]);
  expect(await ids(`by_order/?order_id=${orders[0]?.id}`, token)).toEqual([paid[0].id]);
  expect(await ids(`by_order/?order_id=${orders[2]?.id}`, token)).toEqual([]);
  for (const order of [orders[0], orders[2], { id: 999_999 }])
    expect((await list(`by_order/?order_id=${order?.id}`, stranger)).status).toBe(404);
  expect(await ids('?user_id=15', stranger)).toEqual([]);
  expect((await list('by_user/?user_id=15', stranger)).status).toBe(404);
  expect((await shop.payments.get(at(paid[0]), stranger)).status).toBe(404);
  const first = await list('?limit=1', token);
  expect((await shop.payments.get(first.json.next, token)).json.results.map(({ id }: { id: number }) => id)).toEqual([
    newest[1],
  ]);
});

test('an order that costs nothing is paid with nothing, and can be cancelled', async () => {
  shop.books.books.set(7, { stock: 5, priceMinor: 0 });
  const order = await shop.order(await shop.orders.token({ id: 19 }), 7, 1);
  const paid = await shop.pay(await shop.orders.token({ id: 19 }), order);
  expect(paid.json).toMatchObject({ status: 'COMPLETED', amount: '0.00' });
  expect(await shop.seeOrder(order.id)).toMatchObject({ status: 'CONFIRMED', payment_status: 'PAID' });
  expect((await refund(paid.json, {})).status).toBe(409);
  const path = `/api/orders/${order.id}/update_status/`;
  await shop.orders.send('PATCH', path, { json: { status: 'CANCELLED' }, token: staff });
  await settled();
  expect((await shop.seeOrder(order.id)).status).toBe('CANCELLED');
});

test('staff take a payment for a customer, in the customer’s name', async () => {
  const token = await shop.orders.token({ id: 17 });
  const order = await shop.order(token, 1, 1);
  expect((await post(staff, of(order, { user_id: 18 }))).status).toBe(422);
  expect((await post(staff, of(order, { user_id: 17 }))).json).toMatchObject({ status: 'COMPLETED', user_id: 17 });
  await settled();
});

test('the means of payment is forgotten as soon as it was used', async () => {
  const kept = await query<{ n: number }>(
    shop.payments,
    `select count(*)::int as n from payments where token is not null`,
  );
  expect(kept).toEqual([{ n: 0 }]);
});

test('both documents describe their rooms and are valid', async () => {
  const { Validator } = await import('@seriousme/openapi-schema-validator');
  for (const [room, path, post_] of [
    [shop.payments, '/api/payments/{id}/refund/', '/api/payments/'],
    [shop.orders, '/api/orders/{id}/update_status/', '/api/orders/'],
  ] as const) {
    const { json } = await room.get('/swagger/json');
    expect(Object.keys(json.paths)).toContain(path);
    expect(Object.keys(json.paths[post_].post.responses)).toEqual(expect.arrayContaining(['201', '202', '409', '503']));
    expect((await new Validator().validate(json)).errors ?? []).toEqual([]);
  }
});

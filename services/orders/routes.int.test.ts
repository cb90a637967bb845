// The orders door on a real database; users and books are stand-ins.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import * as asked from '#nats/orders';
import * as paymentsContract from '#nats/payments';
import * as usersContract from '#nats/users';
import { query } from '#tests/support/invariants';
import { type Room, startRoom } from '#tests/support/room';
import { factOf, hearFreedStock, type Shelf, shelf } from '#tests/support/shelf';
import { silence } from '#tests/support/silence';
import { sweepOrders } from './actions/advance.ts';
import type { Deps } from './deps.ts';
import { orders } from './index.ts';

let room: Room;
let books: Shelf;
let staff: string;
/** The state of the payment of an order, where there is one. */
const payments = new Map<string, string>();

beforeAll(async () => {
  room = await startRoom(
    orders,
    (bus) => {
      bus.answer(usersContract.check, async ({ user_id: id }) => ({
        exists: id < 900,
        is_active: id !== 66,
        account: null,
      }));
      bus.answer(paymentsContract.positions, async ({ order_uids }) => ({
        positions: order_uids.flatMap((order_uid) => {
          const state = payments.get(order_uid);
          const quiet = { amount_minor: 2999, refunded_minor: 0, quiet_seconds: 1 };
          return state === undefined ? [] : [{ order_uid, payment_uid: payment(), state, ...quiet }];
        }),
      }));
      books = shelf(bus, {
        1: { stock: 5000, priceMinor: 2999, title: 'Dune' },
        2: { stock: 1, priceMinor: 500, title: 'Emma' },
        3: { stock: 5, priceMinor: 100, title: 'Gone', purchasable: false },
      });
    },
    { ORDER_TTL_SECONDS: 900 },
  );
  hearFreedStock(room.exchange, books);
  staff = await room.token({ id: 50, role: 'staff' });
}, 60_000);
afterAll(() => room.stop());

const basket = (items: unknown[], more: object = {}) => ({
  shipping_address: '123 Main St, City, Country',
  items,
  ...more,
});
const dune = (quantity = 1) => basket([{ book_id: 1, quantity }]);
const sweep = () => sweepOrders(room.deps as unknown as Deps);
const at = (order: { id: number }) => `/api/orders/${order.id}/`;
const uidOf = async (id: number) =>
  (await query<{ uid: string }>(room, `select uid from orders where id = ${id}`))[0]?.uid ?? '';
const payment = () => Bun.randomUUIDv7();

async function place(token: string, body: object = dune(), headers?: Record<string, string>) {
  const placed = await room.post('/api/orders/', body, token, headers);
  expect(placed.status).toBe(201);
  return placed.json;
}
const settle = (order_uid: string, payment_uid: string, amount_minor = 2999, prepaid = true) =>
  room.deps.bus.ask(asked.settle, { order_uid, payment_uid, amount_minor, prepaid });
async function confirmed(token: string) {
  const order = await place(token);
  const paymentUid = payment();
  const uid = await uidOf(order.id);
  expect((await settle(uid, paymentUid)).decision).toBe('capture');
  return { order, uid, paymentUid };
}
const setStatus = (order: { id: number }, status: string, token = staff, more: object = {}) =>
  room.send('PATCH', `${at(order)}update_status/`, { json: { status, ...more }, token });

test('the original example places an order that adds up', async () => {
  const token = await room.token({ id: 1 });
  const body = basket([{ book_id: 1, quantity: 2, price: 29.99 }], { user_id: 1 });
  const placed = await room.post('/api/orders/', body, token);
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
  expect(placed.headers.get('location')).toBe(at(placed.json));
  expect(placed.json.number).toMatch(/^CB-[2-9CDFGHJKMNPQRTVWXY]{4}-[2-9CDFGHJKMNPQRTVWXY]{4}$/);
  const left = Date.parse(placed.json.expires_at) - Date.now();
  expect(left).toBeGreaterThan(890_000);
  expect(left).toBeLessThan(910_000);
  const read = await room.get(at(placed.json), token);
  expect(read.json).toEqual(placed.json);
  expect(read.headers.get('etag')).toBe(placed.headers.get('etag'));
  expect((await room.get(at(placed.json), token, { 'if-none-match': read.headers.get('etag') ?? '' })).status).toBe(
    304,
  );
});

test('delivery is added where it is asked for, and lines of one book become one', async () => {
  const token = await room.token({ id: 2 });
  const items = [
    { book_id: 1, quantity: 1 },
    { book_id: 1, quantity: 2 },
  ];
  const order = await place(token, basket(items, { delivery_method: 'express' }));
  expect(order).toMatchObject({ delivery_method: 'express', delivery_amount: '9.95', total_amount: '99.92' });
  expect(order.items).toHaveLength(1);
});

test('a refused order names everything that is wrong with it, and nothing is written', async () => {
  const token = await room.token({ id: 3 });
  const refused = async (body: object, who = token) => (await room.post('/api/orders/', body, who)).json;
  const wrong = await refused({ shipping_address: ' ', items: [{ book_id: 0, quantity: 100 }], status: 'CONFIRMED' });
  expect(wrong.errors.map((error: { pointer: string }) => error.pointer).sort()).toEqual([
    '/items/0/book_id',
    '/items/0/quantity',
    '/shipping_address',
    '/status',
  ]);
  const cent = await refused(
    basket([
      { book_id: 1, quantity: 99, price: 1.234 },
      { book_id: 1, quantity: 1 },
    ]),
  );
  expect(cent.errors.map((error: { pointer: string }) => error.pointer)).toEqual([
    '/items/0/price',
    '/items/1/quantity',
  ]);
  expect((await refused(basket([{ book_id: 77, quantity: 1 }]))).errors[0].pointer).toBe('/items/0/book_id');
  expect(await refused(basket([{ book_id: 3, quantity: 1 }]))).toMatchObject({ status: 409, lines: [{ book_id: 3 }] });
  expect(await refused(basket([{ book_id: 1, quantity: 1, price: '10.00' }]))).toMatchObject({
    status: 409,
    type: '/problems/price-changed',
    lines: [{ book_id: 1, price: '29.99', seen: '10.00' }],
  });
  expect(await refused(basket([{ book_id: 2, quantity: 2 }]))).toMatchObject({
    status: 409,
    type: '/problems/out-of-stock',
    lines: [{ book_id: 2, wanted: 2, available: 1 }],
  });
  expect((await refused(basket([], {}))).status).toBe(422);
  expect((await refused({ ...dune(), user_id: 4 })).status).toBe(403);
  expect((await refused(dune(), await room.token({ id: 66 }))).status).toBe(403);
  expect((await refused({ ...dune(), user_id: 999 }, staff)).errors[0].pointer).toBe('/user_id');
  expect((await refused({ ...dune(), shipping_address: 'a\u0000b' })).status).toBe(422);
  expect((await room.post('/api/orders/', dune())).status).toBe(401);
  expect((await room.get('/api/orders/', token)).json.count).toBe(0);
});

test('staff order for a customer, who then sees it as their own', async () => {
  const order = await place(staff, { ...dune(), user_id: 5 });
  expect(order).toMatchObject({ user_id: 5, history: [{ by: 'staff' }] });
  expect((await room.get(at(order), await room.token({ id: 5 }))).status).toBe(200);
});

test('stock that went between price and reservation refuses the order, by name and for good', async () => {
  const token = await room.token({ id: 6 });
  const wake = silence(room.exchange, 'ask.books.reserve', 'before');
  const waiting = await room.post('/api/orders/', basket([{ book_id: 2, quantity: 1 }]), token, {
    'idempotency-key': 'late',
  });
  expect([waiting.status, waiting.json.confirming]).toEqual([202, true]);
  wake();
  await place(await room.token({ id: 7 }), basket([{ book_id: 2, quantity: 1 }]));
  await query(room, `delete from idempotency where key = 'late'`);
  for (let repeat = 0; repeat < 2; repeat++) {
    const refused = await room.post('/api/orders/', basket([{ book_id: 2, quantity: 1 }]), token, {
      'idempotency-key': 'late',
    });
    expect(refused.json).toMatchObject({
      status: 409,
      type: '/problems/out-of-stock',
      lines: [{ book_id: 2, wanted: 1, available: 0, title: 'Emma' }],
      order_id: waiting.json.id,
    });
  }
  expect((await room.get(at(waiting.json), token)).json).toMatchObject({
    status: 'CANCELLED',
    cancel_reason: 'out_of_stock',
  });
});

test('a repeat with the same key gets the first answer, byte for byte; another request is refused', async () => {
  const token = await room.token({ id: 8 });
  const key = { 'idempotency-key': 'k-8' };
  const first = await room.post('/api/orders/', dune(), token, key);
  const repeat = await room.post('/api/orders/', dune(), token, key);
  expect([repeat.status, repeat.text, repeat.headers.get('idempotent-replayed')]).toEqual([201, first.text, 'true']);
  expect((await room.post('/api/orders/', dune(2), token, key)).status).toBe(422);
  // The answer may be forgotten, the order is not.
  await query(room, `delete from idempotency where key = 'k-8'`);
  expect((await room.post('/api/orders/', dune(), token, key)).json.id).toBe(first.json.id);
  expect((await room.post('/api/orders/', dune(2), token, key)).status).toBe(422);
  expect((await room.get('/api/orders/', token)).json.count).toBe(1);
});

test('while users or the prices are away nothing is written', async () => {
  const token = await room.token({ id: 9 });
  for (const subject of ['ask.users.check', 'ask.books.quote']) {
    const wake = silence(room.exchange, subject, 'before');
    const away = await room.post('/api/orders/', dune(), token);
    expect([away.status, away.headers.get('retry-after')]).toEqual([503, '2']);
    wake();
  }
  expect((await room.get('/api/orders/', token)).json.count).toBe(0);
});

test('while the reservation is unanswered the order waits, and goes on by itself', async () => {
  const token = await room.token({ id: 10 });
  for (const moment of ['before', 'after'] as const) {
    const wake = silence(room.exchange, 'ask.books.reserve', moment);
    const waiting = await room.post('/api/orders/', dune(), token);
    expect([waiting.status, waiting.json.status, waiting.json.confirming]).toEqual([202, 'PENDING', true]);
    expect(waiting.headers.get('location')).toBe(at(waiting.json));
    expect((await settle(await uidOf(waiting.json.id), payment())).decision).toBe('void');
    await query(room, "update orders set wake_at = now() where wake_at < now() + interval '20 seconds'");
    await sweep();
    expect((await room.get(at(waiting.json), token)).json.confirming).toBe(true);
    wake();
    await query(room, "update orders set wake_at = now() where wake_at < now() + interval '20 seconds'");
    await sweep();
    expect((await room.get(at(waiting.json), token)).json).toMatchObject({ status: 'PENDING', confirming: false });
    expect(books.claims.get(await uidOf(waiting.json.id))?.state).toBe('held');
  }
});

test('an order that nobody pays expires and gives its stock back', async () => {
  const token = await room.token({ id: 11 });
  const order = await place(token);
  await query(room, `update orders set expires_at = now() - interval '1 second' where id = ${order.id}`);
  await sweep();
  const ended = (await room.get(at(order), token)).json;
  expect(ended).toMatchObject({ status: 'CANCELLED', cancel_reason: 'expired', expires_at: null });
  expect(ended.history.at(-1)).toMatchObject({ status: 'CANCELLED', by: 'shop' });
  const told = await query<{ type: string }>(
    room,
    `select type from outbox where aggregate_id = '${order.id}' order by aggregate_seq`,
  );
  expect(told.map(({ type }) => type)).toEqual(['orders.placed', 'orders.stock_freed', 'orders.cancelled']);
  expect((await settle(await uidOf(order.id), payment())).reason).toContain('run out');
});

test('an order waits on past its time while a payment may still take it, or while payments cannot say', async () => {
  const token = await room.token({ id: 14 });
  const order = await place(token);
  const uid = await uidOf(order.id);
  const timeIsOver = async () => {
    await query(
      room,
      `update orders set expires_at = now() - interval '1 second', wake_at = now() where id = ${order.id}`,
    );
    await sweep();
    return (await room.get(at(order), token)).json;
  };
  for (const state of ['initiated', 'unknown', 'authorized']) {
    payments.set(uid, state);
    const waiting = await timeIsOver();
    expect([state, waiting.status, Date.parse(waiting.expires_at) > Date.now()]).toEqual([state, 'PENDING', true]);
  }
  expect(books.claims.get(uid)?.state).toBe('held');
  payments.set(uid, 'voided');
  const wake = silence(room.exchange, 'ask.payments.positions', 'before');
  expect((await timeIsOver()).status).toBe('PENDING');
  wake();
  expect(await timeIsOver()).toMatchObject({ status: 'CANCELLED', cancel_reason: 'expired' });
});

test('the owner cancels an unpaid order, as often as it takes; a stranger finds none', async () => {
  const token = await room.token({ id: 12 });
  const order = await place(token);
  const before = await room.get(at(order), token);
  const stranger = await room.send('DELETE', at(order), { token: await room.token({ id: 13 }) });
  const missing = await room.send('DELETE', '/api/orders/999999/', { token });
  const bare = ({ json: { instance: _, request_id: __, ...rest } }: typeof stranger) => rest;
  expect([stranger.status, bare(stranger)]).toEqual([404, bare(missing)]);
  const stale = await room.send('DELETE', at(order), { token, headers: { 'if-match': '"99-x"' } });
  expect(stale.status).toBe(412);
  const headers = { 'if-match': before.headers.get('etag') ?? '' };
  expect((await room.send('DELETE', at(order), { token, headers })).status).toBe(204);
  expect((await room.send('DELETE', at(order), { token })).status).toBe(204);
  expect((await room.get(at(order), token)).json).toMatchObject({ status: 'CANCELLED', cancel_reason: 'customer' });
});

test('a paid order is not deleted, and only staff take it back, with the refund', async () => {
  const token = await room.token({ id: 14 });
  const { order, uid, paymentUid } = await confirmed(token);
  expect((await room.get(at(order), token)).json).toMatchObject({ status: 'CONFIRMED', payment_status: 'PAID' });
  for (const who of [token, staff])
    expect((await room.send('DELETE', at(order), { token: who })).json.type).toBe('/problems/order-paid');
  expect((await setStatus(order, 'CANCELLED', token)).status).toBe(409);
  const cancelled = await setStatus(order, 'CANCELLED', staff, { note: 'Asked by telephone' });
  expect(cancelled.json).toMatchObject({ status: 'CANCELLED', payment_status: 'PAID', cancel_reason: 'staff' });
  expect(cancelled.json.history.at(-1)).toMatchObject({ by: 'staff', note: 'Asked by telephone' });
  expect(books.claims.get(uid)?.state).toBe('committed');
  const money = { payment_uid: paymentUid, order_uid: uid, amount_minor: 2999, refunded_minor: 2999, currency: 'USD' };
  await room.tell(factOf('payments.refunded', { ...money, refund_uid: payment() }));
  expect((await room.get(at(order), token)).json).toMatchObject({
    payment_status: 'REFUNDED',
    refunded_amount: '29.99',
  });
  const told = await query<{ type: string }>(
    room,
    `select type from outbox where aggregate_id = '${order.id}' order by aggregate_seq`,
  );
  const types = ['placed', 'paid', 'refund_due', 'cancelled', 'refunded', 'stock_freed'];
  expect(told.map(({ type }) => type)).toEqual(types.map((type) => `orders.${type}`));
});

test('staff move an order along, step by step and no other way', async () => {
  const token = await room.token({ id: 15 });
  const { order } = await confirmed(token);
  expect((await setStatus(order, 'PROCESSING', token)).status).toBe(403);
  expect((await setStatus(order, 'PROCESSING', await room.token({ id: 16 }))).status).toBe(404);
  for (const [status, legal] of [
    ['CONFIRMED', false],
    ['SHIPPED', false],
    ['PROCESSING', true],
    ['PROCESSING', false],
    ['PENDING', false],
    ['SHIPPED', true],
    ['CANCELLED', false],
    ['DELIVERED', true],
    ['SHIPPED', false],
    ['RETURNED', true],
    ['DELIVERED', false],
  ] as const) {
    const answer = await setStatus(order, status);
    expect([status, answer.status, legal ? answer.json.status : answer.json.type]).toEqual(
      legal ? [status, 200, status] : [status, 409, '/problems/no-such-step'],
    );
  }
  expect((await setStatus(order, 'NONSENSE')).status).toBe(422);
  const history = (await room.get(at(order), token)).json.history.map((step: { status: string }) => step.status);
  expect(history).toEqual(['PENDING', 'CONFIRMED', 'PROCESSING', 'SHIPPED', 'DELIVERED', 'RETURNED']);
});

test('the address changes until the parcel leaves, and not over a newer change', async () => {
  const token = await room.token({ id: 17 });
  const { order } = await confirmed(token);
  const first = await room.get(at(order), token);
  const headers = { 'if-match': first.headers.get('etag') ?? '' };
  const moved = await room.send('PATCH', at(order), { json: { shipping_address: 'Elsewhere 1' }, token, headers });
  expect([moved.status, moved.json.shipping_address]).toEqual([200, 'Elsewhere 1']);
  const late = await room.send('PUT', at(order), { json: { shipping_address: 'Elsewhere 2' }, token, headers });
  expect([late.status, late.headers.get('etag')]).toEqual([412, moved.headers.get('etag')]);
  expect((await room.send('PATCH', at(order), { json: {}, token })).json.shipping_address).toBe('Elsewhere 1');
  expect(
    (await room.send('PUT', at(order), { json: { status: 'SHIPPED', shipping_address: 'x' }, token })).status,
  ).toBe(422);
  await setStatus(order, 'PROCESSING');
  await setStatus(order, 'SHIPPED');
  expect((await room.send('PUT', at(order), { json: { shipping_address: 'Too late' }, token })).status).toBe(409);
});

test('payments learns what is due from the owner’s own token only', async () => {
  const token = await room.token({ id: 20 });
  const order = await place(token);
  const ask = (of: string | undefined) => room.deps.bus.ask(asked.payable, { order_id: order.id }, { token: of });
  expect(await ask(token)).toMatchObject({
    amount_minor: 2999,
    currency: 'USD',
    user_id: 20,
    payable: true,
    reason: null,
  });
  expect(await ask(staff)).toMatchObject({ user_id: 20, payable: true });
  expect(ask(await room.token({ id: 21 }))).rejects.toMatchObject({ status: 404 });
  expect(ask(undefined)).rejects.toMatchObject({ status: 401 });
  expect(ask('forged')).rejects.toMatchObject({ status: 401 });
  await query(room, `update orders set expires_at = now() + interval '59 seconds' where id = ${order.id}`);
  expect(await ask(token)).toMatchObject({ payable: false, reason: expect.stringContaining('run out') });
});

test('a payment is taken once; any other one, and any other amount, is refused', async () => {
  const { order, uid, paymentUid } = await confirmed(await room.token({ id: 22 }));
  expect((await settle(uid, paymentUid)).decision).toBe('capture');
  expect(await settle(uid, payment())).toEqual({
    decision: 'void',
    reason: 'Another payment was taken for this order.',
  });
  const other = await place(await room.token({ id: 22 }));
  expect((await settle(await uidOf(other.id), payment(), 2998)).decision).toBe('void');
  expect((await settle(payment(), payment())).decision).toBe('void');
  expect((await room.get(at(other), staff)).json.status).toBe('PENDING');
  const told = await query<{ body: unknown }>(
    room,
    `select body from outbox where type = 'orders.paid' and aggregate_id = '${order.id}'`,
  );
  const receipt = {
    number: order.number,
    currency: 'USD',
    lines: [{ title: 'Dune', author: 'An Author', quantity: 1, subtotal_minor: 2999 }],
    delivery_minor: 0,
    total_minor: 2999,
  };
  const lines = [{ book_id: 1, quantity: 1 }];
  expect(told).toEqual([{ body: { order_id: order.id, user_id: 22, lines, prepaid: true, receipt } }]);
});

test('a hold that lapsed is taken again while there are copies, else the payment is given up', async () => {
  const token = await room.token({ id: 23 });
  const [first, second] = [await place(token), await place(token)];
  const [firstUid, secondUid] = [await uidOf(first.id), await uidOf(second.id)];
  books.lapse(firstUid);
  expect((await settle(firstUid, payment())).decision).toBe('capture');
  books.lapse(secondUid);
  const stocked = books.books.get(1);
  books.books.set(1, { stock: 0, priceMinor: 2999 });
  expect(await settle(secondUid, payment())).toEqual({
    decision: 'void',
    reason: 'The last copies were sold while you paid.',
  });
  if (stocked) books.books.set(1, stocked);
  expect((await room.get(at(second), token)).json).toMatchObject({ status: 'CANCELLED', cancel_reason: 'sold_out' });
});

test('an order paid on delivery stands unpaid until the money comes', async () => {
  const token = await room.token({ id: 24 });
  const order = await place(token);
  const [uid, paymentUid] = [await uidOf(order.id), payment()];
  await settle(uid, paymentUid, 2999, false);
  expect((await room.get(at(order), token)).json).toMatchObject({ status: 'CONFIRMED', payment_status: 'UNPAID' });
  const fact = factOf('payments.captured', {
    payment_uid: paymentUid,
    payment_id: 1,
    order_uid: uid,
    amount_minor: 2999,
    currency: 'USD',
  });
  await room.tell(fact);
  await room.tell(fact);
  expect((await room.get(at(order), token)).json).toMatchObject({ status: 'CONFIRMED', payment_status: 'PAID' });
});

test('reviews learns who bought what, while it stays bought', async () => {
  const bought = async (user_id: number) => (await room.deps.bus.ask(asked.bought, { user_id, book_id: 1 })).bought;
  const token = await room.token({ id: 25 });
  await place(token);
  expect(await bought(25)).toBe(false);
  const { order } = await confirmed(token);
  expect(await bought(25)).toBe(true);
  await setStatus(order, 'CANCELLED');
  expect(await bought(25)).toBe(false);
});

test('an account that closed orders nothing more, however late the wish arrives', async () => {
  const token = await room.token({ id: 26 });
  const order = await place(token);
  const fact = factOf('users.deleted', { user_id: 26 });
  await room.tell(fact);
  await room.tell(fact);
  expect((await room.post('/api/orders/', dune(), token)).status).toBe(403);
  expect((await room.get(at(order), staff)).json.user_id).toBe(26);
});

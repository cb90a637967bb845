// Facts that were lost for good, as after a restore of one database to an earlier hour: the reconciler notices within a round, and
// what it says again makes books, orders and payments agree.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Sweeper } from '#kit/service';
import { books as booksRoom } from '#services/books/index';
import { lookAtStock } from '#services/books/repository/invariants';
import { reconciler } from '#services/orders/actions/reconcile';
import type { Deps as OrdersDeps } from '#services/orders/deps';
import { orders as ordersRoom } from '#services/orders/index';
import { lookAtOrders } from '#services/orders/repository/invariants';
import { payments as paymentsRoom } from '#services/payments/index';
import { lookAtPayments } from '#services/payments/repository/invariants';
import { everybodyIsKnown } from './support/accounts.ts';
import { brokenMoney, query } from './support/invariants.ts';
import { settleDown, writeToNobody } from './support/money.ts';
import { type Room, startRoom } from './support/room.ts';
import { silence } from './support/silence.ts';

let books: Room;
let orders: Room;
let payments: Room;
let staff = '';
let buyer = '';
let bookId = 0;
let rounds: Sweeper;

beforeAll(async () => {
  books = await startRoom(booksRoom, everybodyIsKnown);
  orders = await startRoom(ordersRoom, () => {}, { ORDER_TTL_SECONDS: 900 }, books);
  payments = await startRoom(paymentsRoom, () => {}, { PROVIDER_TIMEOUT_MS: 500, PAYMENT_GIVE_UP_SECONDS: 900 }, books);
  books.exchange.set('event.orders.paid.reviews', async () => undefined);
  writeToNobody(books.exchange);
  staff = await books.token({ id: 50, role: 'staff' });
  buyer = await books.token({ id: 1 });
  const made = await books.post('/api/books/', { title: 'Emma', author: 'A', price: '10.00', stock: 100 }, staff);
  bookId = made.json.id;
  rounds = reconciler(orders.deps as unknown as OrdersDeps);
}, 60_000);
afterAll(() => Promise.all([books, orders, payments].map((one) => one.stop())));

const figure = async () =>
  Number(/^reconcile_mismatches\S* (\d+)$/m.exec(await orders.deps.metrics.registry.metrics())?.[1]);

/** As if a minute had passed since anything changed. */
async function age(): Promise<void> {
  await query(orders, `update orders set updated_at = updated_at - interval '1 minute'`);
  await query(payments, `update payments set updated_at = updated_at - interval '1 minute'`);
  await query(books, `update reservations set updated_at = updated_at - interval '1 minute'`);
}

/** What waits to be told is never told. */
const lose = (room: Room) => query(room, `update outbox_delivery set state = 'delivered' where state <> 'delivered'`);

const round = async () => {
  await age();
  await rounds.run();
};

const place = async (): Promise<{ id: number; total_amount: string }> =>
  (await orders.post('/api/orders/', { shipping_address: '1 Road', items: [{ book_id: bookId, quantity: 1 }] }, buyer))
    .json;
const pay = async (order: { id: number; total_amount: string }, method = 'CREDIT_CARD') =>
  (
    await payments.post(
      '/api/payments/',
      { order_id: order.id, amount: order.total_amount, payment_method: method },
      buyer,
    )
  ).json as { id: number };
const move = (id: number, status: string) =>
  orders.send('PATCH', `/api/orders/${id}/update_status/`, { json: { status }, token: staff });
const see = async (id: number) => (await orders.get(`/api/orders/${id}/`, staff)).json;

/** All agree again after what was said has been heard. */
async function expectMended(): Promise<void> {
  await settleDown(orders, payments);
  await round();
  expect(await figure()).toBe(0);
  expect(await brokenMoney(orders, payments)).toEqual([]);
}

test('where all is well nothing is counted and nothing is said', async () => {
  const order = await place();
  await pay(order);
  await place();
  await settleDown(orders, payments);
  const said = orders.deps.bus.asked.length;
  await round();
  expect(await figure()).toBe(0);
  expect(orders.deps.bus.asked.slice(said).map(({ subject }) => subject)).toEqual([
    'ask.payments.positions',
    'ask.books.claims',
  ]);
});

test('a refund that orders never heard of is told again', async () => {
  const order = await place();
  const payment = await pay(order);
  await settleDown(orders, payments);
  await payments.post(`/api/payments/${payment.id}/refund/`, { amount: '4.00' }, staff);
  await lose(payments);
  await round();
  expect(await figure()).toBe(1);
  await expectMended();
  expect((await see(order.id)).refunded_amount).toBe('4.00');
});

test('money by hand that orders never heard of is told again', async () => {
  const order = await place();
  const payment = await pay(order, 'BANK_TRANSFER');
  await settleDown(orders, payments);
  await payments.send('POST', `/api/payments/${payment.id}/received/`, { token: staff });
  await lose(payments);
  await round();
  expect(await figure()).toBe(1);
  await expectMended();
  expect((await see(order.id)).payment_status).toBe('PAID');
});

test('a cancelled order whose end payments never heard of gives the money back', async () => {
  const order = await place();
  await pay(order);
  await settleDown(orders, payments);
  expect((await move(order.id, 'CANCELLED')).status).toBe(200);
  await lose(orders);
  await round();
  expect(await figure()).toBe(1);
  await expectMended();
  const after = await see(order.id);
  expect([after.status, after.payment_status, after.refunded_amount]).toEqual([
    'CANCELLED',
    'REFUNDED',
    order.total_amount,
  ]);
});

test('an order that ended, and books never heard of it, gives its copies back at once', async () => {
  const level = async () => (await books.get(`/api/books/${bookId}/`)).json.available;
  const before = await level();
  const order = await place();
  expect((await orders.send('DELETE', `/api/orders/${order.id}/`, { token: buyer })).status).toBe(204);
  await lose(orders);
  expect(await level()).toBe(before - 1);
  await round();
  expect([await figure(), await level()]).toEqual([1, before]);
  await expectMended();
});

test('a parked fact is sent on its way instead of being told a second time', async () => {
  const order = await place();
  const payment = await pay(order, 'BANK_TRANSFER');
  await settleDown(orders, payments);
  await payments.send('POST', `/api/payments/${payment.id}/received/`, { token: staff });
  const waiting = `from outbox_delivery where state <> 'delivered'`;
  await query(
    payments,
    `update outbox_delivery set state = 'parked', next_at = now() + interval '1 hour' where state <> 'delivered'`,
  );
  await round();
  const due = await query<{ n: number }>(payments, `select count(*)::int as n ${waiting} and next_at <= now()`);
  expect([await figure(), due]).toEqual([1, [{ n: 1 }]]);
  await expectMended();
});

test('books that lost a sale are asked for it again; what cannot be mended stays counted and is said no more than ten times', async () => {
  const order = await place();
  await pay(order);
  await settleDown(orders, payments);
  const [{ uid = '' } = {}] = await query<{ uid: string }>(orders, `select uid from orders where id = ${order.id}`);
  const claims = orders.exchange.get('ask.books.claims');
  if (!claims) throw new Error('books answers');
  orders.exchange.set('ask.books.claims', async (body, caller) => {
    const answer = (await claims(body, caller)) as { claims: { order_uid: string; state: string }[] };
    return { claims: answer.claims.map((one) => (one.order_uid === uid ? { ...one, state: 'lost' } : one)) };
  });
  const said = orders.deps.bus.asked.length;
  for (let n = 0; n < 12; n++) await round();
  const asked = orders.deps.bus.asked.slice(said).filter(({ subject }) => subject === 'ask.books.commit');
  expect([await figure(), asked.length, asked[0]?.body]).toEqual([1, 10, { order_uid: uid }]);
  orders.exchange.set('ask.books.claims', claims);
  await expectMended();
});

test('while a neighbour is silent nothing is concluded', async () => {
  const restore = silence(orders.exchange, 'ask.payments.positions', 'before');
  await round();
  expect(await figure()).toBe(0);
  restore();
});

const looks = () => [
  books.deps.db.use((held) => lookAtStock(held, 0, 100)),
  orders.deps.db.use((held) => lookAtOrders(held, 0, 100)),
  payments.deps.db.use((held) => lookAtPayments(held, 0, 100)),
];
const rulesBroken = async () =>
  (await Promise.all(looks())).flatMap(({ broken }) => broken.map(({ rule }) => rule)).sort();

test('the patrol finds nothing where all is well, and each thing that somebody with psql and no shame has done', async () => {
  const seen = await Promise.all(looks());
  expect(seen.map(({ looked, last }) => looked > 0 && (last ?? 0) >= looked)).toEqual([true, true, true]);
  expect(await rulesBroken()).toEqual([]);
  const copied = `order_id, order_uid, user_id, placed_by, amount_minor, currency, method, provider, state`;
  const [{ id: kept = 0 } = {}] = await query<{ id: number }>(
    payments,
    `select min(id)::int as id from payments where state = 'captured'`,
  );
  const deeds: [Room, string, string[]][] = [
    [books, 'update stock set reserved = reserved + 1', ['I2']],
    [books, 'alter table stock drop constraint stock_covers_holds', ['I2']],
    [books, 'update stock set reserved = on_hand + 1', ['I1']],
    [orders, 'alter table order_items disable trigger user', ['I1']],
    [orders, 'update order_items set unit_minor = unit_minor + 1 where order_id = 1', ['I1', 'I10']],
    [payments, 'alter table ledger_entries disable trigger user', ['I1', 'I10']],
    [
      payments,
      `delete from ledger_entries where id = (select min(e.id) from ledger_entries e join ledger_transactions t on t.id = e.transaction_id where t.payment_id = ${kept})`,
      ['I1', 'I10', 'I8'],
    ],
    [payments, 'alter table refunds disable trigger user', ['I1', 'I10', 'I8']],
    [
      payments,
      `insert into refunds (payment_id, amount_minor, state, reason) values (${kept}, 1, 'succeeded', 'none')`,
      ['I1', 'I10', 'I7'],
    ],
    [payments, 'alter table payments disable trigger user', ['I1', 'I10', 'I7']],
    [payments, 'drop index one_live_payment_an_order', ['I1', 'I10', 'I7']],
    [
      payments,
      `insert into payments (${copied}) select ${copied} from payments where id = ${kept}`,
      ['I1', 'I10', 'I5', 'I5'],
    ],
  ];
  for (const [where, deed, rules] of deeds) {
    await query(where, deed);
    expect([deed, await rulesBroken()]).toEqual([deed, rules]);
  }
});

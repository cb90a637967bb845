// Neighbours that fall silent at every step of a purchase, before or after they did what they were asked, and come back; and
// facts that come twice, late or in another order. Whatever was left half-way is finished by the sweepers alone, to the same
// end, with every sum right.

import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import * as asked from '#nats/orders';
import { sweepOrders } from '#services/orders/actions/advance';
import type { Deps as OrdersDeps } from '#services/orders/deps';
import { query } from '#tests/support/invariants';
import { openShop, type Placed, type Shop } from '#tests/support/money';
import { calm, type Moods, moody } from '#tests/support/moody-provider';
import { factOf } from '#tests/support/shelf';
import { type Moment, silence } from '#tests/support/silence';
import { resolvePayments } from './actions/advance.ts';
import type { Deps } from './deps.ts';
import { simulator } from './providers/simulator.ts';

let shop: Shop;
let staff: string;
let buyer: string;
const moods: Moods = calm();
beforeAll(async () => {
  shop = await openShop({
    settings: { payments: { PROVIDER_TIMEOUT_MS: 1000, PAYMENT_GIVE_UP_SECONDS: 60 } },
    provider: (deps) => moody(simulator(deps.db, { stallMs: 10 }), moods),
  });
  staff = await shop.orders.token({ id: 50, role: 'staff' });
  buyer = await shop.orders.token({ id: 1 });
}, 60_000);
afterAll(() => shop.close());
beforeEach(() => {
  Object.assign(moods, calm());
});

const moments: Moment[] = ['before', 'after'];
const settled = async () => {
  await shop.settleDown();
  await shop.checkBooks();
};
const setStatus = (order: Placed, status: string) =>
  shop.orders.send('PATCH', `/api/orders/${order.id}/update_status/`, { json: { status }, token: staff });
const uidOf = async (order: Placed) =>
  (await query<{ uid: string }>(shop.orders, `select uid from orders where id = ${order.id}`))[0]?.uid ?? '';
/** Lets every pause pass and both sweepers look, while somebody still is silent. */
async function sweepBoth(): Promise<void> {
  await query(shop.orders, `update orders set wake_at = now() where wake_at > now() and state <> 'awaiting_payment'`);
  await query(shop.payments, 'update payments set wake_at = now() where wake_at > now()');
  await sweepOrders(shop.orders.deps as unknown as OrdersDeps);
  await resolvePayments(shop.payments.deps as unknown as Deps);
}
const grow = (payment: { id: number }) =>
  query(shop.payments, `update payments set created_at = now() - interval '1 hour' where id = ${payment.id}`);

for (const subject of ['ask.orders.settle', 'ask.books.commit'])
  for (const moment of moments)
    test(`a purchase goes on after ${subject} was silent, ${moment} it was done`, async () => {
      const order = await shop.order(buyer, 1, 1);
      const headers = { 'idempotency-key': Bun.randomUUIDv7() };
      const wake = silence(shop.orders.exchange, subject, moment);
      const waiting = await shop.pay(buyer, order, {}, headers);
      expect([waiting.status, waiting.json.status]).toEqual([202, 'PENDING']);
      await sweepBoth();
      expect((await shop.seePayment(waiting.json.id)).status).toBe('PENDING');
      wake();
      await settled();
      expect(await shop.seePayment(waiting.json.id)).toMatchObject({ status: 'COMPLETED' });
      expect(await shop.seeOrder(order.id)).toMatchObject({
        status: 'CONFIRMED',
        payment_status: 'PAID',
        confirming: false,
      });
      await query(shop.payments, 'delete from idempotency');
      const repeat = await shop.pay(buyer, order, {}, headers);
      expect([repeat.status, repeat.json.id, repeat.json.status]).toEqual([201, waiting.json.id, 'COMPLETED']);
    });

for (const moment of moments) {
  test(`the provider is silent when it should authorise, ${moment} it did`, async () => {
    const order = await shop.order(buyer, 1, 1);
    moods.silent.set('authorise', moment);
    const waiting = await shop.pay(buyer, order);
    expect([waiting.status, waiting.json.status]).toEqual([202, 'PENDING']);
    moods.silent.set('find', 'before');
    await sweepBoth();
    expect((await shop.seePayment(waiting.json.id)).status).toBe('PENDING');
    moods.silent.clear();
    await settled();
    expect((await shop.seePayment(waiting.json.id)).status).toBe(moment === 'after' ? 'COMPLETED' : 'FAILED');
    expect((await shop.seeOrder(order.id)).status).toBe(moment === 'after' ? 'CONFIRMED' : 'PENDING');
    expect(moods.calls.filter((call) => call === 'authorise')).toHaveLength(1);
    // The request that got lost arrives after all: too late.
    const [{ uid: key = '' } = {}] = await query<{ uid: string }>(
      shop.payments,
      `select uid from payments where id = ${waiting.json.id}`,
    );
    const provider = simulator(shop.payments.deps.db, { stallMs: 10 });
    const late = await provider.authorise({ key, amountMinor: 2999, currency: 'USD', token: null });
    expect(late.outcome).toBe(moment === 'after' ? 'authorised' : 'declined');
    await shop.checkBooks();
  });

  test(`the provider is silent when it should capture, ${moment} it did`, async () => {
    const order = await shop.order(buyer, 1, 1);
    moods.silent.set('capture', moment);
    const waiting = await shop.pay(buyer, order);
    expect([waiting.status, waiting.json.status]).toEqual([202, 'PENDING']);
    expect((await shop.seeOrder(order.id)).status).toBe('CONFIRMED');
    await sweepBoth();
    moods.silent.clear();
    await settled();
    expect((await shop.seePayment(waiting.json.id)).status).toBe('COMPLETED');
  });

  test(`the provider is silent when it should let go, ${moment} it did`, async () => {
    const order = await shop.order(buyer, 1, 1);
    const wake = silence(shop.orders.exchange, 'ask.orders.settle', 'before');
    const waiting = await shop.pay(buyer, order);
    await shop.orders.send('DELETE', `/api/orders/${order.id}/`, { token: buyer });
    wake();
    moods.silent.set('void', moment);
    await sweepBoth();
    await sweepBoth();
    moods.silent.clear();
    await settled();
    expect((await shop.seePayment(waiting.json.id)).status).toBe('FAILED');
  });

  test(`the provider is silent when it should give back, ${moment} it did`, async () => {
    const { json: payment } = await shop.pay(buyer, await shop.order(buyer, 1, 1));
    moods.silent.set('refund', moment);
    const headers = { 'idempotency-key': Bun.randomUUIDv7() };
    const back = () =>
      shop.payments.send('POST', `/api/payments/${payment.id}/refund/`, {
        json: { amount: '9.99' },
        token: staff,
        headers,
      });
    const waiting = await back();
    expect([waiting.status, waiting.json.refunds[0].status]).toEqual([202, 'PENDING']);
    await query(shop.payments, 'delete from idempotency');
    expect((await back()).json.refunds).toHaveLength(1);
    moods.silent.clear();
    await settled();
    expect(await shop.seePayment(payment.id)).toMatchObject({
      refunded_amount: '9.99',
      refunds: [{ status: 'COMPLETED' }],
    });
  });

  for (const fact of ['orders.refund_due.payments', 'payments.refunded.orders', 'orders.stock_freed.books'])
    test(`a cancelled order ends although ${fact} got lost, ${moment} it was heard`, async () => {
      const order = await shop.order(buyer, 1, 1);
      const { json: payment } = await shop.pay(buyer, order);
      const wake = silence(shop.orders.exchange, `event.${fact}`, moment);
      await setStatus(order, 'CANCELLED');
      for (let turns = 0; turns < 3; turns++) await shop.turn();
      wake();
      await settled();
      expect((await shop.seePayment(payment.id)).status).toBe('REFUNDED');
      expect(await shop.seeOrder(order.id)).toMatchObject({ status: 'CANCELLED', payment_status: 'REFUNDED' });
      const [refunds] = await query<{ n: number }>(
        shop.payments,
        `select count(*)::int as n from refunds where payment_id = ${payment.id}`,
      );
      expect(refunds?.n).toBe(1);
    });
}

test('what is stuck for long shows in the figures of both rooms', async () => {
  const stuck = async () => {
    const texts = [await shop.orders.get('/metrics'), await shop.payments.get('/metrics')].map(({ text }) => text);
    return texts.map((text) => Number(/_stuck\{[^}]*\} (\d+)/.exec(text)?.[1]));
  };
  expect(await stuck()).toEqual([0, 0]);
  const order = await shop.order(buyer, 1, 1);
  const wake = silence(shop.orders.exchange, 'ask.books.commit', 'before');
  const waiting = await shop.pay(buyer, order);
  // Alone, the instant is no change to the guards.
  await query(shop.orders, `update orders set updated_at = now() - interval '2 minutes' where id = ${order.id}`);
  await query(
    shop.payments,
    `update payments set updated_at = now() - interval '2 minutes' where id = ${waiting.json.id}`,
  );
  expect(await stuck()).toEqual([1, 1]);
  wake();
  await settled();
  expect(await stuck()).toEqual([0, 0]);
});

test('an authorisation that found no order in time is let go, and the order can be paid again', async () => {
  for (const moment of moments) {
    const order = await shop.order(buyer, 1, 1);
    const wake = silence(shop.orders.exchange, 'ask.books.commit', moment);
    const waiting = await shop.pay(buyer, order);
    expect((await shop.seeOrder(order.id)).confirming).toBe(true);
    await grow(waiting.json);
    await sweepBoth();
    expect((await shop.seePayment(waiting.json.id)).status).toBe('FAILED');
    await deliver('payments.voided', order, waiting.json.id);
    expect(await shop.seeOrder(order.id)).toMatchObject({ status: 'PENDING', confirming: false });
    wake();
    expect((await shop.pay(buyer, order)).status).toBe(201);
    await settled();
    expect(books(await uidOf(order))).toBe('committed');
  }
});

test('what a payment asked before it was given up arrives after: the order is not its any more', async () => {
  const order = await shop.order(buyer, 1, 1);
  const wake = silence(shop.orders.exchange, 'ask.books.commit', 'before');
  const waiting = await shop.pay(buyer, order);
  const [{ uid: payment_uid = '' } = {}] = await query<{ uid: string }>(
    shop.payments,
    `select uid from payments where id = ${waiting.json.id}`,
  );
  await grow(waiting.json);
  await sweepBoth();
  await deliver('payments.voided', order, waiting.json.id);
  wake();
  const late = { order_uid: await uidOf(order), payment_uid, amount_minor: 2999, prepaid: true };
  expect((await shop.payments.deps.bus.ask(asked.settle, late)).decision).toBe('void');
  expect(await shop.seeOrder(order.id)).toMatchObject({
    status: 'PENDING',
    payment_status: 'UNPAID',
    confirming: false,
  });
  await settled();
});

test('an order confirmed just as its payment was let go ends unpaid, its stock free', async () => {
  const order = await shop.order(buyer, 1, 1);
  const wake = silence(shop.orders.exchange, 'ask.books.commit', 'before');
  const waiting = await shop.pay(buyer, order);
  await grow(waiting.json);
  await resolveNow();
  wake();
  await sweepBoth();
  expect((await shop.seeOrder(order.id)).status).toBe('CONFIRMED');
  await settled();
  expect(await shop.seeOrder(order.id)).toMatchObject({
    status: 'CANCELLED',
    cancel_reason: 'payment_voided',
    payment_status: 'UNPAID',
  });
  expect(books(await uidOf(order))).toBe('freed');
});

test('a provider that no longer holds the money ends the order, nobody charged', async () => {
  const order = await shop.order(buyer, 1, 1);
  moods.gone = true;
  const gone = await shop.pay(buyer, order);
  expect([gone.status, gone.json.type]).toEqual([409, '/problems/order-not-payable']);
  await settled();
  expect(await shop.seeOrder(order.id)).toMatchObject({ status: 'CANCELLED', cancel_reason: 'payment_voided' });
});

test('a refund that an ended order is owed is tried again until the provider gives in', async () => {
  const order = await shop.order(buyer, 1, 1);
  const { json: payment } = await shop.pay(buyer, order);
  moods.refusing = true;
  await setStatus(order, 'CANCELLED');
  for (let turns = 0; turns < 3; turns++) await shop.turn();
  const refusedOnce = (await shop.seePayment(payment.id)).refunds;
  expect(refusedOnce.some(({ status }: { status: string }) => status === 'FAILED')).toBe(true);
  moods.refusing = false;
  await settled();
  expect((await shop.seePayment(payment.id)).status).toBe('REFUNDED');
});

test('a refund by staff that the provider refuses is over, and another may follow', async () => {
  const { json: payment } = await shop.pay(buyer, await shop.order(buyer, 1, 1));
  const back = () =>
    shop.payments.send('POST', `/api/payments/${payment.id}/refund/`, { json: { amount: '1' }, token: staff });
  moods.refusing = true;
  expect((await back()).json).toMatchObject({ status: 'COMPLETED', refunds: [{ status: 'FAILED' }] });
  moods.refusing = false;
  expect((await back()).json).toMatchObject({ status: 'PARTIALLY_REFUNDED', refunded_amount: '1.00' });
  await settled();
});

test('a request that died before the provider heard of it is taken up, unless it is too old', async () => {
  for (const old of [false, true]) {
    const order = await shop.order(buyer, 1, 1);
    const due = await uidOf(order);
    const begun = { order_id: order.id, order_uid: due, user_id: 1, placed_by: 1, amount_minor: 2999, currency: 'USD' };
    const body = { ...begun, method: 'CREDIT_CARD', provider: 'simulator', token: 'tok_ok', head_start_seconds: 8 };
    const [made] = await query<{ id: number }>(
      shop.payments,
      `select payment_id::int as id from payment_begin('${JSON.stringify(body)}', 5)`,
    );
    if (old) await grow({ id: made?.id ?? 0 });
    await settled();
    expect((await shop.seePayment(made?.id ?? 0)).status).toBe(old ? 'FAILED' : 'COMPLETED');
    expect((await shop.seeOrder(order.id)).status).toBe(old ? 'PENDING' : 'CONFIRMED');
  }
});

// The last of this file: its payments exist in no books but the orders room's.
test('facts about money come twice, late and in any order, and end the same', async () => {
  const ends = new Set<string>();
  for (let seed = 0; seed < 24; seed++) {
    const order = await shop.order(buyer, 1, 1);
    const [order_uid, payment_uid] = [await uidOf(order), Bun.randomUUIDv7()];
    const offer = { order_uid, payment_uid, amount_minor: 2999, prepaid: false };
    await shop.payments.deps.bus.ask(asked.settle, offer);
    const money = { payment_uid, order_uid, currency: 'USD' };
    const facts = [
      factOf('payments.captured', { ...money, payment_id: 1, amount_minor: 2999 }),
      factOf('payments.refunded', {
        ...money,
        refund_uid: Bun.randomUUIDv7(),
        amount_minor: 1000,
        refunded_minor: 1000,
      }),
      factOf('payments.refunded', {
        ...money,
        refund_uid: Bun.randomUUIDv7(),
        amount_minor: 1999,
        refunded_minor: 2999,
      }),
    ];
    await setStatus(order, 'PROCESSING');
    if (seed % 2 === 0) await setStatus(order, 'CANCELLED');
    const queue = shuffled([...facts, ...facts, ...facts.slice(seed % 3)], seed);
    for (let fact = queue.shift(); fact; fact = queue.shift())
      await shop.orders.tell(fact).catch((error) => {
        expect(error).toMatchObject({ slug: 'too-early' });
        if (fact) queue.push(fact);
      });
    if (seed % 2 === 1) await setStatus(order, 'CANCELLED');
    const { status, payment_status, refunded_amount } = await shop.seeOrder(order.id);
    ends.add(JSON.stringify({ status, payment_status, refunded_amount }));
  }
  expect([...ends]).toEqual([
    JSON.stringify({ status: 'CANCELLED', payment_status: 'REFUNDED', refunded_amount: '29.99' }),
  ]);
});

const books = (orderUid: string) => shop.books.claims.get(orderUid)?.state;
const resolveNow = async () => {
  await query(shop.payments, 'update payments set wake_at = now() where wake_at > now()');
  await resolvePayments(shop.payments.deps as unknown as Deps);
};

/** Delivers one fact about this payment, and no other. */
async function deliver(type: string, order: Placed, paymentId: number): Promise<void> {
  const [found] = await query<{ id: string; body: Record<string, unknown> }>(
    shop.payments,
    `select id, body from outbox where type = '${type}' and aggregate_id = '${paymentId}'`,
  );
  expect(found?.body.order_uid).toBe(await uidOf(order));
  await shop.orders.tell({ id: found?.id ?? '', type, at: '', sequence: 1, body: found?.body });
}

/** Always the same for the same seed. */
function shuffled<T>(list: T[], seed: number): T[] {
  let state = seed * 2654435761 + 1;
  const random = () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
  return list
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

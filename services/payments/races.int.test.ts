// Everything that can be wished of one order at the same moment, many times over, on real Postgres. After each race the shop
// settles down and every sum of money and stock must be right. RACE_ROUNDS makes them longer.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import * as asked from '#nats/orders';
import { sweepOrders } from '#services/orders/actions/advance';
import { placeOrder } from '#services/orders/actions/place-order';
import type { Deps as OrdersDeps } from '#services/orders/deps';
import { query } from '#tests/support/invariants';
import { openShop, type Placed, type Shop } from '#tests/support/money';
import { resolvePayments } from './actions/advance.ts';
import { pay } from './actions/pay.ts';
import type { Deps } from './deps.ts';
import { beginRefund } from './repository/payments.ts';

const rounds = Number(process.env.RACE_ROUNDS ?? 25);
let shop: Shop;
let staff: string;
let buyer: string;
beforeAll(async () => {
  shop = await openShop({ stocked: { 1: { stock: 1_000_000, priceMinor: 1000 }, 2: { stock: 0, priceMinor: 500 } } });
  staff = await shop.orders.token({ id: 50, role: 'staff' });
  buyer = await shop.orders.token({ id: 1 });
}, 60_000);
afterAll(() => shop.close());

const ordersDeps = () => shop.orders.deps as unknown as OrdersDeps;
const paymentsDeps = () => shop.payments.deps as unknown as Deps;
const cancel = (order: Placed) => shop.orders.send('DELETE', `/api/orders/${order.id}/`, { token: buyer });
const setStatus = (order: Placed, status: string) =>
  shop.orders.send('PATCH', `/api/orders/${order.id}/update_status/`, { json: { status }, token: staff });
const refund = (payment: { id: number }, amount: string, headers?: Record<string, string>) =>
  shop.payments.send('POST', `/api/payments/${payment.id}/refund/`, { json: { amount }, token: staff, headers });
const uidOf = async (order: Placed) =>
  (await query<{ uid: string }>(shop.orders, `select uid from orders where id = ${order.id}`))[0]?.uid ?? '';
const capturedFor = async (order: Placed) =>
  (
    await query<{ n: number }>(
      shop.payments,
      `select count(*)::int as n from payments where order_id = ${order.id}
     and state in ('captured', 'partially_refunded', 'refunded')`,
    )
  )[0]?.n ?? 0;
const fine = (statuses: number[], allowed: number[]) =>
  expect(statuses.filter((status) => !allowed.includes(status))).toEqual([]);

/** Runs a race many times, a few at once, and looks at all the books afterwards. */
async function race(round: () => Promise<void>, times = rounds): Promise<void> {
  for (let at = 0; at < times; at += 5) await Promise.all(Array.from({ length: Math.min(5, times - at) }, round));
  await shop.settleDown();
  await shop.checkBooks();
}

test('five payments at once: one is taken, none twice', async () => {
  await race(async () => {
    const order = await shop.order(buyer, 1, 1);
    const answers = await Promise.all(Array.from({ length: 5 }, () => shop.pay(buyer, order)));
    const statuses = answers.map(({ status }) => status);
    fine(statuses, [201, 409]);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(await capturedFor(order)).toBe(1);
  });
}, 120_000);

test('one key five times at once is one order, held once', async () => {
  await race(async () => {
    const key = Bun.randomUUIDv7();
    const actor = { id: 1, role: 'customer' as const, session: 's', token: buyer };
    const input = { shipping_address: 'Here', items: [{ book_id: 1, quantity: 1 }] };
    const placed = await Promise.all(Array.from({ length: 5 }, () => placeOrder(ordersDeps(), actor, input, { key })));
    expect(new Set(placed.map(({ order }) => order.id)).size).toBe(1);
    expect(placed.map(({ order }) => order.state)).toEqual(Array(5).fill('awaiting_payment'));
  });
}, 120_000);

test('one key five times at once is one payment', async () => {
  await race(async () => {
    const order = await shop.order(buyer, 1, 1);
    const key = Bun.randomUUIDv7();
    const actor = { id: 1, role: 'customer' as const, session: 's', token: buyer };
    const input = { order_id: order.id, amount: order.total_amount, payment_method: 'PAYPAL' as const };
    const all = await Promise.allSettled(
      Array.from({ length: 5 }, () => pay(paymentsDeps(), actor, input, { key, token: buyer })),
    );
    const made = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value.payment] : []));
    // One that came when the order was taken already, but before it could see by whom, is refused.
    for (const one of all) if (one.status === 'rejected') expect(one.reason).toMatchObject({ status: 409 });
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(await capturedFor(order)).toBe(1);
  });
}, 120_000);

test('the same request twice at the door: one answer, and the other the same or “still running”', async () => {
  await race(async () => {
    const order = await shop.order(buyer, 1, 1);
    const headers = { 'idempotency-key': Bun.randomUUIDv7() };
    const [one, two] = await Promise.all([shop.pay(buyer, order, {}, headers), shop.pay(buyer, order, {}, headers)]);
    fine([one.status, two.status], [201, 409]);
    const repeat = await shop.pay(buyer, order, {}, headers);
    const first = [one, two].find(({ status }) => status === 201);
    expect([repeat.status, repeat.text]).toEqual([201, first?.text ?? '']);
  });
}, 120_000);

test('pay against cancel: either paid and sold, or cancelled and never charged', async () => {
  const ends = new Set<string>();
  await race(async () => {
    const order = await shop.order(buyer, 1, 1);
    const [paid, gone] = await Promise.all([shop.pay(buyer, order), cancel(order)]);
    fine([paid.status], [201, 202, 409]);
    fine([gone.status], [204, 409]);
    const { status } = await shop.seeOrder(order.id);
    if (gone.status === 204) expect(status).toBe('CANCELLED');
    if (paid.status === 201) expect(status).toBe('CONFIRMED');
    ends.add(status);
  });
  expect([...ends].every((status) => status === 'CANCELLED' || status === 'CONFIRMED')).toBe(true);
}, 120_000);

test('pay against expiry: the same', async () => {
  await race(async () => {
    const order = await shop.order(buyer, 1, 1);
    const lapse = async () => {
      await query(
        shop.orders,
        `update orders set expires_at = now() - interval '1 second' where id = ${order.id} and state = 'awaiting_payment'`,
      );
      await sweepOrders(ordersDeps());
    };
    const [paid] = await Promise.all([shop.pay(buyer, order), lapse()]);
    fine([paid.status], [201, 202, 409]);
  });
}, 120_000);

test('settle asked five times at once says the same five times and tells once', async () => {
  await race(async () => {
    const order = await shop.order(buyer, 1, 1);
    const order_uid = await uidOf(order);
    const ask = (payment_uid: string) =>
      shop.payments.deps.bus.ask(asked.settle, { order_uid, payment_uid, amount_minor: 1000, prepaid: true });
    const [mine, other] = [Bun.randomUUIDv7(), Bun.randomUUIDv7()];
    const answers = await Promise.all([mine, other, mine, other, mine].map(ask));
    const verdicts = answers.map(({ decision }) => decision);
    expect(new Set([verdicts[0], verdicts[2], verdicts[4]]).size).toBe(1);
    expect(new Set([verdicts[1], verdicts[3]]).size).toBe(1);
    expect(verdicts[0] === verdicts[1]).toBe(false);
    const told = await query<{ n: number }>(
      shop.orders,
      `select count(*)::int as n from outbox where type = 'orders.paid' and aggregate_id = '${order.id}'`,
    );
    expect(told[0]?.n).toBe(1);
    // The payment was never made: the order is let go again, for the sums at the end.
    const winner = verdicts[0] === 'capture' ? mine : other;
    await shop.orders.tell({
      id: Bun.randomUUIDv7(),
      type: 'payments.voided',
      at: '',
      sequence: 1,
      body: { payment_uid: winner, order_uid },
    });
  });
}, 120_000);

test('refund against refund: never more than was paid', async () => {
  await race(async () => {
    const { json: payment } = await shop.pay(buyer, await shop.order(buyer, 1, 1));
    const answers = await Promise.all([refund(payment, '6.00'), refund(payment, '6.00'), refund(payment, '6.00')]);
    fine(
      answers.map(({ status }) => status),
      [200, 409],
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const parts = await Promise.all([refund(payment, '2.00'), refund(payment, '2.00')]);
    fine(
      parts.map(({ status }) => status),
      [200, 409],
    );
    expect(Number((await shop.seePayment(payment.id)).refunded_amount)).toBeLessThanOrEqual(10);
  });
}, 120_000);

test('one refund key five times at once is one refund', async () => {
  await race(async () => {
    const { json: payment } = await shop.pay(buyer, await shop.order(buyer, 1, 1));
    const headers = { 'idempotency-key': Bun.randomUUIDv7() };
    const answers = await Promise.all(Array.from({ length: 5 }, () => refund(payment, '3.00', headers)));
    fine(
      answers.map(({ status }) => status),
      [200, 409],
    );
    expect(await shop.seePayment(payment.id)).toMatchObject({ refunded_amount: '3.00', refunds: [{ amount: '3.00' }] });
  });
}, 120_000);

test('a refund by hand against the order’s own cancellation: all the money back, once', async () => {
  await race(async () => {
    const order = await shop.order(buyer, 1, 1);
    const { json: payment } = await shop.pay(buyer, order);
    const [back, gone] = await Promise.all([refund(payment, '4.00'), setStatus(order, 'CANCELLED')]);
    fine([back.status], [200, 202, 409]);
    expect(gone.status).toBe(200);
  });
  const left = await query<{ n: number }>(
    shop.orders,
    `select count(*)::int as n from orders where state = 'cancelled' and cancel_reason = 'staff' and refunded_minor <> total_minor`,
  );
  expect(left[0]?.n).toBe(0);
}, 120_000);

test('cancel against ship: one of them, wholly', async () => {
  await race(async () => {
    const order = await shop.order(buyer, 1, 1);
    await shop.pay(buyer, order);
    await setStatus(order, 'PROCESSING');
    const answers = await Promise.all([
      setStatus(order, 'CANCELLED'),
      setStatus(order, 'SHIPPED'),
      setStatus(order, 'SHIPPED'),
    ]);
    fine(
      answers.map(({ status }) => status),
      [200, 409],
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });
}, 120_000);

test('money received by hand against the order’s cancellation: given up, or given back', async () => {
  await race(async () => {
    const order = await shop.order(buyer, 1, 1);
    const { json: payment } = await shop.pay(buyer, order, { payment_method: 'CASH_ON_DELIVERY' });
    const [received, gone] = await Promise.all([
      shop.payments.send('POST', `/api/payments/${payment.id}/received/`, { token: staff }),
      cancel(order),
    ]);
    fine([received.status], [200, 409]);
    fine([gone.status], [204, 409]);
  });
}, 120_000);

test('the last copies: as many orders as there are copies, whoever else wants them', async () => {
  const copies = 7;
  shop.books.books.set(2, { stock: copies, priceMinor: 500 });
  const body = { shipping_address: 'Here', items: [{ book_id: 2, quantity: 1 }] };
  const answers = await Promise.all(Array.from({ length: 40 }, () => shop.orders.post('/api/orders/', body, buyer)));
  fine(
    answers.map(({ status }) => status),
    [201, 409],
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(copies);
  await Promise.all(answers.filter(({ status }) => status === 201).map(({ json }) => shop.pay(buyer, json)));
  expect(shop.books.sold(2)).toBe(copies);
  await shop.settleDown();
  await shop.checkBooks();
}, 120_000);

test('any number of sweepers at once do the work of one', async () => {
  const wake = () =>
    Promise.all(
      Array.from({ length: 4 }, () => Promise.all([sweepOrders(ordersDeps()), resolvePayments(paymentsDeps())])),
    );
  await race(async () => {
    const order = await shop.order(buyer, 1, 1);
    await query(shop.orders, `update orders set expires_at = now() - interval '1 second' where id = ${order.id}`);
    await wake();
  }, 5);
  const told = await query<{ n: number }>(
    shop.orders,
    `select count(*)::int as n from (select aggregate_id from outbox
    where type = 'orders.stock_freed' group by 1 having count(*) > 1) twice`,
  );
  expect(told[0]?.n).toBe(0);
}, 120_000);

test('copies that are called off are paid back once, also by whoever looked before another saw to it', async () => {
  const order = await shop.order(buyer, 1, 3);
  await shop.pay(buyer, order);
  const [item] = (await shop.seeOrder(order.id)).items as { id: number }[];
  const line = { items: [{ item_id: item?.id, quantity: 1 }], reason: 'CHANGED_MIND' };
  expect((await shop.orders.post(`/api/orders/${order.id}/cancel/`, line, buyer)).status).toBe(200);
  await shop.settleDown();
  const found = await query<{ uid: string; payment: number }>(
    shop.payments,
    `select d.uid, p.id::int as payment from refund_demands d join payments p on p.id = d.payment_id where p.order_id = ${order.id}`,
  );
  const [demand] = found;
  if (!demand) throw new Error('orders asks for what was called off');
  const wish = { amountMinor: 1000, reason: 'late', placedBy: null, requestKey: null, demandUid: demand.uid };
  const late = await paymentsDeps().db.use((held) => beginRefund(held, demand.payment, wish, 0));
  expect(late).toEqual({ outcome: 'too-much', leftMinor: 2000 });
  await race(async () => {
    const another = await shop.order(buyer, 1, 3);
    await shop.pay(buyer, another);
    const [first] = (await shop.seeOrder(another.id)).items as { id: number }[];
    const off = { items: [{ item_id: first?.id, quantity: 1 }], reason: 'CHANGED_MIND' };
    await shop.orders.post(`/api/orders/${another.id}/cancel/`, off, buyer);
    await Promise.all([shop.turn(), shop.turn(), resolvePayments(paymentsDeps())]);
    await shop.settleDown();
    expect((await shop.seeOrder(another.id)).refunded_amount).toBe('10.00');
  }, 5);
}, 120_000);

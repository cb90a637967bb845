// A customer pays just before the time to pay is over, and the provider falls silent. Whatever it did, whenever it is back: the
// customer ends with the books or with the money, and meanwhile the order waits, its copies held.

import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { query } from '#tests/support/invariants';
import { openShop, type Placed, type Shop } from '#tests/support/money';
import { calm, type Moods, moody } from '#tests/support/moody-provider';
import type { Moment } from '#tests/support/silence';
import { simulator } from './providers/simulator.ts';

let shop: Shop;
let buyer: string;
const moods: Moods = calm();
beforeAll(async () => {
  shop = await openShop({
    settings: { payments: { PROVIDER_TIMEOUT_MS: 1000 } },
    provider: (deps) => moody(simulator(deps.db, { stallMs: 10 }), moods),
  });
  buyer = await shop.orders.token({ id: 1 });
}, 60_000);
afterAll(() => shop.close());
beforeEach(() => {
  Object.assign(moods, calm());
});

const timeIsOver = (order: Placed) =>
  query(
    shop.orders,
    `update orders set expires_at = now() - interval '1 second', wake_at = now() where id = ${order.id} and state = 'awaiting_payment'`,
  );
const held = async (order: Placed) => {
  const [found] = await query<{ uid: string }>(shop.orders, `select uid from orders where id = ${order.id}`);
  return shop.books.claims.get(found?.uid ?? '')?.state;
};
/** What the provider keeps of the customer's money for this order. */
const kept = async (order: Placed) => {
  const [found] = await query<{ n: number }>(
    shop.payments,
    `select coalesce(sum(c.amount_minor), 0)::float8 n from psp.charges c join payments p on p.uid = c.key
      where p.order_id = ${order.id} and c.state in ('authorised', 'captured')`,
  );
  return found?.n;
};

for (const moment of ['before', 'after'] as Moment[])
  test(`the provider is silent ${moment} it held the money, until long after the time to pay`, async () => {
    const order = await shop.order(buyer, 1, 1);
    for (const act of ['find', 'void', 'capture'] as const) moods.silent.set(act, 'before');
    moods.silent.set('authorise', moment);
    const paying = await shop.pay(buyer, order);
    expect([paying.status, paying.json.status]).toEqual([202, 'PENDING']);
    for (let rounds = 0; rounds < 3; rounds++) {
      await timeIsOver(order);
      await shop.turn();
      const { status, payment_status } = await shop.seeOrder(order.id);
      expect([status, payment_status, await held(order)]).toEqual(['PENDING', 'UNPAID', 'held']);
      expect((await shop.seePayment(paying.json.id)).status).toBe('PENDING');
    }
    Object.assign(moods, calm());
    await shop.settleDown();
    const [{ status }, payment] = [await shop.seeOrder(order.id), await shop.seePayment(paying.json.id)];
    // It had never arrived, so there is time to pay again; or it had, and the books are the customer's.
    const arrived = moment === 'after';
    expect([status, payment.status]).toEqual(arrived ? ['CONFIRMED', 'COMPLETED'] : ['PENDING', 'FAILED']);
    expect([await kept(order), await held(order)]).toEqual(arrived ? [2999, 'committed'] : [0, 'held']);
    if (!arrived) expect((await shop.pay(buyer, order)).status).toBe(201);
    await shop.settleDown();
    await shop.checkBooks();
    expect((await shop.seeOrder(order.id)).payment_status).toBe('PAID');
  });

test('the named token that stalls, near the end: in the end nobody has lost both', async () => {
  const seen = new Set<string>();
  // A stalled request took effect or not by its key, which is drawn anew each time.
  for (let tries = 0; tries < 40 && seen.size < 2; tries++) {
    const order = await shop.order(buyer, 1, 1);
    expect((await shop.pay(buyer, order, { payment_token: 'tok_timeout' })).status).toBe(202);
    await timeIsOver(order);
    await shop.turn();
    await shop.settleDown();
    const { status } = await shop.seeOrder(order.id);
    // Where payments hears that it never arrived before orders looks at the clock, the time to pay is over.
    expect(`${status} ${await kept(order)} ${await held(order)}`).toMatch(
      /^(CONFIRMED 2999 committed|PENDING 0 held|CANCELLED 0 freed)$/,
    );
    seen.add(status);
  }
  await shop.checkBooks();
});

test('once its payment is declined, an order past its time expires, and nothing is kept', async () => {
  const order = await shop.order(buyer, 1, 1);
  expect((await shop.pay(buyer, order, { payment_token: 'tok_declined' })).status).toBe(402);
  await timeIsOver(order);
  await shop.settleDown();
  expect((await shop.seeOrder(order.id)).status).toBe('CANCELLED');
  expect([await kept(order), await held(order)]).toEqual([0, 'freed']);
});

// What the database refuses whoever writes, also somebody with psql; and that it knows the very steps the pure core knows.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { databaseError } from '#kit/problem';
import { transitions as paymentTransitions } from '#services/payments/saga';
import { query } from '#tests/support/invariants';
import { openShop, type Placed, type Shop } from '#tests/support/money';
import { transitions } from './saga.ts';

let shop: Shop;
let order: Placed;
beforeAll(async () => {
  shop = await openShop();
  const token = await shop.orders.token({ id: 1 });
  order = await shop.order(token, 1, 2);
  await shop.pay(token, order);
}, 60_000);
afterAll(() => shop.close());

async function refused(room: 'orders' | 'payments', statement: string): Promise<string> {
  try {
    await query(shop[room], statement);
  } catch (error) {
    const { code, constraint } = databaseError(error) ?? {};
    return constraint ?? code ?? 'unknown';
  }
  return 'accepted';
}
const raised = 'P0001';

test('both databases hold the steps of the pure cores, no more and no fewer', async () => {
  for (const [room, table, legal] of [
    ['orders', 'order_transitions', transitions],
    ['payments', 'payment_transitions', paymentTransitions],
  ] as const) {
    const rows = await query<{ step: string }>(
      shop[room],
      `select from_state || ' ' || to_state as step from ${table}`,
    );
    const wanted = Object.entries<readonly string[]>(legal).flatMap(([from, to]) =>
      to.map((state) => `${from} ${state}`),
    );
    expect(rows.map(({ step }) => step).sort()).toEqual(wanted.sort());
  }
});

test('no writer takes an illegal step', async () => {
  expect(await refused('orders', `update orders set state = 'delivered' where id = ${order.id}`)).toBe(raised);
  expect(await refused('orders', `update orders set state = 'returned' where id = ${order.id}`)).toBe(raised);
  expect(await refused('payments', `update payments set state = 'voided'`)).toBe(raised);
  expect(await refused('payments', `update payments set state = 'initiated'`)).toBe(raised);
  expect(await refused('orders', `update orders set state = 'processing' where id = ${order.id}`)).toBe('accepted');
});

test('an order and a payment begin at the beginning', async () => {
  // It adds up, so that only where it begins is wrong with it.
  const insert = (state: string, payment: string) =>
    `with o as (insert into orders (number, user_id, placed_by, shipping_address, total_minor, currency, expires_at, payment_uid, state)
      values ('CB-X', 1, 1, 'x', 4, 'USD', now(), ${payment}, '${state}') returning id)
    insert into order_items (order_id, book_id, title, author, unit_minor, quantity) select id, 1, 't', 'a', 2, 2 from o`;
  expect(await refused('orders', insert('confirmed', 'uuidv7()'))).toBe(raised);
  expect(await refused('orders', insert('pending_reservation', 'null'))).toBe('accepted');
  const captured = `insert into payments (order_id, order_uid, user_id, placed_by, amount_minor, currency, method, provider, state)
    values (1, uuidv7(), 1, 1, 1, 'USD', 'PAYPAL', 'simulator', 'captured')`;
  expect(await refused('payments', captured)).toBe(raised);
});

test('what was ordered and what was to be paid stay as they were, and nothing is deleted', async () => {
  for (const statement of [
    `update orders set total_minor = 1 where id = ${order.id}`,
    `update orders set user_id = 2 where id = ${order.id}`,
    `update order_items set quantity = 1 where order_id = ${order.id}`,
    `delete from order_items where order_id = ${order.id}`,
    `update order_history set note = 'x'`,
    `delete from orders where id = ${order.id}`,
  ])
    expect([statement, await refused('orders', statement)]).toEqual([statement, raised]);
  for (const statement of [
    'update payments set amount_minor = 1',
    'update payments set user_id = 2',
    'delete from payments',
    'update ledger_entries set amount_minor = 0',
    'delete from ledger_transactions',
  ])
    expect([statement, await refused('payments', statement)]).toEqual([statement, raised]);
});

test('an order that does not add up, and money out of bounds, are not committed', async () => {
  const insert = `with o as (insert into orders (number, user_id, placed_by, shipping_address, total_minor, currency, expires_at)
      values ('CB-Y', 1, 1, 'x', 5, 'USD', now()) returning id)
    insert into order_items (order_id, book_id, title, author, unit_minor, quantity) select id, 1, 't', 'a', 2, 2 from o`;
  expect(await refused('orders', insert)).toBe(raised);
  expect(await refused('orders', insert.replace("'x', 5,", "'x', 4,").replace('CB-Y', 'CB-Z'))).toBe('accepted');
  expect(await refused('orders', `update orders set refunded_minor = paid_minor + 1 where id = ${order.id}`)).toBe(
    'order_money_in_bounds',
  );
  expect(await refused('payments', 'update payments set refunded_minor = 1')).toBe('payment_refunds_fit_state');
});

test('the ledger takes no transaction that does not add up', async () => {
  const [row] = await query<{ id: string }>(shop.payments, 'select id from payments limit 1');
  const lone = `with t as (insert into ledger_transactions (kind, payment_id, currency) values ('receive', ${row?.id}, 'USD') returning id)
    insert into ledger_entries (transaction_id, account, amount_minor) select id, 'till', 5 from t`;
  expect(await refused('payments', lone)).toBe(raised);
  const again = `select ledger_post('capture', ${row?.id}, null, 'USD', 5998)`;
  expect(await refused('payments', again)).toBe('posted_once');
});

test('an order has one payment that lives, a payment one refund that is open', async () => {
  const second = `insert into payments (order_id, order_uid, user_id, placed_by, amount_minor, currency, method, provider)
    select order_id, order_uid, user_id, placed_by, amount_minor, currency, method, provider from payments limit 1`;
  expect(await refused('payments', second)).toBe('one_live_payment_an_order');
  const refund = "insert into refunds (payment_id, amount_minor, reason) select id, 1, 'x' from payments limit 1";
  expect(await refused('payments', refund)).toBe('accepted');
  expect(await refused('payments', refund)).toBe('one_open_refund_a_payment');
  expect(await refused('payments', `update refunds set state = 'failed'`)).toBe('accepted');
  expect(await refused('payments', `update refunds set state = 'succeeded'`)).toBe(raised);
});

// What was bought as a guest becomes the account's that the guest signed in to: in both rooms that keep it, whatever order the
// news comes in, however often, and whatever else happens to the order in the same moment.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { databaseError } from '#kit/problem';
import { query } from '#tests/support/invariants';
import { openShop, type Placed, type Shop } from '#tests/support/money';
import type { Room } from '#tests/support/room';

let shop: Shop;
let staff: string;
beforeAll(async () => {
  shop = await openShop({ stocked: { 1: { stock: 1_000_000, priceMinor: 1000 } } });
  staff = await shop.orders.token({ id: 50, role: 'staff' });
}, 60_000);
afterAll(() => shop.close());

let people = 1000;
type Pair = { guest: number; account: number; asGuest: string; asAccount: string };
async function pair(): Promise<Pair> {
  const [guest, account] = [++people, ++people];
  const [asGuest, asAccount] = await Promise.all([guest, account].map((id) => shop.orders.token({ id })));
  return { guest, account, asGuest: asGuest ?? '', asAccount: asAccount ?? '' };
}

type News = { id: string; guest_id: number; user_id: number };
const newsOf = ({ guest, account }: Pair): News => ({
  id: Bun.randomUUIDv7(),
  guest_id: guest,
  user_id: account,
});
const tell = (room: Room, { id, ...body }: News) =>
  room.tell({ id, type: 'users.guest_adopted', at: '2026-11-24T18:00:00.000Z', sequence: 1, body });

/** Of whom each room says an order is, and as whom it was bought. */
async function ownersOf(order: Placed) {
  const [ours] = await query<{ user: number; guest: number | null }>(
    shop.orders,
    `select user_id::int as user, guest_id::int as guest from orders where id = ${order.id}`,
  );
  const paid = await query<{ user: number }>(
    shop.payments,
    `select distinct user_id::int as user from payments where order_id = ${order.id}`,
  );
  const back = await query<{ user: number }>(
    shop.orders,
    `select distinct user_id::int as user from order_returns where order_id = ${order.id}`,
  );
  return { ...ours, payments: paid.map(({ user }) => user), returns: back.map(({ user }) => user) };
}

const seen = async (order: Placed, token: string) => (await shop.orders.get(`/api/orders/${order.id}/`, token)).status;

async function refused(room: Room, statement: string): Promise<string> {
  try {
    await query(room, statement);
  } catch (error) {
    return databaseError(error)?.code ?? 'unknown';
  }
  return 'accepted';
}

test('an order, its payment and what came back of it are the account’s, and the guest’s no more', async () => {
  const who = await pair();
  const order = await shop.order(who.asGuest, 1, 3);
  const { json: payment } = await shop.pay(who.asGuest, order);
  const items = (await shop.seeOrder(order.id)).items as { id: number }[];
  const line = { items: [{ item_id: items[0]?.id, quantity: 1 }], reason: 'CHANGED_MIND' };
  expect((await shop.orders.post(`/api/orders/${order.id}/cancel/`, line, who.asGuest)).status).toBe(200);
  const news = newsOf(who);
  // Told twice, which changes nothing more.
  for (const room of [shop.orders, shop.payments, shop.orders, shop.payments]) await tell(room, news);
  expect(await ownersOf(order)).toEqual({
    user: who.account,
    guest: who.guest,
    payments: [who.account],
    returns: [who.account],
  });
  expect([await seen(order, who.asAccount), await seen(order, who.asGuest)]).toEqual([200, 404]);
  const paid = (token: string) => shop.payments.get(`/api/payments/${payment.id}/`, token);
  expect([(await paid(who.asAccount)).status, (await paid(who.asGuest)).status]).toEqual([200, 404]);
  // The account calls the rest off, and is given its money back.
  expect(
    (await shop.orders.post(`/api/orders/${order.id}/cancel/`, { ...line, items: undefined }, who.asAccount)).status,
  ).toBe(200);
  await shop.settleDown();
  await shop.checkBooks();
  expect(await shop.seeOrder(order.id)).toMatchObject({ status: 'CANCELLED', payment_status: 'REFUNDED' });
});

test('what is told of the order from then on names the account, and the guest it was bought as', async () => {
  const who = await pair();
  const order = await shop.order(who.asGuest, 1, 1);
  await tell(shop.orders, newsOf(who));
  await shop.pay(who.asAccount, order);
  await shop.settleDown();
  const told = await query<{ type: string; user: number; guest: number | null }>(
    shop.orders,
    `select type, (body ->> 'user_id')::int as user, (body ->> 'guest_id')::int as guest from outbox
      where aggregate_id = '${order.id}' order by aggregate_seq`,
  );
  expect(told).toEqual([
    { type: 'orders.placed', user: who.guest, guest: null },
    { type: 'orders.paid', user: who.account, guest: who.guest },
  ]);
});

test('an order that arrives after the news is the account’s, and so is a payment that begins after it', async () => {
  const who = await pair();
  const news = newsOf(who);
  // Payments hears first: a guest's payment still on its way there is the account's by then.
  const before = await shop.order(who.asGuest, 1, 1);
  await tell(shop.payments, news);
  expect((await shop.pay(who.asGuest, before)).json.user_id).toBe(who.account);
  await tell(shop.orders, news);
  // Orders has heard: so is an order that was still on its way.
  const body = { shipping_address: 'Here', items: [{ book_id: 1, quantity: 1 }] };
  const headers = { 'idempotency-key': Bun.randomUUIDv7() };
  const late = await shop.orders.post('/api/orders/', body, who.asGuest, headers);
  expect([late.status, late.json.user_id]).toEqual([201, who.account]);
  expect((await shop.orders.post('/api/orders/', body, who.asGuest, headers)).json.id).toBe(late.json.id);
  for (const order of [before, late.json as Placed])
    expect(await ownersOf(order)).toMatchObject({ user: who.account, guest: who.guest });
  expect((await shop.pay(who.asAccount, late.json)).status).toBe(201);
  await shop.settleDown();
  await shop.checkBooks();
});

test('whatever happens to the order in the same moment happens once, and the order is the account’s', async () => {
  const wishes: ((who: Pair, order: Placed) => Promise<unknown>)[] = [
    ({ asGuest }, order) => shop.pay(asGuest, order),
    ({ asAccount }, order) => shop.pay(asAccount, order),
    ({ asGuest }, order) => shop.orders.send('DELETE', `/api/orders/${order.id}/`, { token: asGuest }),
    (_, order) =>
      shop.orders.send('PATCH', `/api/orders/${order.id}/update_status/`, {
        json: { status: 'CANCELLED' },
        token: staff,
      }),
    () => shop.turn(),
  ];
  for (let round = 0; round < 15; round++) {
    const who = await pair();
    const news = newsOf(who);
    const order = await shop.order(who.asGuest, 1, 2);
    if (round % 3 === 0) await shop.pay(who.asGuest, order);
    await Promise.all([
      tell(shop.orders, news),
      tell(shop.payments, news),
      tell(shop.orders, news),
      ...wishes.map((wish) => wish(who, order)),
      shop.order(who.asGuest, 1, 1),
    ]);
    const mine = await query<{ id: number }>(
      shop.orders,
      `select id::int from orders where ${who.guest} in (guest_id, user_id) or user_id = ${who.account}`,
    );
    expect(mine).toHaveLength(2);
    for (const { id } of mine) {
      const owners = await ownersOf({ id, total_amount: '' });
      expect([owners.user, owners.guest]).toEqual([who.account, who.guest]);
      expect(owners.payments.filter((user) => user !== who.account)).toEqual([]);
    }
  }
  await shop.settleDown();
  await shop.checkBooks();
}, 120_000);

test('a room that dies over the news has heard nothing, and hears it whole the next time', async () => {
  const who = await pair();
  const order = await shop.order(who.asGuest, 1, 1);
  await shop.pay(who.asGuest, order);
  const news = newsOf(who);
  for (const [room, table] of [
    [shop.orders, 'orders'],
    [shop.payments, 'payments'],
  ] as const) {
    await query(
      room,
      `create function die() returns trigger language plpgsql as $$ begin raise exception 'dead'; end $$`,
    );
    await query(room, `create trigger z_die after update on ${table} for each row execute function die()`);
    await expect(tell(room, news)).rejects.toThrow();
    await query(room, `drop trigger z_die on ${table}`);
    expect(await query(room, `select 1 from adopted_guests where guest_id = ${who.guest}`)).toEqual([]);
    await tell(room, news);
  }
  expect(await ownersOf(order)).toMatchObject({ user: who.account, payments: [who.account] });
});

test('an account that has closed gets no more orders from its guest', async () => {
  const who = await pair();
  await tell(shop.orders, newsOf(who));
  await shop.orders.tell({
    id: Bun.randomUUIDv7(),
    type: 'users.deleted',
    at: '2026-11-24T18:00:00.000Z',
    sequence: 2,
    body: { user_id: who.account },
  });
  const body = { shipping_address: 'Here', items: [{ book_id: 1, quantity: 1 }] };
  expect((await shop.orders.post('/api/orders/', body, who.asGuest)).status).toBe(403);
});

test('nobody else changes whose an order or a payment is, not even with psql', async () => {
  const who = await pair();
  const order = await shop.order(who.asGuest, 1, 1);
  const { json: payment } = await shop.pay(who.asGuest, order);
  const raised = 'P0001';
  const steal = (table: string, id: number, set: string) => `update ${table} set ${set} where id = ${id}`;
  expect(await refused(shop.orders, steal('orders', order.id, `user_id = ${who.account}`))).toBe(raised);
  expect(await refused(shop.payments, steal('payments', payment.id, `user_id = ${who.account}`))).toBe(raised);
  for (const room of [shop.orders, shop.payments])
    await query(room, `insert into adopted_guests (guest_id, user_id) values (${who.guest}, ${who.account})`);
  // The guest is taken over by now; only that account, only that column, and only once.
  for (const set of [
    'user_id = 3',
    `user_id = ${who.account}`,
    `user_id = ${who.account}, guest_id = 3`,
    `user_id = ${who.account}, guest_id = ${who.guest}, paid_minor = 0`,
    `guest_id = ${who.guest}`,
  ])
    expect([set, await refused(shop.orders, steal('orders', order.id, set))]).toEqual([set, raised]);
  for (const set of ['user_id = 3', `user_id = ${who.account}, attempts = 9`])
    expect([set, await refused(shop.payments, steal('payments', payment.id, set))]).toEqual([set, raised]);
  for (const room of [shop.orders, shop.payments]) {
    expect(await refused(room, `update adopted_guests set user_id = 3 where guest_id = ${who.guest}`)).toBe(raised);
    expect(await refused(room, `delete from adopted_guests where guest_id = ${who.guest}`)).toBe(raised);
    await expect(tell(room, { ...newsOf(who), user_id: 3 })).rejects.toThrow();
    await tell(room, newsOf(who));
  }
  expect(await ownersOf(order)).toMatchObject({ user: who.account, guest: who.guest, payments: [who.account] });
  expect(await refused(shop.orders, steal('orders', order.id, `user_id = ${who.guest}, guest_id = null`))).toBe(raised);
});

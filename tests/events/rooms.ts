// The five rooms, each real and alone on its own Postgres, with enough in them for the facts of an evening to be about;
// and all that can be read there afterwards.

import { books } from '#services/books/index';
import { orders } from '#services/orders/index';
import { resolvePayments } from '#services/payments/actions/advance';
import type { Deps as PaymentsDeps } from '#services/payments/deps';
import { payments } from '#services/payments/index';
import { reviews } from '#services/reviews/index';
import { users } from '#services/users/index';
import { query } from '#tests/support/invariants';
import { type Room, startRoom } from '#tests/support/room';
import { accounts, books as bookCount, guestOf, readers, type Size, situations } from './evening.ts';

export type Listener = 'books' | 'orders' | 'payments' | 'reviews' | 'users';
export type Rooms = {
  rooms: Record<Listener, Room>;
  /** The uid of each order of the orders room. */
  orderUids: Map<number, string>;
  /** Everything that is to be the same, as text, once what was told is carried out. */
  state(): Promise<Record<string, string[]>>;
  close(): Promise<void>;
};

export async function openRooms(size: Size): Promise<Rooms> {
  const started = await Promise.all([
    startRoom(books),
    startRoom(orders, () => {}, { ORDER_TTL_SECONDS: 900 }),
    startRoom(payments, () => {}, { PROVIDER_TIMEOUT_MS: 5000, PAYMENT_GIVE_UP_SECONDS: 900 }),
    startRoom(reviews),
    startRoom(users, () => {}, { PUBLIC_URL: 'http://shop.test' }),
  ]);
  const [atBooks, atOrders, atPayments, atReviews, atUsers] = started;
  const rooms = { books: atBooks, orders: atOrders, payments: atPayments, reviews: atReviews, users: atUsers };
  await register(atUsers);
  await stockShelves(atBooks, size.claims);
  await placeOrders(atOrders, size.orders);
  await beginPayments(atPayments, size.payments);
  await query(
    atReviews,
    `insert into reviews (book_id, user_id, reviewer, rating, comment)
      select b, u, 'Reader ' || u, 4, 'Good.' from generate_series(1, ${bookCount}) b, generate_series(1, ${readers}) u where (b + u) % 7 = 0`,
  );
  const uids = await query<{ id: number; uid: string }>(atOrders, 'select id::int, uid from orders');
  return {
    rooms,
    orderUids: new Map(uids.map(({ id, uid }) => [id, uid])),
    async state() {
      await carryOut(atPayments);
      const read = Object.entries(toCompare).map(async ([name, statements]) => {
        const found = statements.map((statement) => query<object>(rooms[name as Listener], statement));
        return (await Promise.all(found)).flatMap((rows, at) =>
          rows.map((row) => ({ what: `${name} ${at}`, row: JSON.stringify(row) })),
        );
      });
      const all = (await Promise.all(read)).flat();
      return Object.fromEntries(
        [...Map.groupBy(all, ({ what }) => what)].map(([what, rows]) => [what, rows.map(({ row }) => row).sort()]),
      );
    },
    async close() {
      await Promise.all(started.map((room) => room.stop()));
    },
  };
}

const uidIn = (digit: number, number: string) =>
  `('00000000-0000-7000-8000-${digit}' || lpad(${number}::text, 11, '0'))::uuid`;

/** Claims of every kind: see `claimStates`. */
async function stockShelves(room: Room, claims: number): Promise<void> {
  const staff = await room.token({ id: 1, role: 'staff' });
  for (let book = 1; book <= bookCount; book++)
    await room.post('/api/books/', { title: `Book ${book}`, author: 'A', price: '1.00', stock: 10_000 }, staff);
  await query(
    room,
    `select reserve(${uidIn(1, 'n')}, jsonb_build_array(jsonb_build_object('book_id', 1 + n % ${bookCount}, 'quantity', 1 + n % 3)), 900)
      from generate_series(1, ${claims}) n where n % 3 > 0`,
  );
  await query(room, `select commit_reservation(${uidIn(1, 'n')}) from generate_series(1, ${claims}) n where n % 3 = 1`);
}

/** Accounts without a password: they cost no hashing. */
async function register(room: Room): Promise<void> {
  for (let account = 1; account <= accounts; account++)
    await room.post('/api/users/guest/', { email: `reader-${account}@example.com` });
}

async function placeOrders(room: Room, count: number): Promise<void> {
  await query(
    room,
    `select order_place(jsonb_build_object('user_id', ${guestOf(0)} + n, 'placed_by', 1, 'by', 'customer', 'request_key', 'k' || n, 'shipping_address', 'Here',
        'delivery_minor', 0, 'currency', 'USD', 'ttl_seconds', 900),
        '[{"book_id": 1, "title": "t", "author": "a", "unit_minor": 100, "quantity": 1}]') from generate_series(1, ${count}) n`,
  );
  const move = (to: string, set: string, where: string) =>
    query(
      room,
      `select order_move(id, revision, jsonb_build_object('to', '${to}', 'by', 'shop', 'set', ${set})) from orders where ${where}`,
    );
  const like = (names: readonly (typeof situations)[number][]) =>
    `id % ${situations.length} in (${names.map((name) => situations.indexOf(name)).join(', ')})`;
  const prepaid = `id % ${situations.length} = ${situations.indexOf('paid by card')}`;
  const claim = `jsonb_build_object('payment_uid', ${uidIn(2, 'id')}, 'prepaid', ${prepaid})`;
  await move('awaiting_payment', `'{}'::jsonb`, 'true');
  await move('committing', claim, like(['paid by hand', 'paid by card', 'committing', 'unpaid']));
  const paid = `jsonb_build_object('paid_minor', case when ${prepaid} then 100 else 0 end)`;
  await move('confirmed', paid, like(['paid by hand', 'paid by card', 'unpaid']));
}

/** Payments of every kind that an end of their order can find: see `paymentStates`. */
async function beginPayments(room: Room, count: number): Promise<void> {
  await query(
    room,
    `select payment_begin(jsonb_build_object('order_id', n, 'order_uid', ${uidIn(1, 'n')}, 'user_id', ${guestOf(0)} + n, 'placed_by', 1, 'request_key', 'k' || n,
        'amount_minor', 100, 'currency', 'USD', 'head_start_seconds', 900,
        'method', case when n % 4 = 2 then 'CASH_ON_DELIVERY' else 'CREDIT_CARD' end,
        'provider', case when n % 4 = 2 then 'offline' else 'simulator' end), 99) from generate_series(1, ${count}) n`,
  );
  const move = (from: string, to: string, rests: string) =>
    query(
      room,
      `select payment_move(uid, '${from}', '{"to": "${to}", "tell": []}') from payments where order_id % 4 in (${rests})`,
    );
  await query(room, `select psp.authorise(uid, 100, 'USD', null) from payments where order_id % 4 in (0, 1)`);
  await move('initiated', 'authorized', '0, 1');
  await move('initiated', 'agreed', '2');
  await move('authorized', 'capturing', '1');
  await query(room, 'select psp.capture(uid) from payments where order_id % 4 = 1');
  await move('capturing', 'captured', '1');
}

/** What is asked of payments is pushed beside; here it is waited for. */
async function carryOut(room: Room): Promise<void> {
  const due = `wake_at is not null and (ending_reason is not null or state in ('captured', 'partially_refunded'))`;
  for (let turns = 0; turns < 1000; turns++) {
    const [left] = await query<{ n: number }>(room, `select count(*)::int n from payments where ${due}`);
    if (left?.n === 0) return;
    await query(room, `update payments set wake_at = now() where ${due} and wake_at > now()`);
    await resolvePayments(room.deps as unknown as PaymentsDeps);
  }
  throw new Error('the payments do not come to rest');
}

const inbox = 'select type, count(*)::int n from inbox group by 1';
/** Whatever a fact can change. Times and counters of changes are left out: an older fact that comes late changes nothing. */
const toCompare: Record<Listener, string[]> = {
  books: [
    inbox,
    'select book_id, on_hand, reserved from stock',
    'select order_uid, state from reservations',
    'select book_id, order_uid, kind, d_on_hand, d_reserved from stock_movements',
    'select book_id, units_sold, rating_sum, rating_count, rating_sequence from book_figures',
    'select session from ended_sessions',
  ],
  orders: [
    inbox,
    `select id, user_id, guest_id, state, payment_uid, prepaid, paid_minor, refunded_minor, cancel_reason,
      array(select unnest(given_up) order by 1) as given_up from orders`,
    'select order_id, state, by from order_history',
    'select user_id from closed_accounts',
    'select guest_id, user_id from adopted_guests',
    'select session from ended_sessions',
    `select aggregate_id, type, count(*)::int n from outbox where type <> 'orders.refunded' group by 1, 2`,
    // Of refunds that came out of order the later tells of the earlier.
    `select aggregate_id, sum((body ->> 'amount_minor')::int)::int n from outbox where type = 'orders.refunded' group by 1`,
  ],
  payments: [
    inbox,
    'select order_id, user_id, state, refunded_minor, ending_reason from payments',
    'select guest_id, user_id from adopted_guests',
    'select order_id, r.state, r.amount_minor from refunds r join payments p on p.id = payment_id',
    'select account, amount_minor from ledger_balances',
    'select order_id, c.state, c.captured_minor, c.refunded_minor from psp.charges c join payments on uid = key',
    'select session from ended_sessions',
    `select type, body ->> 'order_uid' as about, count(*)::int n from outbox group by 1, 2`,
  ],
  reviews: [
    inbox,
    'select book_id, user_id, reviewer, verified_purchase from reviews',
    'select kind, id from tombstones',
    'select session from ended_sessions',
  ],
  users: [inbox, 'select user_id, kind, data from mail'],
};

// Orders and payments side by side, each on its own database, hearing each other; users and books are stand-ins. With the
// invariants of money as queries: what must hold whenever nothing is on its way any more.

import { sql } from 'drizzle-orm';
import { rows } from '#kit/database';
import { silentLog } from '#kit/log';
import { type Delivery, Relay } from '#kit/outbox';
import * as usersContract from '#nats/users';
import { sweepOrders } from '#services/orders/actions/advance';
import type { Deps as OrdersDeps } from '#services/orders/deps';
import { orders as ordersRoom } from '#services/orders/index';
import { resolvePayments } from '#services/payments/actions/advance';
import type { Deps as PaymentsDeps } from '#services/payments/deps';
import { payments as paymentsRoom } from '#services/payments/index';
import type { Provider } from '#services/payments/providers/provider';
import { type Room, startRoom } from './room.ts';
import { hearFreedStock, type Shelf, type ShelfBook, shelf } from './shelf.ts';

export type Placed = { id: number; total_amount: string };
type Answer = Awaited<ReturnType<Room['send']>>;

export type Shop = {
  orders: Room;
  payments: Room;
  books: Shelf;
  order(token: string, bookId: number, quantity: number, headers?: Record<string, string>): Promise<Placed>;
  pay(token: string, order: Placed, more?: Record<string, unknown>, headers?: Record<string, string>): Promise<Answer>;
  seeOrder(id: number): Promise<Answer['json']>;
  seePayment(id: number): Promise<Answer['json']>;
  /** Once around: both sweepers look as if every pause had passed, and each fact that waits is tried once. */
  turn(): Promise<void>;
  /** As many turns as it takes until nothing moves any more. */
  settleDown(): Promise<void>;
  /** @throws where an invariant of money or stock does not hold. */
  checkBooks(): Promise<void>;
  close(): Promise<void>;
};

export type ShopOptions = {
  stocked?: Record<number, ShelfBook>;
  settings?: { orders?: Partial<OrdersDeps['settings']>; payments?: Partial<PaymentsDeps['settings']> };
  provider?: (deps: PaymentsDeps) => Provider;
};

const staffId = 50;

export async function openShop({ stocked, settings = {}, provider }: ShopOptions = {}): Promise<Shop> {
  let books: Shelf | undefined;
  const orders = await startRoom(
    ordersRoom,
    (bus) => {
      bus.answer(usersContract.check, async ({ user_id: id }) => ({
        exists: true,
        is_active: true,
        account: {
          id,
          username: `u${id}`,
          display_name: `U ${id}`,
          role: id === staffId ? ('staff' as const) : ('customer' as const),
          is_guest: false,
        },
      }));
      books = shelf(bus, stocked ?? { 1: { stock: 100_000, priceMinor: 2999 }, 2: { stock: 1, priceMinor: 500 } });
    },
    { ORDER_TTL_SECONDS: 900, ...settings.orders },
  );
  const payments = await startRoom(
    paymentsRoom,
    () => {},
    { PROVIDER_TIMEOUT_MS: 2000, PAYMENT_GIVE_UP_SECONDS: 900, ...settings.payments },
    orders,
  );
  if (!books) throw new Error('startRoom calls its neighbours');
  const shelved = books;
  hearFreedStock(orders.exchange, shelved);
  for (const deaf of ['books', 'reviews']) orders.exchange.set(`event.orders.paid.${deaf}`, async () => undefined);
  const paymentsDeps = payments.deps as unknown as PaymentsDeps;
  if (provider) paymentsDeps.provider = provider(paymentsDeps);
  const staff = await orders.token({ id: staffId, role: 'staff' });
  return {
    orders,
    payments,
    books: shelved,
    async order(token, bookId, quantity, headers) {
      const body = { shipping_address: '123 Test St', items: [{ book_id: bookId, quantity }] };
      const placed = await orders.post('/api/orders/', body, token, headers);
      if (placed.status !== 201) throw new Error(`not placed: ${placed.status} ${placed.text}`);
      return placed.json;
    },
    pay: (token, order, more, headers) =>
      payments.post(
        '/api/payments/',
        { order_id: order.id, amount: order.total_amount, payment_method: 'CREDIT_CARD', ...more },
        token,
        headers,
      ),
    seeOrder: async (id) => (await orders.get(`/api/orders/${id}/`, staff)).json,
    seePayment: async (id) => (await payments.get(`/api/payments/${id}/`, staff)).json,
    turn: () => turn(orders, payments),
    settleDown: () => settleDown(orders, payments),
    checkBooks: () => checkBooks(orders, payments, shelved),
    async close() {
      await Promise.all([orders.stop(), payments.stop()]);
    },
  };
}

type Found = { n: number };
const undelivered = `(select count(*) from outbox_delivery where state <> 'delivered')`;
const onTheirWay = {
  orders: `select (${undelivered} + (select count(*) from orders
    where state in ('pending_reservation', 'committing', 'cancel_pending', 'return_pending')))::int as n`,
  payments: `select (${undelivered} + (select count(*) from payments where wake_at is not null))::int as n`,
};

/** Tries each delivery that waits in one room once, whatever pause it has earned. */
async function deliverOnce(room: Room): Promise<void> {
  await query(room, `update outbox_delivery set next_at = now() where state <> 'delivered'`);
  const relay = new Relay(room.deps.db, (delivery: Delivery) => room.deps.bus.deliver(delivery), silentLog);
  relay.start();
  // It ends after its first look, even where that found nothing and it would now wait for more.
  let stopped = false;
  const stopping = relay.stop().then(() => {
    stopped = true;
  });
  while (!stopped) {
    relay.wake();
    await Bun.sleep(1);
  }
  await stopping;
}

async function turn(orders: Room, payments: Room): Promise<void> {
  await query(orders, `update orders set wake_at = now() where wake_at > now() and state <> 'awaiting_payment'`);
  await query(payments, 'update payments set wake_at = now() where wake_at > now()');
  await Promise.all([
    sweepOrders(orders.deps as unknown as OrdersDeps),
    resolvePayments(payments.deps as unknown as PaymentsDeps),
  ]);
  await Promise.all([deliverOnce(orders), deliverOnce(payments)]);
}

async function settleDown(orders: Room, payments: Room): Promise<void> {
  for (let turns = 0; turns < 300; turns++) {
    await turn(orders, payments);
    const moving = [
      ...(await query<Found>(orders, onTheirWay.orders)),
      ...(await query<Found>(payments, onTheirWay.payments)),
    ];
    if (moving.every(({ n }) => n === 0)) return;
  }
  throw new Error('the shop does not settle down');
}

/** For tests alone: any statement, as somebody with psql. */
export async function query<Row>(room: Room, statement: string): Promise<Row[]> {
  return room.deps.db.use((connection) => rows<Row>(connection, sql.raw(statement)));
}

/** Each counts what must not be. The numbers are those of the shop's list of invariants. */
const ofPayments: Record<string, string> = {
  'I5 one captured payment an order': `select count(*)::int as n from (select order_uid from payments
     where state in ('captured', 'partially_refunded', 'refunded') group by 1 having count(*) > 1) twice`,
  'I7 no more refunded than captured': `select count(*)::int as n from payments p where refunded_minor <>
     (select coalesce(sum(amount_minor), 0) from refunds r where r.payment_id = p.id and state = 'succeeded') or refunded_minor > amount_minor`,
  'I8 every ledger transaction adds up': `select count(*)::int as n from (select transaction_id from ledger_entries
     group by 1 having sum(amount_minor) <> 0) off`,
  'I8 the ledger holds what the payments say': `select count(*)::int as n from (select
       (select coalesce(sum(amount_minor), 0) from ledger_balances where account in ('psp', 'till')) as held,
       (select coalesce(sum(amount_minor - refunded_minor), 0) from payments where state in ('captured', 'partially_refunded', 'refunded')) as due) sums
     where held <> due`,
  'I9 the provider holds what the ledger says': `select count(*)::int as n from (select
       (select coalesce(sum(captured_minor - refunded_minor), 0) from psp.charges) as theirs,
       (select coalesce(sum(amount_minor), 0) from ledger_balances where account = 'psp') as ours,
       (select coalesce(sum(amount_minor), 0) from psp.charges where state = 'authorised') as held,
       (select coalesce(sum(amount_minor), 0) from ledger_balances where account = 'pending') as pending) sums
     where theirs <> ours or held <> pending`,
  'I17 nothing on its way': `select count(*)::int as n from payments where state in ('initiated', 'unknown', 'authorized', 'capturing', 'voiding')`,
};
const ofOrders: Record<string, string> = {
  'I6 an order that ended unpaid holds no money': `select count(*)::int as n from orders
     where state in ('rejected', 'expired', 'cancelled') and paid_minor <> refunded_minor`,
  'I10 orders add up': `select count(*)::int as n from orders o where total_minor <> delivery_minor +
     (select sum(subtotal_minor) from order_items i where i.order_id = o.id)`,
  'I17 nothing on its way': `select count(*)::int as n from orders
     where state in ('pending_reservation', 'committing', 'cancel_pending', 'return_pending')`,
};

async function checkBooks(orders: Room, payments: Room, books: Shelf): Promise<void> {
  const faults: string[] = [];
  for (const [room, checks] of [
    [payments, ofPayments],
    [orders, ofOrders],
  ] as const) {
    for (const [name, statement] of Object.entries(checks)) {
      const [found] = await query<Found>(room, statement);
      if (found?.n !== 0) faults.push(`${name}: ${found?.n}`);
    }
  }
  faults.push(...(await moneyAgrees(orders, payments)), ...(await stockAgrees(orders, books)));
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

/** I6: what an order says was paid and given back is what its payment says. */
async function moneyAgrees(orders: Room, payments: Room): Promise<string[]> {
  type Sums = { uid: string; paid: number; refunded: number };
  const theirs = await query<Sums>(
    payments,
    `select order_uid as uid, amount_minor::float8 as paid, refunded_minor::float8 as refunded from payments
     where state in ('captured', 'partially_refunded', 'refunded')`,
  );
  const ours = await query<Sums>(
    orders,
    'select uid, paid_minor::float8 as paid, refunded_minor::float8 as refunded from orders',
  );
  const known = new Map(theirs.map((sums) => [sums.uid, sums]));
  return ours.flatMap(({ uid, paid, refunded }) => {
    const { paid: took = 0, refunded: gave = 0 } = known.get(uid) ?? {};
    return paid === took && refunded === gave
      ? []
      : [`I6 order ${uid}: ${paid}/${refunded}, payments say ${took}/${gave}`];
  });
}

/** I11: orders that stand have sold stock, those that wait hold it, those that ended claim none. */
async function stockAgrees(orders: Room, books: Shelf): Promise<string[]> {
  const found = await query<{ uid: string; state: string }>(orders, 'select uid, state from orders');
  return found.flatMap(({ uid, state }) => {
    const claim = books.claims.get(uid)?.state;
    const standing = ['confirmed', 'processing', 'shipped', 'delivered'].includes(state);
    const right = standing
      ? claim === 'committed'
      : state === 'awaiting_payment'
        ? claim === 'held' || claim === 'lapsed' || claim === 'committed'
        : claim !== 'held' && claim !== 'committed';
    return right ? [] : [`I11 order ${uid} is ${state}, its stock ${claim}`];
  });
}

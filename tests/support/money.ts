// Orders and payments side by side, each on its own database, hearing each other; users and books are stand-ins.

import { silentLog } from '#kit/log';
import { type Delivery, Relay } from '#kit/outbox';
import type { Exchange } from '#nats/memory';
import { sweepOrders } from '#services/orders/actions/advance';
import type { Deps as OrdersDeps } from '#services/orders/deps';
import { orders as ordersRoom } from '#services/orders/index';
import { resolvePayments } from '#services/payments/actions/advance';
import type { Deps as PaymentsDeps } from '#services/payments/deps';
import { payments as paymentsRoom } from '#services/payments/index';
import type { Provider } from '#services/payments/providers/provider';
import { everybodyIsKnown, staffId } from './accounts.ts';
import { brokenMoney, type Found, query } from './invariants.ts';
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

export async function openShop({ stocked, settings = {}, provider }: ShopOptions = {}): Promise<Shop> {
  let books: Shelf | undefined;
  const orders = await startRoom(
    ordersRoom,
    (bus) => {
      everybodyIsKnown(bus);
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
  writeToNobody(orders.exchange);
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
    async checkBooks() {
      const faults = [...(await brokenMoney(orders, payments)), ...(await stockAgrees(orders, shelved))];
      if (faults.length > 0) throw new Error(faults.join('\n'));
    },
    async close() {
      await Promise.all([orders.stop(), payments.stop()]);
    },
  };
}

/** Where the users room is not there to write mails: it takes the news of orders and does nothing. */
export function writeToNobody(exchange: Exchange): void {
  for (const news of ['placed', 'paid', 'shipped', 'cancelled', 'refunded'])
    exchange.set(`event.orders.${news}.users`, async () => undefined);
}

const undelivered = `(select count(*) from outbox_delivery where state <> 'delivered')`;
const onTheirWay = {
  orders: `select (${undelivered} + (select count(*) from orders
    where state in ('pending_reservation', 'committing', 'cancel_pending', 'return_pending')))::int as n`,
  payments: `select (${undelivered} + (select count(*) from payments where wake_at is not null))::int as n`,
};

/** Tries each delivery that waits in one room once, whatever pause it has earned. */
export async function deliverOnce(room: Room): Promise<void> {
  // What somebody else holds is being seen to.
  const waiting = `select ctid from outbox_delivery where state <> 'delivered' for update skip locked`;
  await query(room, `update outbox_delivery set next_at = now() where ctid = any (array(${waiting}))`);
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

/** See {@link Shop}. */
export async function turn(orders: Room, payments: Room): Promise<void> {
  await query(orders, `update orders set wake_at = now() where wake_at > now() and state <> 'awaiting_payment'`);
  await query(payments, 'update payments set wake_at = now() where wake_at > now()');
  await Promise.all([
    sweepOrders(orders.deps as unknown as OrdersDeps),
    resolvePayments(payments.deps as unknown as PaymentsDeps),
  ]);
  await Promise.all([deliverOnce(orders), deliverOnce(payments)]);
}

/** See {@link Shop}. However much there is to do, it goes on while what is left grows less. */
export async function settleDown(orders: Room, payments: Room): Promise<void> {
  let least = Number.POSITIVE_INFINITY;
  for (let idle = 0; idle < 300; idle++) {
    await turn(orders, payments);
    const left = await stillMoving(orders, payments);
    if (left === 0) return;
    if (left < least) idle = 0;
    least = Math.min(least, left);
  }
  throw new Error(`the shop does not settle down: ${await stuck(orders, payments)}`);
}

async function stuck(orders: Room, payments: Room): Promise<string> {
  const left = `select type, subscriber, last_error from outbox o join outbox_delivery d on d.event_id = o.id where state <> 'delivered'`;
  return JSON.stringify([
    ...(await query(
      orders,
      `select id, uid, state, payment_uid, paid_minor, refunded_minor from orders where wake_at is not null or state like '%_pending'`,
    )),
    ...(await query(
      payments,
      'select id, uid, order_id, state, ending_reason, refunded_minor from payments where wake_at is not null',
    )),
    ...(await query(orders, left)),
    ...(await query(payments, left)),
  ]);
}

async function stillMoving(orders: Room, payments: Room): Promise<number> {
  const moving = [
    ...(await query<Found>(orders, onTheirWay.orders)),
    ...(await query<Found>(payments, onTheirWay.payments)),
  ];
  return moving.reduce((sum, { n }) => sum + n, 0);
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

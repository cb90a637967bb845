// Is the model of the orders database true? From each state, every move there could be (to each state, with each thing it may
// set, on the revision the order has or an older one) goes to the model and to order_move() on real Postgres: every answer and
// every row must be the same.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { orders } from '#services/orders/index';
import { type Move, type OrderState, orderStates, transitions } from '#services/orders/saga';
import { type Room, startRoom } from '#tests/support/room';
import { isDue, moveOrder, placeOrder } from '../tables/orders.ts';
import { get, type OrderRow } from '../world.ts';
import { answerOf, asJson, only, orRefused, pathsTo, stillWorld, uidOf } from './side-by-side.ts';

let room: Room;
beforeAll(async () => {
  room = await startRoom(orders, () => {}, { ORDER_TTL_SECONDS: 900 });
}, 60_000);
afterAll(() => room.stop());

const world = stillWorld();
const uidOfPayment = (name: string): string => uidOf(2, name === 'p' ? 1 : 2);
const paths = pathsTo<OrderState>('pending_reservation', transitions);

/** Places an order under that key on both sides. Their ids are the same: nobody else writes to this database. */
async function place(key: string, outcome: 'placed' | 'resumed'): Promise<OrderRow> {
  const order = { user_id: 1, placed_by: 1, by: 'customer', request_key: key, request_fingerprint: 'f' };
  const rest = { shipping_address: 'Here', delivery_minor: 0, currency: 'USD', ttl_seconds: 900 };
  const items = [{ book_id: 1, title: 't', author: 'a', isbn: null, unit_minor: 100, quantity: 1 }];
  const call = `order_place(${asJson({ ...order, ...rest })}, ${asJson(items)})`;
  const ours = placeOrder(world, key, [{ book: 1, copies: 1 }]);
  const theirs = await only<object>(room, `select outcome, order_id::int as id from ${call}`);
  expect(theirs).toEqual({ outcome, id: ours.id });
  return ours;
}

/** What a move to a state has to set. */
function needed(to: OrderState): NonNullable<Move['set']> {
  if (to === 'committing') return { paymentUid: 'p', prepaid: true };
  if (to === 'awaiting_payment') return { paymentUid: null, prepaid: null };
  return ['rejected', 'expired', 'cancelled', 'cancel_pending'].includes(to) ? { cancelReason: 'customer' } : {};
}

const whole = { paidMinor: 100, refundedMinor: 100 };
const sets: readonly (Move['set'] & {})[] = [
  {},
  { cancelReason: 'staff' },
  { paymentUid: null, prepaid: null },
  { paymentUid: 'q', prepaid: false },
  { paidMinor: 50 },
  { paidMinor: 101 },
  { paidMinor: 50, refundedMinor: 51 },
  { refundedMinor: -1 },
  whole,
  { givenUp: ['p', 'q'] },
];

function moves(from: OrderState, to: OrderState): Move[] {
  const plain = { to, by: 'shop', set: needed(to) } as const;
  // Whatever an illegal step sets, it is refused for the step.
  if (from !== to && !transitions[from].includes(to)) return [plain];
  const timed = (['full', 'grace'] as const).map((clock) => ({ ...plain, clock }));
  return [...sets.map((set) => ({ ...plain, set })), ...timed, plain];
}

function inColumns({ to, set = {}, clock }: Move): string {
  const columns = {
    cancel_reason: set.cancelReason,
    payment_uid: set.paymentUid && uidOfPayment(set.paymentUid),
    prepaid: set.prepaid,
    paid_minor: set.paidMinor,
    refunded_minor: set.refundedMinor,
    given_up: set.givenUp?.map(uidOfPayment),
  };
  const time = clock ? { ttl_seconds: clock === 'full' ? 900 : 300 } : {};
  return asJson({ to, by: 'shop', set: columns, tell: [], ...time });
}

async function both({ id, revision }: OrderRow, move: Move, stale = 0): Promise<unknown> {
  const about = JSON.stringify({ before: get(world.tables.orders, id), move, stale });
  // Time passes there, so that a clock that starts again ends later.
  world.now += 1;
  const said = await answerOf(room, `order_move(${id}, ${revision - stale}, ${inColumns(move)})`);
  expect<unknown>(
    orRefused(() => moveOrder(world, { id, revision: revision - stale }, move)),
    about,
  ).toBe(said);
  const after = get(world.tables.orders, id);
  const theirs = await only<object>(
    room,
    `select state, payment_uid, prepaid, paid_minor::int, refunded_minor::int, cancel_reason, given_up, revision,
      wake_at is not null as awake from orders where id = ${id}`,
  );
  expect(theirs, about).toEqual({
    state: after.state,
    payment_uid: after.paymentUid && uidOfPayment(after.paymentUid),
    prepaid: after.prepaid,
    paid_minor: after.paidMinor,
    refunded_minor: after.refundedMinor,
    cancel_reason: after.cancelReason,
    given_up: after.givenUp.map(uidOfPayment),
    revision: after.revision,
    // One that waits to be paid is looked at when its time is over.
    awake: isDue(after) || after.state === 'awaiting_payment',
  });
  return said;
}

async function orderIn(state: OrderState): Promise<OrderRow> {
  const { id } = await place(`key ${world.tables.orders.size}`, 'placed');
  for (const to of paths.get(state) ?? [])
    expect(await both(get(world.tables.orders, id), { to, by: 'shop', set: needed(to) })).toBe(true);
  return get(world.tables.orders, id);
}

test.each(orderStates)(
  'the model of an order that is %s does what Postgres does',
  async (from) => {
    let order = await orderIn(from);
    for (const to of orderStates) {
      expect(await both(order, { to, by: 'shop', set: needed(to) }, 1)).toBe(false);
      for (const move of moves(from, to)) if ((await both(order, move)) === true) order = await orderIn(from);
    }
    for (const to of transitions[from]) expect(world.seen).toContain(`order ${from} ${to}`);
  },
  60_000,
);

test('a key that made an order finds it, whatever became of it', async () => {
  for (const { key, id } of [...world.tables.orders.values()].slice(0, 20))
    expect((await place(key, 'resumed')).id).toBe(id);
});

// The pure core of an order, walked exhaustively: from a new order through everything that can be heard or wished, in any
// order. What must never be is looked for in every state that can be reached.

import { expect, test } from 'bun:test';
import { Problem } from '#kit/problem';
import { paymentStates } from '#services/payments/saga';
import {
  committed,
  decide,
  type Move,
  type OrderState,
  orderStates,
  owed,
  reserved,
  type Saga,
  transitions,
} from './saga.ts';
import { captured, mayBePaid, refunded, settle, voided, waitOn } from './settlement.ts';
import { statusOf } from './status.ts';
import { cancelUnpaid, stepTo } from './wishes.ts';

const placed: Saga = {
  state: 'pending_reservation',
  overdue: false,
  totalMinor: 100,
  paidMinor: 0,
  refundedMinor: 0,
  paymentUid: null,
  prepaid: null,
  cancelReason: null,
  givenUp: [],
};

/** What the payments room knows of each of two payments that both want the order; it keeps to its own rules. */
type Payment = 'new' | 'asking' | 'capturable' | 'captured' | 'voided';
type World = { order: Saga; p: Payment; q: Payment };
type Next = { move: Move | null | 'early' } & Partial<Pick<World, 'p' | 'q'>>;
type Input = { name: string; of(world: World): Next | null };

const orRefused = (wish: () => Move | null): Move | null => {
  try {
    return wish();
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
};
const customer = { by: 'customer', staff: false } as const;
const counter = { by: 'staff', staff: true } as const;
const of = (name: string, move: (order: Saga) => Move | null): Input => ({
  name,
  of: ({ order }) => ({ move: move(order) }),
});

const inputs: Input[] = [
  of('driver', moveOf),
  of('held', (order) => reserved(order, { outcome: 'held', short: [] })),
  of('short', (order) => reserved(order, { outcome: 'short', short: [] })),
  of('ended', (order) => reserved(order, { outcome: 'ended', short: [] })),
  ...(['p', 'q'] as const).flatMap((uid) => [
    asks(uid, 'settle', 100, true),
    asks(uid, 'settle by hand', 100, false),
    asks(uid, 'settle too little', 99, true),
    // Answers of books may come late, whatever happened since they were asked for.
    when(uid, ['asking', 'voided'], 'committed', (order) => committed(order, 'committed')),
    when(uid, ['asking', 'voided'], 'lost', (order) => committed(order, 'lost')),
    when(
      uid,
      ['capturable'],
      'captured',
      (order) => captured(order, { paymentUid: uid, amountMinor: 100 }),
      'captured',
    ),
    when(uid, ['captured'], 'part refunded', (order) => refunded(order, { paymentUid: uid, refundedMinor: 40 })),
    when(uid, ['captured'], 'refunded', (order) => refunded(order, { paymentUid: uid, refundedMinor: 100 })),
    when(uid, ['asking', 'capturable'], 'voided', (order) => voided(order, { paymentUid: uid }), 'voided'),
  ]),
  of('customer cancels', (order) => orRefused(() => cancelUnpaid(order, customer))),
  ...(['CANCELLED', 'PROCESSING', 'SHIPPED', 'DELIVERED', 'RETURNED', 'CONFIRMED', 'PENDING'] as const).map((status) =>
    of(status, (order) => orRefused(() => stepTo(order, status, counter))),
  ),
];

function asks(uid: 'p' | 'q', name: string, amountMinor: number, prepaid: boolean): Input {
  return {
    name: `${name} ${uid}`,
    of({ order, [uid]: payment }) {
      if (payment !== 'new' && payment !== 'asking') return null;
      const verdict = settle(order, { paymentUid: uid, amountMinor, prepaid });
      if (verdict.decision === 'commit') return { move: verdict.move, [uid]: 'asking' };
      return { move: null, [uid]: verdict.decision === 'capture' ? 'capturable' : 'voided' };
    },
  };
}

function when(
  uid: 'p' | 'q',
  payment: Payment[],
  name: string,
  move: (order: Saga) => Move | null | 'early',
  then?: Payment,
): Input {
  return {
    name: `${name} ${uid}`,
    of: (world) =>
      payment.includes(world[uid]) ? { move: move(world.order), ...(then === undefined ? {} : { [uid]: then }) } : null,
  };
}

function moveOf(order: Saga): Move | null {
  const step = decide(order);
  return step.do === 'move' ? step.move : null;
}

/** As the database applies it. */
function apply(order: Saga, { to, set: { shortage: _, ...set } = {}, clock }: Move): Saga {
  const next = { ...order, ...set, state: to };
  return clock ? { ...next, overdue: false } : next;
}

type Edge = { from: Saga; input: string; move: Move; to: Saga };

function explore(): { worlds: World[]; edges: Edge[] } {
  const start: World = { order: placed, p: 'new', q: 'new' };
  const known = new Set([JSON.stringify(start)]);
  const worlds = [start];
  const edges: Edge[] = [];
  const note = (world: World) => {
    const key = JSON.stringify(world);
    if (!known.has(key)) worlds.push(world);
    known.add(key);
  };
  // The list grows while it is walked, until nothing new is found.
  for (const world of worlds) {
    note({ ...world, order: { ...world.order, overdue: true } });
    for (const { name, of: next } of inputs) {
      const { move = null, ...payments } = next(world) ?? {};
      if (move !== null && move !== 'early') {
        const to = apply(world.order, move);
        edges.push({ from: world.order, input: name, move, to });
        note({ ...world, ...payments, order: to });
      } else if (move === null) note({ ...world, ...payments });
    }
  }
  return { worlds, edges };
}

const { worlds, edges } = explore();
const reached = worlds.map(({ order }) => order);
const over: OrderState[] = ['rejected', 'expired', 'cancelled', 'returned'];

test('every step anything can cause is a legal one, and every legal step is caused by something', () => {
  const taken = new Set<string>();
  for (const { from, input, to } of edges) {
    if (from.state === to.state) continue;
    expect(transitions[from.state], `${from.state} → ${to.state} by ${input}`).toContain(to.state);
    taken.add(`${from.state} → ${to.state}`);
  }
  const legal = orderStates.flatMap((from) => transitions[from].map((to) => `${from} → ${to}`));
  expect([...taken].sort()).toEqual(legal.sort());
  expect(new Set(reached.map(({ state }) => state)).size).toBe(orderStates.length);
});

test('an order that is over stays as it ended', () => {
  for (const { from, to } of edges.filter((edge) => over.includes(edge.from.state)))
    expect([to.state, to.cancelReason]).toEqual([from.state, from.cancelReason]);
});

test('every state that can be reached is one the database takes', () => {
  for (const order of reached) {
    const { state, paymentUid, cancelReason, paidMinor, refundedMinor, totalMinor } = order;
    expect(0 <= refundedMinor && refundedMinor <= paidMinor && paidMinor <= totalMinor, JSON.stringify(order)).toBe(
      true,
    );
    if (state === 'pending_reservation' || state === 'awaiting_payment') expect(paymentUid).toBeNull();
    else if (over.includes(state) && state !== 'returned') expect(cancelReason).not.toBeNull();
    else expect(paymentUid).not.toBeNull();
    if (state === 'cancel_pending') expect(cancelReason).not.toBeNull();
  }
});

test('whatever ends without its books leaving the shop says that its stock is free, in the same step', () => {
  const ends = edges.filter(({ from, to }) => over.includes(to.state) && from.state !== to.state);
  expect(ends.length).toBeGreaterThan(0);
  for (const { move, input } of ends) expect(move.tell ?? [], input).toContain('stock_freed');
});

test('only an order that was confirmed is told as paid, once', () => {
  const told = edges.filter(({ move }) => move.tell?.includes('paid'));
  expect(new Set(told.map(({ from, to }) => `${from.state} → ${to.state}`))).toEqual(
    new Set(['committing → confirmed']),
  );
});

test('an order that owes money never ends before the money is back', () => {
  for (const { from, to, input } of edges) {
    if (from.state === to.state || (to.state !== 'cancelled' && to.state !== 'returned')) continue;
    expect(owed(to), `${from.state} → ${to.state} by ${input}`).toBe(0);
  }
});

test('an order that a payment holds is never captured for another', () => {
  for (const order of reached) {
    if (order.paymentUid === null) continue;
    const other = order.paymentUid === 'p' ? 'q' : 'p';
    expect(settle(order, { paymentUid: other, amountMinor: 100, prepaid: true }).decision).toBe('void');
  }
});

test('settling says the same at every repeat', () => {
  for (const order of reached) {
    const offer = { paymentUid: 'p', amountMinor: 100, prepaid: true };
    const first = settle(order, offer);
    const after = first.decision === 'commit' && first.move ? apply(order, first.move) : order;
    expect(settle(after, offer).decision).toBe(first.decision);
  }
});

test('left alone, the driver brings every order to rest or to a question for a neighbour', () => {
  for (const start of reached) {
    let order = start;
    for (let hops = 0; decide(order).do === 'move'; hops++) {
      expect(hops).toBeLessThan(5);
      order = apply(order, moveOf(order) ?? { to: order.state, by: 'shop' });
    }
    expect(['rest', 'reserve', 'commit']).toContain(decide(order).do);
  }
});

test('a customer can never cancel an order that the shop has been paid for', () => {
  for (const { from, input, to } of edges)
    if (input === 'customer cancels' && statusOf(to.state) === 'CANCELLED') expect(owed(from)).toBe(0);
});

test('stock taken for an order that ended meanwhile is freed again', () => {
  const ended: Saga = { ...placed, state: 'cancelled', cancelReason: 'customer' };
  expect(reserved(ended, { outcome: 'held', short: [] })).toMatchObject({ to: 'cancelled', tell: ['stock_freed'] });
  expect(committed(ended, 'committed')).toMatchObject({ to: 'cancelled', tell: ['stock_freed'] });
  expect(reserved(ended, { outcome: 'short', short: [] })).toBeNull();
  expect(committed(ended, 'lost')).toBeNull();
});

test('news of a refund that overtakes the news of its capture waits', () => {
  const unpaid: Saga = { ...placed, state: 'confirmed', paymentUid: 'p', prepaid: false };
  expect(refunded(unpaid, { paymentUid: 'p', refundedMinor: 40 })).toBe('early');
});

test('a payment voided while its stock is confirmed leaves the order payable', () => {
  const committing: Saga = { ...placed, state: 'committing', paymentUid: 'p', prepaid: true };
  expect(voided(committing, { paymentUid: 'p' })).toMatchObject({
    to: 'awaiting_payment',
    set: { paymentUid: null },
    clock: 'grace',
  });
  expect(voided(committing, { paymentUid: 'q' })).toMatchObject({ to: 'committing', set: { givenUp: ['q'] } });
});

test('a payment that was given up is never captured, however late its question arrives', () => {
  for (const order of reached) {
    const move = voided(order, { paymentUid: 'p' });
    const after = move ? apply(order, move) : order;
    expect(settle(after, { paymentUid: 'p', amountMinor: 100, prepaid: true }).decision, JSON.stringify(after)).toBe(
      'void',
    );
    expect(voided(after, { paymentUid: 'p' })).toBeNull();
  }
});

test('an order waits on past its time only while it waits for a payment, and only a payment on its way keeps it', () => {
  for (const state of orderStates)
    for (const overdue of [false, true]) {
      const move = waitOn({ ...placed, state, overdue });
      expect(move !== null).toBe(state === 'awaiting_payment' && overdue);
      if (move) expect(move).toEqual({ to: state, by: 'shop', clock: 'grace' });
    }
  const keeping = paymentStates.filter((state) => mayBePaid([{ state: 'declined' }, { state }]));
  expect(keeping).toEqual(['initiated', 'unknown', 'authorized', 'capturing']);
});

// The driver of the saga: asks the pure core for the next step, carries it out, and goes on until the order rests or a
// neighbour is silent. Requests run it inline; the sweeper runs it for whatever was left half-way.

import { unhurried } from '#kit/deadline';
import { failpoint } from '#kit/failpoint';
import { Problem } from '#kit/problem';
import * as books from '#nats/books';
import type { Call } from '#nats/bus';
import * as payments from '#nats/payments';
import type { Deps } from '../deps.ts';
import { findOrder, type OrderView, wakeOrders, wakeSoon } from '../repository/orders.ts';
import { committed, decide, type Move, never, reserved, type Step } from '../saga.ts';
import { mayBePaid, waitOn } from '../settlement.ts';
import { change, graceSeconds } from './apply.ts';

const askTimeoutMs = 1000;
const noteMs = 500;
/** A hold outlives the time to pay, so that clocks that differ and slow answers cost no copy. */
const holdMarginSeconds = 120;

/** `waiting` is the refusal of the neighbour the order waits for, null where it rests. */
export type Advanced = { order: OrderView; waiting: Problem | null };

export async function advance(deps: Deps, start: OrderView, call: Call = {}): Promise<Advanced> {
  let order = start;
  for (let step = decide(order); step.do !== 'rest'; step = decide(order)) {
    try {
      const plan = await carryOut(deps, order, step, { ...call, timeoutMs: askTimeoutMs });
      order = await change(deps, order, plan);
      await failpoint(written[step.do]);
    } catch (error) {
      if (error instanceof Problem && error.status === 503) return { order, waiting: error };
      throw error;
    }
  }
  return { order, waiting: null };
}

type Plan = (order: OrderView) => Move | null;

const written = {
  reserve: 'orders.reserve.after_write',
  commit: 'orders.confirm.after_write',
  move: 'orders.end.after_write',
} as const;

/** Does what a step needs from outside, and tells what that makes of the order. @throws Problem 503 while a neighbour is silent. */
async function carryOut(deps: Deps, order: OrderView, step: Exclude<Step, { do: 'rest' }>, call: Call): Promise<Plan> {
  switch (step.do) {
    case 'reserve': {
      await failpoint('orders.reserve.before_ask');
      const answer = await hold(deps, order, deps.settings.ORDER_TTL_SECONDS, call);
      await failpoint(answer.outcome === 'held' ? 'orders.reserve.after_ask' : 'orders.reject.before_write');
      return (now) => reserved(now, answer);
    }
    case 'commit': {
      await failpoint('orders.commit.before_ask');
      const { outcome } = await deps.bus.ask(books.commit, { order_uid: order.uid }, call);
      await failpoint('orders.commit.after_ask');
      return (now) => committed(now, outcome);
    }
    case 'move':
      if (order.state === 'awaiting_payment' && (await isBeingPaid(deps, order, call))) {
        await hold(deps, order, graceSeconds, call);
        return waitOn;
      }
      await failpoint('orders.end.before_write');
      return (now) => {
        const again = decide(now);
        return again.do === 'move' ? again.move : null;
      };
    default:
      return never(step);
  }
}

/** Holds the order's copies for so long, and a little more; asked again it makes the hold longer where it must. */
function hold(deps: Deps, { uid, items }: OrderView, seconds: number, call: Call) {
  const ask = {
    order_uid: uid,
    items: items.map(({ book_id, quantity }) => ({ book_id, quantity })),
    ttl_seconds: seconds + holdMarginSeconds,
  };
  return deps.bus.ask(books.reserve, ask, call);
}

/** Asked before an order expires: a customer whose payment got no answer must not lose the books as well. */
async function isBeingPaid(deps: Deps, { uid }: OrderView, call: Call): Promise<boolean> {
  const { positions } = await deps.bus.ask(payments.positions, { order_uids: [uid] }, call);
  return mayBePaid(positions);
}

/** {@link advance} for a request: what has to wait is left to the sweeper, which looks in a second. */
export async function advanceInline(deps: Deps, start: OrderView, call: Call): Promise<Advanced> {
  const advanced = await advance(deps, start, call);
  if (advanced.waiting) await unhurried(() => deps.db.use((query) => wakeSoon(query, advanced.order.id), noteMs));
  return advanced;
}

const batch = 20;

/**
 * Pushes every order that is due: left half-way by a crash or a silent neighbour, unpaid past its time, or settled up and
 * ready to end. Safe in any number of instances. Ends early while a neighbour stays silent.
 */
export async function sweepOrders(deps: Deps): Promise<void> {
  for (;;) {
    const due = await deps.db.use((query) => wakeOrders(query, batch));
    if (due.length > 0) await failpoint('orders.sweep.after_claim');
    const pushed = await Promise.all(due.map((id) => push(deps, id)));
    if (due.length < batch || pushed.includes('waiting')) return;
  }
}

async function push(deps: Deps, id: number): Promise<'done' | 'waiting'> {
  try {
    const order = await deps.db.use((query) => findOrder(query, id));
    if (!order) return 'done';
    const { waiting } = await advance(deps, order);
    return waiting ? 'waiting' : 'done';
  } catch (error) {
    // One order that cannot go on must not hold up the others; it is due again after its pause.
    deps.log.error('orders.push-failed', error, { order_id: id });
    return 'done';
  }
}

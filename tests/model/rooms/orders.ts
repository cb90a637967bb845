// The orders room at work: actions/advance.ts, apply.ts, place-order.ts, meet-payment.ts and change-order.ts as programs whose
// every call can be the last. What they decide, the real pure cores decide.

import { Problem } from '#kit/problem';
import type { OrderStatus } from '#services/orders/model';
import { type Move, never, type Step } from '#services/orders/saga';
import type { PaymentState } from '#services/payments/saga';
import type { Cores } from '../cores.ts';
import { ask, db } from '../effects.ts';
import { once } from '../tables/facts.ts';
import { findByKey, moveOrder, placeOrder } from '../tables/orders.ts';
import type { Held } from '../tables/stock.ts';
import { type FactRow, get, type Line, type OrderRow, type Program, type Programs, type World } from '../world.ts';

type Plan = (order: OrderRow) => Move | null;
type Advanced = { order: OrderRow; waiting: boolean };
export type Answer = { refused?: string; waiting?: boolean; order?: number; state?: string };
export type Offer = { order: number; paymentUid: string; amountMinor: number; prepaid: boolean };
export type Decision = { decision: 'capture' | 'void' | 'wait'; reason: string | null };

const see = (id: number) => db((world) => get(world.tables.orders, id));

export function ordersRoom({ orders: core }: Cores): Programs {
  function* change(first: OrderRow, plan: Plan): Program<OrderRow> {
    for (let order = first; ; order = yield* see(order.id)) {
      const move = plan(order);
      if (!move) return order;
      const seen = order;
      if (yield* db((world) => moveOrder(world, seen, move))) return yield* see(order.id);
    }
  }

  function* carryOut(order: OrderRow, step: Exclude<Step, { do: 'rest' }>): Program<Plan | null> {
    switch (step.do) {
      case 'reserve': {
        const answer = yield* ask<Held>('books', 'books reserve', order);
        return answer && ((now) => core.reserved(now, { outcome: answer.outcome, short: [] }));
      }
      case 'commit': {
        const answer = yield* ask<{ outcome: 'committed' | 'lost' }>('books', 'books commit', order.id);
        return answer && ((now) => core.committed(now, answer.outcome));
      }
      case 'move': {
        if (order.state === 'awaiting_payment') {
          const found = yield* ask<{ state: PaymentState }[]>('payments', 'payments positions', order.id);
          if (!found) return null;
          if (core.mayBePaid(found)) {
            const held = yield* ask<Held>('books', 'books reserve', order);
            return held && core.waitOn;
          }
        }
        return (now) => {
          const again = core.decide(now);
          return again.do === 'move' ? again.move : null;
        };
      }
      default:
        return never(step);
    }
  }

  function* advance(first: OrderRow): Program<Advanced> {
    let order = first;
    for (let step = core.decide(order); step.do !== 'rest'; step = core.decide(order)) {
      const plan = yield* carryOut(order, step);
      if (!plan) return { order, waiting: true };
      order = yield* change(order, plan);
    }
    return { order, waiting: false };
  }

  function* settle(offer: Offer): Program<Decision> {
    let order = yield* see(offer.order);
    for (;;) {
      order = yield* change(order, (now) => {
        const verdict = core.settle(now, offer);
        return verdict.decision === 'commit' ? verdict.move : null;
      });
      const verdict = core.settle(order, offer);
      if (verdict.decision === 'capture') return { decision: 'capture', reason: null };
      if (verdict.decision === 'void') return { decision: 'void', reason: verdict.reason };
      const pushed = yield* advance(order);
      if (pushed.waiting) return { decision: 'wait', reason: null };
      order = pushed.order;
    }
  }

  function planOf({ type, body }: FactRow): (order: OrderRow) => Move | null | 'early' {
    const paymentUid = String(body.payment);
    if (type === 'captured') return (order) => core.captured(order, { paymentUid, amountMinor: Number(body.amount) });
    if (type === 'refunded')
      return (order) => core.refunded(order, { paymentUid, refundedMinor: Number(body.refunded) });
    return (order) => core.voided(order, { paymentUid });
  }

  /** One transaction: the inbox, the order held, the plan and its move. */
  function hearIn(world: World, fact: FactRow): 'moved' | 'nothing' | 'early' {
    let outcome: 'moved' | 'nothing' | 'early' = 'nothing';
    once(world, 'orders', fact, () => {
      const order = get(world.tables.orders, Number(fact.body.order));
      const move = planOf(fact)(order);
      if (move === 'early') {
        outcome = 'early';
        return false;
      }
      if (move && moveOrder(world, order, move)) outcome = 'moved';
      return true;
    });
    return outcome;
  }

  function* wish(id: number, plan: Plan): Program<Answer> {
    try {
      const changed = yield* change(yield* see(id), plan);
      const { order, waiting } = yield* advance(changed);
      return { order: id, waiting, state: order.state };
    } catch (error) {
      if (error instanceof Problem) return { refused: error.slug };
      throw error;
    }
  }

  return {
    *'orders place'({ key, lines }: { key: string; lines: readonly Line[] }): Program<Answer> {
      const earlier = yield* db((world) => findByKey(world, key));
      const begun = earlier ?? (yield* db((world) => placeOrder(world, key, lines)));
      const { order, waiting } = yield* advance(begun);
      return { order: order.id, waiting, state: order.state };
    },
    *'orders payable'(id: number): Program<{ payable: boolean; amountMinor: number }> {
      const order = yield* see(id);
      const reason = core.whyNotPayable({ state: order.state, secondsLeft: order.overdue ? -1 : 60 }, 0);
      return { payable: reason === null, amountMinor: order.totalMinor };
    },
    'orders settle': settle,
    *'orders hear'(fact: FactRow): Program<Answer> {
      const heard = yield* db((world) => hearIn(world, fact));
      if (heard === 'early') return { refused: 'too-early' };
      if (heard === 'moved') yield* advance(yield* see(Number(fact.body.order)));
      return {};
    },
    *'orders cancel'(id: number): Program<Answer> {
      return yield* wish(id, (order) => core.cancelUnpaid(order, { by: 'customer', staff: false }));
    },
    *'orders step'({ id, status }: { id: number; status: OrderStatus }): Program<Answer> {
      return yield* wish(id, (order) => core.stepTo(order, status, { by: 'staff', staff: true }));
    },
    *'orders push'(id: number): Program<void> {
      yield* advance(yield* see(id));
    },
  };
}

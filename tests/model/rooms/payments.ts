// The payments room at work: actions/advance.ts, pay.ts and give-back.ts as programs whose every call can be the last.

import { type Authorisation, type Move, never, type PaymentState, type Saga, type Step } from '#services/payments/saga';
import type { Cores } from '../cores.ts';
import { ask, db, start } from '../effects.ts';
import { once } from '../tables/facts.ts';
import {
  beginPayment,
  beginRefund,
  endPayment,
  findByKey,
  movePayment,
  moveRefund,
  type RefundWish,
  sagaOf,
} from '../tables/payments.ts';
import { type FactRow, get, type PaymentRow, type Program, type Programs, type World } from '../world.ts';
import type { Answer, Decision, Offer } from './orders.ts';

type View = { row: PaymentRow; saga: Saga };
type Done = 'done' | 'waiting';
export type PayWish = { order: number; key: string; offline: boolean; refusal: string | null };

const viewIn = (world: World, id: number): View => {
  const row = get(world.tables.payments, id);
  return { row, saga: sagaOf(world, row) };
};
const see = (id: number) => db((world) => viewIn(world, id));

export function paymentsRoom({ payments: core }: Cores): Programs {
  function* move({ row }: View, to: Move): Program<Done> {
    yield* db((world) => movePayment(world, row.id, row.state, to));
    return 'done';
  }

  function* authorise(view: View): Program<Done> {
    const { id: key, order, amountMinor, refusal } = view.row;
    const charge = { key, order, amountMinor, refusal };
    const answer = yield* provider<Exclude<Authorisation, { outcome: 'absent' }>>('authorise', charge);
    if (answer) return yield* move(view, core.authorised(answer));
    yield* move(view, { to: 'unknown' });
    return 'waiting';
  }

  /** The next move as the provider's answer makes it; null where it is silent. */
  function* providersWord(
    view: View,
    step: Extract<Step, { do: 'find' | 'withdraw' | 'capture' | 'void' }>,
  ): Program<Move | null> {
    const key = view.row.id;
    switch (step.do) {
      case 'find': {
        const answer = yield* provider<Authorisation>('find', key);
        if (answer?.outcome === 'absent' && !(yield* provider('let go', key))) return null;
        return answer && core.found(answer);
      }
      case 'withdraw':
        return (yield* provider('let go', key)) ? { to: 'voided', reason: step.reason } : null;
      case 'capture': {
        const answer = yield* provider<{ word: 'captured' | 'gone' }>('capture', key);
        return answer && { to: answer.word === 'captured' ? 'captured' : 'voided' };
      }
      case 'void': {
        const answer = yield* provider<{ word: 'voided' | 'captured' }>('let go', key);
        return answer?.word === 'voided' ? { to: 'voided' } : null;
      }
      default:
        return never(step);
    }
  }

  function* settle(view: View): Program<Done> {
    const { id, order, amountMinor, offline } = view.row;
    const offer: Offer = { order, paymentUid: String(id), amountMinor, prepaid: !offline };
    const answer = yield* ask<Decision>('orders', 'orders settle', offer, 3);
    const next = answer ? core.settled(view.saga, answer) : core.unsettled(view.saga);
    return next === null ? 'waiting' : yield* move(view, next);
  }

  function* refund(view: View, id: number): Program<Done> {
    const apply = (to: 'succeeded' | 'failed' | 'unknown') => db((world) => moveRefund(world, id, to));
    if (view.row.offline) {
      yield* apply('succeeded');
      return 'done';
    }
    const { amountMinor } = yield* db((world) => get(world.tables.refunds, id));
    const wanted = { key: id, charge: view.row.id, amountMinor };
    const answer = yield* provider<{ word: 'succeeded' | 'failed' }>('refund', wanted);
    yield* apply(answer?.word ?? 'unknown');
    if (!answer) return 'waiting';
    return answer.word === 'succeeded' || !view.row.ending ? 'done' : 'waiting';
  }

  function* carryOut(view: View, step: Exclude<Step, { do: 'rest' }>): Program<Done> {
    switch (step.do) {
      case 'move':
        return yield* move(view, step.move);
      case 'authorise':
        return yield* authorise(view);
      case 'settle':
        return yield* settle(view);
      case 'refund':
        return yield* refund(view, Number(step.uid));
      case 'begin-refund':
        yield* db((world) => beginRefund(world, { payment: view.row.id, amountMinor: null, key: null }));
        return 'done';
      default: {
        const next = yield* providersWord(view, step);
        return next === null ? 'waiting' : yield* move(view, next);
      }
    }
  }

  function* advance(id: number): Program<{ state: PaymentState; waiting: boolean }> {
    for (;;) {
      const view = yield* see(id);
      const step = core.decide(view.saga);
      if (step.do === 'rest') return { state: view.row.state, waiting: false };
      if ((yield* carryOut(view, step)) === 'waiting') return { state: (yield* see(id)).row.state, waiting: true };
    }
  }

  function* begin(wish: PayWish): Program<{ id: number } | { refused: string }> {
    const due = yield* ask<{ payable: boolean; amountMinor: number }>('orders', 'orders payable', wish.order);
    if (!due) return { refused: 'unavailable' };
    if (!due.payable) return { refused: 'order-not-payable' };
    const begun = yield* db((world) => beginPayment(world, { ...wish, amountMinor: due.amountMinor }));
    return begun.outcome === 'taken' ? { refused: 'payment-in-progress' } : { id: begun.id };
  }

  return {
    *'payments pay'(wish: PayWish): Program<Answer> {
      const earlier = yield* db((world) => findByKey(world, wish.key));
      const begun = earlier ?? (yield* begin(wish));
      if ('refused' in begun) return begun;
      return yield* advance(begun.id);
    },
    *'payments refund'(wish: RefundWish): Program<Answer> {
      const outcome = yield* db((world) => beginRefund(world, wish));
      if (outcome !== 'begun' && outcome !== 'resumed') return { refused: outcome };
      return yield* advance(wish.payment);
    },
    *'payments positions'(order: number): Program<{ state: PaymentState }[]> {
      return yield* db(({ tables }) =>
        [...tables.payments.values()].filter((one) => one.order === order).map(({ state }) => ({ state })),
      );
    },
    *'payments receive'(id: number): Program<Answer> {
      for (;;) {
        const view = yield* see(id);
        if (view.row.state !== 'agreed') return { refused: 'not-awaited' };
        if (yield* db((world) => movePayment(world, id, 'agreed', { to: 'captured' }))) return {};
      }
    },
    *'payments hear'(fact: FactRow): Program<Answer> {
      const ended = yield* db((world) => {
        let id: number | null = null;
        once(world, 'payments', fact, () => {
          id = endPayment(world, Number(fact.body.order));
          return true;
        });
        return id;
      });
      if (ended !== null) yield* start('payments', 'payments push', ended);
      return {};
    },
    *'payments push'(id: number): Program<void> {
      yield* advance(id);
    },
  };
}

function* provider<T>(call: string, input: unknown): Program<T | null> {
  return yield* ask<T>('provider', `provider ${call}`, input);
}

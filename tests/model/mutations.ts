// Mistakes one could make in the cores or in the databases, each of which the simulation must find.

import type { Saga as OrderSaga } from '#services/orders/saga';
import { type Cores, realCores } from './cores.ts';
import type { Changed } from './simulate.ts';

/** `within` so many schedules it must be found; 500 where nothing is said. */
export type Mutation = Changed & { within?: number };

const orders = (change: Partial<Cores['orders']>): Changed => ({
  cores: { ...realCores, orders: { ...realCores.orders, ...change } },
});
const payments = (change: Partial<Cores['payments']>): Changed => ({
  cores: { ...realCores, payments: { ...realCores.payments, ...change } },
});
const flaw = (name: string): Changed => ({ flaws: new Set([name]) });
const real = realCores;

/** What the order looked like before the payments that were given up were noted on it. */
const forgetful = (order: OrderSaga): OrderSaga => ({ ...order, givenUp: [] });

export const mutations = {
  'orders lets a payment be captured before the stock is sold': orders({
    settle: (order, offer) => {
      const verdict = real.orders.settle(order, offer);
      return verdict.decision === 'commit' ? { decision: 'capture' } : verdict;
    },
  }),
  'payments captures while orders still waits for books': payments({
    settled: (payment, answer) =>
      real.payments.settled(payment, answer.decision === 'wait' ? { ...answer, decision: 'capture' } : answer),
  }),
  'payments captures what orders refused': payments({
    settled: (payment, answer) => real.payments.settled(payment, { ...answer, decision: 'capture' }),
  }),
  'payments captures when orders is silent': payments({ unsettled: () => ({ to: 'capturing' }) }),
  'an order is confirmed though its stock is lost': orders({
    committed: (order) => real.orders.committed(order, 'committed'),
  }),
  'an order waits for its money though its stock fell short': orders({
    reserved: (order) => real.orders.reserved(order, { outcome: 'held', short: [] }),
  }),
  'an order that ends does not say that its stock is free': orders({
    decide: (order) => {
      const step = real.orders.decide(order);
      return step.do === 'move' ? { do: 'move', move: { ...step.move, tell: [] } } : step;
    },
  }),
  'any payment given up frees the order': {
    ...orders({
      voided: (order, fact) => real.orders.voided({ ...order, paymentUid: order.paymentUid && fact.paymentUid }, fact),
    }),
    within: 6000,
  },
  'a payment that was given up may still claim the order': {
    ...orders({ settle: (order, offer) => real.orders.settle(forgetful(order), offer) }),
    within: 3000,
  },
  'a cancelled order ends before its money is back': orders({
    decide: (order) =>
      real.orders.decide(order.state === 'cancel_pending' ? { ...order, refundedMinor: order.paidMinor } : order),
  }),
  'a cancelled order does not ask for its money back': orders({
    stepTo: (order, status, wisher) => ({ ...real.orders.stepTo(order, status, wisher), tell: [] }),
  }),
  'the news of a capture is not believed': orders({ captured: () => null }),
  'the news of a refund is not believed': orders({ refunded: () => null }),
  'a payment whose order ended is settled all the same': payments({
    decide: (payment) => real.payments.decide({ ...payment, ending: false }),
  }),
  'an unknown authorisation is left to itself': payments({
    decide: (payment) => (payment.state === 'unknown' ? { do: 'rest' } : real.payments.decide(payment)),
  }),
  'a refund that is open is forgotten': payments({
    decide: (payment) => real.payments.decide({ ...payment, openRefund: null }),
  }),
  'a lapsed hold is sold without looking': flaw('takes again blindly'),
  'reserve takes copies at every repeat': flaw('reserves again'),
  'commit sells at every repeat': flaw('commits again'),
  'an order that ended before it reserved leaves no mark': flaw('leaves no mark'),
  'a move is applied to whatever the order is by now': flaw('no revision'),
  'a step is applied to whatever the payment is by now': flaw('no state asked'),
  'the provider forgets what was withdrawn before it arrived': flaw('forgets what was withdrawn'),
  'two payments of an order may live': flaw('two live payments'),
  'two refunds of a payment may be open': { ...flaw('two open refunds'), within: 3000 },
  'a request makes a new order at every repeat': flaw('no request key'),
  'nobody sweeps orders': flaw('no sweeper of orders'),
  'nobody sweeps payments': flaw('no sweeper of payments'),
} satisfies Record<string, Mutation>;

/** What may go without harm to money and stock, because something else stands behind it. */
export const secondLines: Record<string, Changed> = {
  'facts reach a room out of order': flaw('facts out of order'),
  'a room handles a fact each time it comes': flaw('no inbox'),
  // books' mark on an order that ended before it reserved is what counts.
  'stock that was held too late is not freed again': orders({
    reserved: (order, answer) => (order.state === 'pending_reservation' ? real.orders.reserved(order, answer) : null),
  }),
  'stock that was sold too late is not freed again': orders({
    committed: (order, outcome) => (order.state === 'committing' ? real.orders.committed(order, outcome) : null),
  }),
  // The stock is put back and the payment let go, whichever comes first.
  'an order is cancelled while its payment is confirmed': orders({
    cancelUnpaid: (order, wisher) =>
      real.orders.cancelUnpaid(
        { ...order, state: order.state === 'committing' ? 'awaiting_payment' : order.state },
        wisher,
      ),
  }),
};

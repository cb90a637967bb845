// How an order and its payment meet, still pure: may a payment be captured, and what do its later facts change?

import { type CancelReason, type Move, never, type Saga } from './saga.ts';

export type Offer = { paymentUid: string; amountMinor: number; prepaid: boolean };

/** `commit` means: make the move (if any), then ask books to make the hold a sale; its answer decides. */
export type Verdict =
  | { decision: 'capture' }
  | { decision: 'void'; reason: string }
  | { decision: 'commit'; move: Move | null };

/** An authorised (or agreed) payment asks for the order. Asked again it says the same, or what has become of it since. */
export function settle(order: Saga, offer: Offer): Verdict {
  const taken = order.paymentUid !== null && order.paymentUid !== offer.paymentUid;
  if (taken) return refuse('Another payment was taken for this order.');
  if (order.givenUp.includes(offer.paymentUid)) return refuse('The payment was given up.');
  switch (order.state) {
    case 'awaiting_payment':
      if (offer.amountMinor !== order.totalMinor) return refuse('The amount is not what the order costs.');
      return { decision: 'commit', move: claim(offer) };
    case 'committing':
      return { decision: 'commit', move: null };
    case 'confirmed':
    case 'processing':
    case 'shipped':
    case 'delivered':
      return { decision: 'capture' };
    case 'pending_reservation':
      return refuse('The order is not ready to be paid.');
    case 'expired':
    case 'rejected':
    case 'cancelled':
    case 'cancel_pending':
    case 'return_pending':
    case 'returned':
      return refuse(endings[order.cancelReason ?? 'customer']);
    default:
      return never(order.state);
  }
}

const endings: Record<CancelReason, string> = {
  expired: 'The time to pay this order had run out.',
  out_of_stock: 'There were not enough copies for this order.',
  sold_out: 'The last copies were sold while you paid.',
  customer: 'The order was cancelled.',
  staff: 'The order was cancelled.',
  payment_voided: 'The order was cancelled.',
};

const refuse = (reason: string): Verdict => ({ decision: 'void', reason });

const claim = ({ paymentUid, prepaid }: Offer): Move => ({
  to: 'committing',
  by: 'shop',
  set: { paymentUid, prepaid },
});

const onItsWay: readonly string[] = ['initiated', 'unknown', 'authorized', 'capturing'];

/** May one of these payments still take the order? While the provider is silent nobody can say that it does not. */
export const mayBePaid = (payments: readonly { state: string }[]): boolean =>
  payments.some(({ state }) => onItsWay.includes(state));

/** The time to pay ran out with a payment on its way: the order waits on, and may be paid anew should that one fail. */
export function waitOn(order: Saga): Move | null {
  const waits = order.state === 'awaiting_payment' && order.overdue;
  return waits ? { to: 'awaiting_payment', by: 'shop', clock: 'grace' } : null;
}

/** Money for the order arrived: for an order paid later this is when it becomes paid. */
export function captured(order: Saga, fact: { paymentUid: string; amountMinor: number }): Move | null {
  if (order.paymentUid !== fact.paymentUid || order.paidMinor === fact.amountMinor) return null;
  return { to: order.state, by: 'shop', set: { paidMinor: fact.amountMinor } };
}

/** Money went back. `early` where it overtook the news of its capture: to be heard again later. */
export function refunded(
  order: Saga,
  fact: { paymentUid: string; refundedMinor: number; returnUid?: string },
): Move | null | 'early' {
  if (order.paymentUid !== fact.paymentUid || fact.refundedMinor <= order.refundedMinor) return null;
  if (fact.refundedMinor > order.paidMinor) return 'early';
  const set = { refundedMinor: fact.refundedMinor, refundedReturn: fact.returnUid };
  return { to: order.state, by: 'shop', set, tell: ['refunded'] };
}

/**
 * The payment was given up before any money moved. Noted whatever the order is doing: a question that this payment asked
 * earlier may still be on its way, and must find that it is over.
 */
export function voided(order: Saga, fact: { paymentUid: string }): Move | null {
  if (order.givenUp.includes(fact.paymentUid)) return null;
  const givenUp = [...order.givenUp, fact.paymentUid];
  if (order.paymentUid !== fact.paymentUid) return { to: order.state, by: 'shop', set: { givenUp } };
  switch (order.state) {
    case 'committing':
      return { to: 'awaiting_payment', by: 'shop', set: { paymentUid: null, prepaid: null, givenUp }, clock: 'grace' };
    case 'confirmed':
    case 'processing':
      return {
        to: 'cancel_pending',
        by: 'shop',
        set: { paidMinor: 0, cancelReason: 'payment_voided', givenUp },
        tell: ['cancelled'],
      };
    default:
      return { to: order.state, by: 'shop', set: { paidMinor: 0, givenUp } };
  }
}

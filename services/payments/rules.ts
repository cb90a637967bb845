// What the payments room decides, without looking anything up: who may, which payments and refunds are refused, and the words
// for what a provider refused.

import { type Actor, isStaff, mayAct } from '#kit/auth';
import { formatMinor, parseMoney } from '#kit/money';
import { conflict, forbidden, notFound, Problem, refuseField } from '#kit/problem';
import type { NewPayment, PaymentMethod, PaymentStatus } from './model.ts';
import { type PaymentState, paymentStates } from './saga.ts';

/** Declined payments an order may have within an hour. */
export const maxDeclines = 5;

const byHand: readonly PaymentMethod[] = ['BANK_TRANSFER', 'CASH_ON_DELIVERY'];
export const isByHand = (method: PaymentMethod): boolean => byHand.includes(method);

/** One pays in one's own name; staff may name the customer whose order it is. */
export function checkPayer(actor: Actor, input: Pick<NewPayment, 'user_id'>): void {
  if (input.user_id === undefined || input.user_id === actor.id || isStaff(actor)) return;
  throw forbidden('You can pay in your own name only.');
}

export type Due = { amount_minor: number; currency: string; user_id: number; payable: boolean; reason: string | null };

/** @throws Problem 409 `order-not-payable` or `amount-differs` (which tells the amount due), 422. */
export function checkDue(actor: Actor, input: NewPayment, due: Due, paymentId: number | null): void {
  const amountMinor = parseMoney(input.amount, '/amount');
  if (input.user_id !== undefined && input.user_id !== actor.id && input.user_id !== due.user_id)
    throw refuseField('/user_id', 'The order is not this account’s.');
  if (!due.payable)
    throw notPayable(due.reason ?? 'This order cannot be paid.', paymentId === null ? {} : { payment_id: paymentId });
  if (amountMinor !== due.amount_minor) {
    const amount = formatMinor(due.amount_minor);
    throw conflict('amount-differs', `The order costs ${amount} ${due.currency}.`, {
      amount_due: amount,
      currency: due.currency,
    });
  }
}

export const notPayable = (reason: string, extra: { payment_id?: number } = {}) =>
  conflict('order-not-payable', reason, extra);

/** Another payment holds the order: it may still succeed, so a second must not begin. */
export const paymentInProgress = (paymentId: number) =>
  conflict('payment-in-progress', 'A payment for this order is under way already. Do not pay again.', {
    payment_id: paymentId,
    headers: { 'retry-after': '3' },
  });

export const tooManyTries = () =>
  new Problem(429, 'too-many-tries', `This order was declined ${maxDeclines} times. Try again in an hour.`, {
    headers: {
      'retry-after': '3600',
      'ratelimit-policy': `"payment-tries";q=${maxDeclines};w=3600`,
      ratelimit: '"payment-tries";r=0;t=3600',
    },
  });

/** A repeat must ask for the same. */
export const otherRequest = () =>
  refuseField('/Idempotency-Key', 'This Idempotency-Key was used for another request. Send a new one.');

const words: Record<string, string> = {
  card_declined: 'The card was declined. Nothing was charged; try another way to pay.',
  insufficient_funds: 'There is not enough money on the card. Nothing was charged.',
  card_expired: 'The card has expired. Nothing was charged.',
  no_answer: 'The payment provider did not answer. Nothing was charged; try again.',
  interrupted: 'The payment was interrupted. Nothing was charged.',
  withdrawn: 'The payment was withdrawn. Nothing was charged.',
  order_ended: 'The order had ended. Nothing was charged.',
};

/** @throws Problem 402 with the failed payment's id; the order stays payable. */
export const declined = (payment: { id: number; failureReason: string | null }) =>
  new Problem(402, 'payment-declined', words[payment.failureReason ?? ''] ?? 'The payment was declined.', {
    payment_id: payment.id,
    failure_reason: payment.failureReason,
  });

/** The payment was given up because the order could not be had: nothing was charged. */
export function givenUp(payment: { id: number; failureReason: string | null; failureDetail: string | null }): Problem {
  const { id, failureReason, failureDetail } = payment;
  const why = failureDetail === null ? words[failureReason ?? ''] : `${failureDetail} Nothing was charged.`;
  return notPayable(why ?? 'The payment was given up. Nothing was charged.', { payment_id: id });
}

const statuses: Record<PaymentState, PaymentStatus> = {
  initiated: 'PENDING',
  unknown: 'PENDING',
  authorized: 'PENDING',
  capturing: 'PENDING',
  voiding: 'PENDING',
  agreed: 'PENDING',
  captured: 'COMPLETED',
  partially_refunded: 'PARTIALLY_REFUNDED',
  refunded: 'REFUNDED',
  declined: 'FAILED',
  voided: 'FAILED',
};

export const statusOf = (state: PaymentState): PaymentStatus => statuses[state];

export const statesOf = (status: PaymentStatus): PaymentState[] =>
  paymentStates.filter((state) => statuses[state] === status);

/** Another's payment looks like none. */
export function checkMaySee<Payment extends { userId: number }>(actor: Actor, payment: Payment | null): Payment {
  if (!payment || !mayAct(actor, payment.userId)) throw notFound('payment');
  return payment;
}

/** Lists by account: one's own, or any for staff. */
export function checkMayList(actor: Actor, userId: number): void {
  if (!mayAct(actor, userId)) throw notFound('account');
}

/** What a refund asks for in minor units, null for all that is left. @throws Problem 422 for nothing at all. */
export function refundAmount(input: { amount?: string | number }): number | null {
  if (input.amount === undefined) return null;
  const minor = parseMoney(input.amount, '/amount');
  if (minor === 0) throw refuseField('/amount', 'Refund more than nothing.');
  return minor;
}

/** @throws Problem 409 naming what is left; 422 where the key was used for another refund. */
export function refuseRefund(
  outcome: 'other' | 'open' | 'too-much' | 'not-paid',
  payment: { state: PaymentState; currency: string },
  leftMinor: number,
): never {
  const left = formatMinor(leftMinor);
  switch (outcome) {
    case 'other':
      throw otherRequest();
    case 'open':
      throw conflict('refund-in-progress', 'A refund of this payment is under way. Wait for it to finish.', {
        headers: { 'retry-after': '3' },
      });
    case 'too-much':
      throw conflict('more-than-left', `Only ${left} ${payment.currency} of this payment is left to refund.`, {
        amount_left: left,
      });
    case 'not-paid':
      throw conflict('nothing-to-refund', `A ${statusOf(payment.state)} payment cannot be refunded.`, {
        amount_left: '0.00',
      });
  }
}

/** Money can be received where it was agreed that it comes by hand. @throws Problem 409 otherwise. */
export function checkReceivable(payment: { state: PaymentState; method: PaymentMethod }): 'receive' | 'received' {
  if (payment.state === 'agreed') return 'receive';
  if (isByHand(payment.method) && ['captured', 'partially_refunded', 'refunded'].includes(payment.state))
    return 'received';
  throw conflict('not-awaited', `No money is awaited by hand for this ${statusOf(payment.state)} payment.`);
}

/** Money is given back by those who are staff today, whatever an older token says. */
export function checkStillStaff(answer: { is_active: boolean; account: { role: string } | null }): void {
  if (!answer.is_active || answer.account === null || answer.account.role === 'customer')
    throw forbidden('Only staff may do this.');
}

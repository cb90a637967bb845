import { expect, test } from 'bun:test';
import type { Actor } from '#kit/auth';
import { Problem } from '#kit/problem';
import type { NewPayment } from './model.ts';
import { paymentMethods, paymentStatuses } from './model.ts';
import {
  checkDue,
  checkMaySee,
  checkPayer,
  checkReceivable,
  checkStillStaff,
  declined,
  givenUp,
  isByHand,
  refundAmount,
  refuseRefund,
  statesOf,
  statusOf,
} from './rules.ts';
import { paymentStates } from './saga.ts';

const customer: Actor = { id: 7, role: 'customer', session: 's', token: 't' };
const staff: Actor = { ...customer, id: 50, role: 'staff' };
const input: NewPayment = { order_id: 1, amount: '59.98', payment_method: 'CREDIT_CARD' };
const due = { amount_minor: 5998, currency: 'USD', user_id: 7, payable: true, reason: null };

function refusal(act: () => unknown): Problem {
  try {
    act();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

test('the amount must be what the order costs, however it is written', () => {
  for (const amount of ['59.98', 59.98])
    expect(() => checkDue(customer, { ...input, amount }, due, null)).not.toThrow();
  for (const amount of ['59.97', '59.9', 60, '5998']) {
    const problem = refusal(() => checkDue(customer, { ...input, amount }, due, null));
    expect([problem.status, problem.slug, problem.extra.amount_due]).toEqual([409, 'amount-differs', '59.98']);
  }
  expect(refusal(() => checkDue(customer, { ...input, amount: 59.981 }, due, null)).status).toBe(422);
});

test('an order that cannot be paid says why, and which payment holds it', () => {
  const closed = { ...due, payable: false, reason: 'This order was cancelled.' };
  const problem = refusal(() => checkDue(customer, input, closed, 12));
  expect(problem.body()).toMatchObject({ status: 409, detail: 'This order was cancelled.', payment_id: 12 });
});

test('one pays in one’s own name; staff name the customer whose order it is', () => {
  expect(() => checkPayer(customer, { user_id: 7 })).not.toThrow();
  expect(refusal(() => checkPayer(customer, { user_id: 8 })).status).toBe(403);
  expect(() => checkPayer(staff, { user_id: 8 })).not.toThrow();
  expect(refusal(() => checkDue(staff, { ...input, user_id: 8 }, due, null)).status).toBe(422);
  expect(() => checkDue(staff, { ...input, user_id: 7 }, due, null)).not.toThrow();
});

test('another customer’s payment is not there', () => {
  expect(refusal(() => checkMaySee(customer, { userId: 8 })).status).toBe(404);
  expect(refusal(() => checkMaySee(customer, null)).body()).toEqual(
    refusal(() => checkMaySee(customer, { userId: 8 })).body(),
  );
  expect(checkMaySee(staff, { userId: 8 })).toEqual({ userId: 8 });
});

test('every state shows as one of the public statuses, and every status has its states', () => {
  for (const state of paymentStates) expect(paymentStatuses).toContain(statusOf(state));
  expect(paymentStatuses.flatMap(statesOf).sort()).toEqual([...paymentStates].sort());
});

test('a refund is of something, and of no more than is left', () => {
  expect(refundAmount({})).toBeNull();
  expect(refundAmount({ amount: '1.50' })).toBe(150);
  expect(refusal(() => refundAmount({ amount: 0 })).status).toBe(422);
  const payment = { state: 'captured' as const, currency: 'USD' };
  expect(refusal(() => refuseRefund('too-much', payment, 250)).body()).toMatchObject({
    status: 409,
    amount_left: '2.50',
  });
  expect(refusal(() => refuseRefund('open', payment, 250)).headers['retry-after']).toBe('3');
  expect(refusal(() => refuseRefund('not-paid', { ...payment, state: 'declined' }, 0)).status).toBe(409);
  expect(refusal(() => refuseRefund('other', payment, 250)).status).toBe(422);
});

test('money by hand is received once, and only where it is awaited', () => {
  expect(paymentMethods.filter(isByHand)).toEqual(['BANK_TRANSFER', 'CASH_ON_DELIVERY']);
  expect(checkReceivable({ state: 'agreed', method: 'CASH_ON_DELIVERY' })).toBe('receive');
  expect(checkReceivable({ state: 'captured', method: 'CASH_ON_DELIVERY' })).toBe('received');
  expect(refusal(() => checkReceivable({ state: 'captured', method: 'CREDIT_CARD' })).status).toBe(409);
  expect(refusal(() => checkReceivable({ state: 'voided', method: 'BANK_TRANSFER' })).status).toBe(409);
});

test('staff who are staff no longer give nothing back', () => {
  expect(() => checkStillStaff({ is_active: true, account: { role: 'staff' } })).not.toThrow();
  for (const answer of [
    { is_active: false, account: { role: 'staff' } },
    { is_active: true, account: { role: 'customer' } },
    { is_active: true, account: null },
  ])
    expect(refusal(() => checkStillStaff(answer)).status).toBe(403);
});

test('a declined payment says in words that nothing was charged', () => {
  for (const failureReason of ['card_declined', 'insufficient_funds', 'card_expired', 'no_answer'])
    expect(declined({ id: 3, failureReason }).body()).toMatchObject({
      status: 402,
      payment_id: 3,
      failure_reason: failureReason,
      detail: expect.stringContaining('Nothing was charged'),
    });
  const gone = givenUp({ id: 3, failureReason: 'order_not_payable', failureDetail: 'The order was cancelled.' });
  expect(gone.message).toBe('The order was cancelled. Nothing was charged.');
  expect(givenUp({ id: 3, failureReason: 'interrupted', failureDetail: null }).message).toBe(
    'The payment was interrupted. Nothing was charged.',
  );
});

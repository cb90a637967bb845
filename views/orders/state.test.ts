import { expect, test } from 'bun:test';
import { data } from '../specimens/data.ts';
import { isCancellable, isChecking, isMoving, isPayable, stateWord } from './state.ts';

const { order, unpaidOrder, payment, pendingPayment, failedPayment } = data;

test('an unpaid order can be paid or cancelled', () => {
  expect(isPayable(unpaidOrder, [])).toBe(true);
  expect(isPayable(unpaidOrder, [failedPayment])).toBe(true);
  expect(isCancellable(unpaidOrder)).toBe(true);
  expect(isMoving(unpaidOrder, [])).toBe(false);
});

test('while a payment is being checked nobody is asked to pay again', () => {
  expect(isChecking(unpaidOrder, [pendingPayment])).toBe(true);
  expect(isMoving(unpaidOrder, [pendingPayment])).toBe(true);
  expect(isPayable(unpaidOrder, [pendingPayment])).toBe(false);
  expect(stateWord(unpaidOrder, [pendingPayment])).toBe('We are checking your payment');
});

test('a transfer that takes days is no reason to watch the page', () => {
  const transfer = { ...pendingPayment, payment_method: 'BANK_TRANSFER' as const };
  expect(isMoving(unpaidOrder, [transfer])).toBe(false);
});

test('an order being confirmed moves, also while payments are away', () => {
  expect(isMoving({ ...unpaidOrder, confirming: true }, null)).toBe(true);
  expect(isPayable({ ...unpaidOrder, confirming: true }, null)).toBe(false);
});

test('a paid order rests and cannot be cancelled by its customer', () => {
  expect(isMoving(order, [payment])).toBe(false);
  expect(isPayable(order, [payment])).toBe(false);
  expect(isCancellable(order)).toBe(false);
  expect(stateWord(order, [payment])).toBe('On its way');
});

import { expect, test } from 'bun:test';
import type { Actor } from '#kit/auth';
import { Problem } from '#kit/problem';
import { orderStatuses } from './model.ts';
import {
  checkCustomer,
  checkMayList,
  checkMaySee,
  customerOf,
  deliveryMinor,
  payableMargin,
  priceLines,
  type Quoted,
  readLines,
} from './rules.ts';
import { orderStates } from './saga.ts';
import { isConfirming, paymentStatusOf, statesOf, statusOf } from './status.ts';
import { checkMayReaddress, whyNotPayable } from './wishes.ts';

const customer: Actor = { id: 7, role: 'customer', session: 's', token: 't' };
const staff: Actor = { ...customer, id: 50, role: 'staff' };
const order = (...items: { book_id: number; quantity: number; price?: string | number }[]) => ({
  shipping_address: 'Here',
  items,
});
const quote = (book_id: number, more: Partial<Quoted> = {}): Quoted => ({
  book_id,
  found: true,
  purchasable: true,
  title: `Book ${book_id}`,
  author: 'A',
  isbn: null,
  unit_minor: 2999,
  currency: 'USD',
  available: 10,
  ...more,
});
const priced = (input: ReturnType<typeof order>, ...quoted: Quoted[]) =>
  priceLines(input, readLines(input.items), quoted);

function refusal(act: () => unknown): Problem {
  try {
    act();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

test('delivery costs nothing unless it is asked for; standard is free from 25.00 on', () => {
  expect(deliveryMinor(null, 100)).toBe(0);
  expect([deliveryMinor('standard', 2499), deliveryMinor('standard', 2500)]).toEqual([495, 0]);
  expect([deliveryMinor('express', 100_000), deliveryMinor('collect', 1)]).toEqual([995, 0]);
});

test('lines of one book become one, and no more than 99 copies of it', () => {
  expect(
    readLines(order({ book_id: 1, quantity: 2 }, { book_id: 2, quantity: 1 }, { book_id: 1, quantity: 3 }).items).lines,
  ).toEqual([
    { bookId: 1, quantity: 5 },
    { bookId: 2, quantity: 1 },
  ]);
  const problem = refusal(() => readLines(order({ book_id: 1, quantity: 60 }, { book_id: 1, quantity: 40 }).items));
  expect([problem.status, problem.extra.errors?.[0]?.pointer]).toEqual([422, '/items/1/quantity']);
});

test('the price that counts is that of books; a price the buyer saw must be the same', () => {
  const { lines, goodsMinor, currency } = priced(order({ book_id: 1, quantity: 2, price: 29.99 }), quote(1));
  expect([lines[0]?.unit_minor, goodsMinor, currency]).toEqual([2999, 5998, 'USD']);
  const moved = refusal(() =>
    priced(order({ book_id: 1, quantity: 1, price: '29.98' }, { book_id: 2, quantity: 1 }), quote(1), quote(2)),
  );
  expect(moved.body()).toMatchObject({
    status: 409,
    type: '/problems/price-changed',
    lines: [{ book_id: 1, price: '29.99', seen: '29.98', currency: 'USD' }],
  });
  expect(refusal(() => priced(order({ book_id: 1, quantity: 1, price: 29.999 }), quote(1))).status).toBe(422);
});

test('unknown books are named by their line, books no longer sold by name', () => {
  const unknown = refusal(() =>
    priced(order({ book_id: 1, quantity: 1 }, { book_id: 9, quantity: 1 }), quote(1), quote(9, { found: false })),
  );
  expect([unknown.status, unknown.extra.errors]).toEqual([
    422,
    [{ pointer: '/items/1/book_id', detail: 'There is no book 9.' }],
  ]);
  const gone = refusal(() => priced(order({ book_id: 1, quantity: 1 }), quote(1, { purchasable: false })));
  expect([gone.status, gone.slug, gone.extra.lines]).toEqual([409, 'not-for-sale', [{ book_id: 1, title: 'Book 1' }]]);
});

test('each line that falls short is named with what is left', () => {
  const short = refusal(() =>
    priced(order({ book_id: 1, quantity: 3 }, { book_id: 2, quantity: 1 }), quote(1, { available: 2 }), quote(2)),
  );
  expect([short.status, short.slug, short.extra.lines]).toEqual([
    409,
    'out-of-stock',
    [{ book_id: 1, wanted: 3, available: 2, title: 'Book 1' }],
  ]);
});

test('an order too dear to be paid, or in two currencies, is refused', () => {
  const dear = quote(1, { unit_minor: 99_999_999_999 });
  expect(refusal(() => priced(order({ book_id: 1, quantity: 2 }), dear)).status).toBe(422);
  const mixed = refusal(() =>
    priced(order({ book_id: 1, quantity: 1 }, { book_id: 2, quantity: 1 }), quote(1), quote(2, { currency: 'EUR' })),
  );
  expect(mixed.status).toBe(422);
});

test('customers order in their own name, staff in anybody’s who may still order', () => {
  expect(customerOf(customer, {})).toBe(7);
  expect(customerOf(customer, { user_id: 7 })).toBe(7);
  expect(refusal(() => customerOf(customer, { user_id: 8 })).status).toBe(403);
  expect(customerOf(staff, { user_id: 8 })).toBe(8);
  expect(refusal(() => checkCustomer(customer, 7, { exists: true, is_active: false })).status).toBe(403);
  expect(refusal(() => checkCustomer(staff, 8, { exists: false, is_active: false })).extra.errors?.[0]?.pointer).toBe(
    '/user_id',
  );
});

test('another customer’s order or account looks like none', () => {
  expect(refusal(() => checkMaySee(customer, { userId: 8 })).body()).toEqual(
    refusal(() => checkMaySee(customer, null)).body(),
  );
  expect(checkMaySee(staff, { userId: 8 })).toEqual({ userId: 8 });
  expect(refusal(() => checkMayList(customer, 8)).status).toBe(404);
});

test('every state shows as one public status, and only two are still being confirmed', () => {
  expect(orderStatuses.flatMap(statesOf).sort()).toEqual([...orderStates].sort());
  expect(orderStates.filter(isConfirming)).toEqual(['pending_reservation', 'committing']);
  expect(orderStates.filter((state) => statusOf(state) === 'CANCELLED').sort()).toEqual([
    'cancel_pending',
    'cancelled',
    'expired',
    'rejected',
  ]);
});

test('the payment status follows the money', () => {
  const money = (paidMinor: number, refundedMinor: number, totalMinor = 100) =>
    paymentStatusOf({ state: 'confirmed', totalMinor, paidMinor, refundedMinor });
  expect([money(0, 0), money(100, 0), money(100, 40), money(100, 100)]).toEqual([
    'UNPAID',
    'PAID',
    'PARTIALLY_REFUNDED',
    'REFUNDED',
  ]);
  expect(money(0, 0, 0)).toBe('PAID');
  expect(paymentStatusOf({ state: 'awaiting_payment', totalMinor: 0, paidMinor: 0, refundedMinor: 0 })).toBe('UNPAID');
});

test('an order can be paid while a minute is left, and says why when it cannot', () => {
  expect([payableMargin(900), payableMargin(30)]).toEqual([60, 10]);
  expect(whyNotPayable({ state: 'awaiting_payment', secondsLeft: 60 }, 60)).toBeNull();
  expect(whyNotPayable({ state: 'awaiting_payment', secondsLeft: 59.9 }, 60)).toContain('run out');
  for (const state of orderStates.filter((state) => state !== 'awaiting_payment'))
    expect(whyNotPayable({ state, secondsLeft: 900 }, 60)).toBeString();
});

test('the address can change until the parcel leaves', () => {
  const fixed: string[] = orderStates.filter((state) => {
    try {
      checkMayReaddress(state);
      return false;
    } catch {
      return true;
    }
  });
  expect(fixed.sort()).toEqual(
    ['shipped', 'delivered', 'cancel_pending', 'return_pending', 'rejected', 'expired', 'cancelled', 'returned'].sort(),
  );
});

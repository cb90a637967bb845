import { expect, test } from 'bun:test';
import { bookById, books } from './catalogue.ts';
import { orders, type SampleOrder, type SampleOrderState } from './orders.ts';
import { customers } from './people.ts';
import { isCommitted, unitsHeld, unitsReceived, unitsRestocked, unitsSold, wasRestocked } from './stock.ts';

const instant = /^20(25|26)-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const uuid7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/;

// The steps the shop allows, for histories that could have happened.
const next: Record<SampleOrderState, readonly SampleOrderState[]> = {
  pending_reservation: ['awaiting_payment', 'rejected'],
  awaiting_payment: ['committing', 'cancelled', 'expired'],
  committing: ['confirmed'],
  confirmed: ['processing', 'cancel_pending'],
  processing: ['shipped', 'cancel_pending'],
  shipped: ['delivered', 'return_pending'],
  delivered: ['return_pending'],
  cancel_pending: ['cancelled'],
  return_pending: ['returned'],
  rejected: [],
  expired: [],
  cancelled: [],
  returned: [],
};

const inState = (state: SampleOrderState) => orders.filter((order) => order.state === state);
const unitsOf = (list: SampleOrder[], bookId: number) =>
  list.flatMap((order) => order.lines).reduce((sum, line) => sum + (line.book_id === bookId ? line.quantity : 0), 0);
const captured = (order: SampleOrder) => order.payments.filter((payment) => payment.captured_at !== null);

test('orders are numbered without gaps, in the order they were placed, with names of their own', () => {
  expect(orders.map((order) => order.id)).toEqual(orders.map((_, index) => 1001 + index));
  const times = orders.map((order) => order.placed_at);
  expect(times.toSorted()).toEqual(times);
  expect(new Set(orders.map((order) => order.number)).size).toBe(orders.length);
  for (const order of orders) expect(order.number).toMatch(/^CB-[2-9CDFGHJKMNPQRTVWXY]{4}-[2-9CDFGHJKMNPQRTVWXY]{4}$/);
  const uids = orders.flatMap((order) => [
    order.uid,
    ...order.payments.flatMap((payment) => [payment.uid, ...payment.refunds.map((refund) => refund.uid)]),
  ]);
  for (const uid of uids) expect(uid).toMatch(uuid7);
  expect(new Set(uids).size).toBe(uids.length);
});

test('there is an order in every state a visitor can meet', () => {
  const counts = {
    awaiting_payment: inState('awaiting_payment').length,
    expired: inState('expired').length,
    rejected: inState('rejected').length,
    cancelledUnpaid: inState('cancelled').filter((order) => !isCommitted(order)).length,
    cancelledPaid: inState('cancelled').filter(isCommitted).length,
    confirmed: inState('confirmed').filter((order) => order.payment_status === 'paid').length,
    confirmedToBePaid: inState('confirmed').filter((order) => order.payment_status === 'unpaid').length,
    processing: inState('processing').length,
    shipped: inState('shipped').length,
    delivered: inState('delivered').length,
    partlyRefunded: inState('delivered').filter((order) => order.payment_status === 'partially_refunded').length,
    returned: inState('returned').length,
  };
  expect(Math.min(...Object.values(counts)), JSON.stringify(counts)).toBeGreaterThanOrEqual(2);
  expect(counts.delivered).toBeGreaterThan(orders.length / 2);
  expect(orders.filter((order) => order.payments.some((payment) => payment.state === 'declined')).length).toBe(2);
});

test('every history could have happened, in that order', () => {
  for (const order of orders) {
    expect(order.history[0]).toMatchObject({ state: 'pending_reservation', at: order.placed_at, by: 'customer' });
    expect(order.placed_at).toMatch(instant);
    order.history.forEach((step, index) => {
      expect(step.at, `order ${order.id}`).toMatch(instant);
      const following = order.history[index + 1];
      if (following === undefined) return;
      expect(next[step.state], `order ${order.id}`).toContain(following.state);
      expect(following.at > step.at, `order ${order.id}`).toBe(true);
    });
  }
});

test('a customer orders after joining, from editions that were out, each book once', () => {
  for (const order of orders) {
    const customer = customers.find((person) => person.id === order.customer_id);
    expect(order.placed_at > (customer?.joined_at ?? '9'), `order ${order.id}`).toBe(true);
    expect(order.lines.length, `order ${order.id}`).toBeGreaterThan(0);
    expect(new Set(order.lines.map((line) => line.book_id)).size, `order ${order.id}`).toBe(order.lines.length);
    for (const line of order.lines) {
      expect(line.quantity).toBeWithin(1, 100);
      expect(bookById(line.book_id).published_on <= order.placed_at, `order ${order.id}`).toBe(true);
    }
  }
});

test('the total is the lines at catalogue prices, and every attempt asks for it', () => {
  for (const order of orders) {
    for (const line of order.lines) expect(line.price_minor).toBe(bookById(line.book_id).price_minor);
    const total = order.lines.reduce((sum, line) => sum + line.price_minor * line.quantity, 0);
    expect(order.total_minor, `order ${order.id}`).toBe(total);
    for (const payment of order.payments) expect(payment.amount_minor, `order ${order.id}`).toBe(total);
  }
});

test('money is captured at most once, and only for orders that were confirmed', () => {
  for (const order of orders) {
    expect(captured(order).length, `order ${order.id}`).toBeLessThanOrEqual(1);
    if (captured(order).length === 1) expect(isCommitted(order), `order ${order.id}`).toBe(true);
    const done = ['processing', 'shipped', 'delivered', 'returned'].includes(order.state);
    const cash = order.payments.some((payment) => payment.method === 'CASH_ON_DELIVERY');
    if (order.state === 'delivered' || (done && !cash)) expect(captured(order).length, `order ${order.id}`).toBe(1);
    if (isCommitted(order)) expect(order.payments.at(-1)?.state, `order ${order.id}`).not.toBe('declined');
  }
});

test('money goes back only where it came from, and payment states tell how much', () => {
  for (const order of orders) {
    for (const payment of order.payments) {
      const back = payment.refunds.reduce((sum, refund) => sum + refund.amount_minor, 0);
      const taken = payment.captured_at === null ? 0 : payment.amount_minor;
      expect(back, `order ${order.id}`).toBeLessThanOrEqual(taken);
      expect(payment.state === 'refunded', `order ${order.id}`).toBe(taken > 0 && back === taken);
      expect(payment.state === 'partially_refunded', `order ${order.id}`).toBe(back > 0 && back < taken);
      expect(payment.state === 'declined', `order ${order.id}`).toBe(payment.failure_reason !== undefined);
      for (const refund of payment.refunds) expect(refund.at > (payment.captured_at ?? '9')).toBe(true);
    }
  }
});

test('returned and cancelled orders are refunded in full, and the books are back', () => {
  const undone = orders.filter((order) => isCommitted(order) && ['returned', 'cancelled'].includes(order.state));
  for (const order of undone) expect(order.payment_status, `order ${order.id}`).toBe('refunded');
  expect(orders.filter(wasRestocked)).toEqual(undone);
});

test('stock covers what is held, and the units sold are those that left for good', () => {
  for (const book of books) {
    expect(unitsHeld(book.id), book.title).toBeLessThanOrEqual(book.stock);
    const left = orders.filter((order) => isCommitted(order) && !['returned', 'cancelled'].includes(order.state));
    expect(unitsSold(book.id), book.title).toBe(unitsOf(left, book.id));
    expect(unitsReceived(book.id) - unitsSold(book.id), book.title).toBe(book.stock);
    expect(unitsRestocked(book.id)).toBeLessThanOrEqual(unitsReceived(book.id));
  }
  const sold = books.reduce((sum, book) => sum + unitsSold(book.id), 0);
  expect(sold).toBeWithin(200, 400);
  expect(books.reduce((sum, book) => sum + unitsHeld(book.id), 0)).toBe(6);
});

test('a rejected order names the lines that fell short', () => {
  for (const order of orders) expect(order.shortage.length > 0, `order ${order.id}`).toBe(order.state === 'rejected');
  for (const { available, wanted } of orders.flatMap((order) => order.shortage)) {
    expect(available).toBeLessThan(wanted);
  }
});

test('only orders that await payment can expire, and not in our time', () => {
  for (const order of orders) {
    expect(order.expires_at).toBe(order.state === 'awaiting_payment' ? '2099-12-31T23:59:59Z' : null);
    const undone = ['expired', 'rejected', 'cancelled'].includes(order.state);
    expect(order.cancel_reason !== undefined, `order ${order.id}`).toBe(undone);
  }
});

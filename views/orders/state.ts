// What an order's state means for its page: whether it still moves by itself, and what can be done.

import type { Order } from '#services/orders/model';
import type { Payment } from '#services/payments/model';
import { statusWords } from '../parts/words.ts';

/** Methods whose payment is pending for days, which is no reason to watch the page. */
const paidLater = ['BANK_TRANSFER', 'CASH_ON_DELIVERY'];

/** A payment whose outcome we do not know yet: nobody must pay again. */
export const isChecking = (order: Order, payments: readonly Payment[] | null): boolean =>
  order.status === 'PENDING' &&
  (payments ?? []).some((payment) => payment.status === 'PENDING' && !paidLater.includes(payment.payment_method));

/** The page changes by itself within seconds: it asks again. */
export const isMoving = (order: Order, payments: readonly Payment[] | null): boolean =>
  order.confirming || isChecking(order, payments);

export const isPayable = (order: Order, payments: readonly Payment[] | null): boolean =>
  order.status === 'PENDING' && order.payment_status === 'UNPAID' && !isMoving(order, payments);

/** Nothing was paid yet, so that it is cancelled whole. */
export const isCancellable = (order: Order): boolean => order.status === 'PENDING' && order.payment_status === 'UNPAID';

/** Paid or agreed, and not packed yet: single books can be called off, and the whole. */
export const isPartable = (order: Order): boolean => order.status === 'CONFIRMED';

/** It has left, and books of it can still be sent back. `now` as an instant. */
export const isReturnable = (order: Order, now: string): boolean =>
  (order.status === 'SHIPPED' || order.status === 'DELIVERED') &&
  (order.returnable_until === null || order.returnable_until > now);

/** On its way to the customer: the page asks for news once in a while. */
export const isUnderWay = ({ status }: Order): boolean =>
  status === 'CONFIRMED' || status === 'PROCESSING' || status === 'SHIPPED';

/** Nothing of it waits to be paid or confirmed any more: whoever wants its books again begins anew. */
export const canBuyAgain = ({ status }: Order): boolean =>
  status === 'CANCELLED' || status === 'DELIVERED' || status === 'RETURNED';

/** Where the order stands, in a few words; what a screen reader hears when it changes. */
export function stateWord(order: Order, payments: readonly Payment[] | null) {
  if (isChecking(order, payments)) return 'We are checking your payment';
  return order.confirming ? 'We are confirming your order' : statusWords[order.status];
}

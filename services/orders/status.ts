// The saga's finer states and the words the world sees for them.

import type { OrderStatus, PaymentStatus } from './model.ts';
import { type OrderState, orderStates, owed, type Saga } from './saga.ts';

const statuses: Record<OrderState, OrderStatus> = {
  pending_reservation: 'PENDING',
  awaiting_payment: 'PENDING',
  committing: 'PENDING',
  confirmed: 'CONFIRMED',
  processing: 'PROCESSING',
  shipped: 'SHIPPED',
  delivered: 'DELIVERED',
  cancel_pending: 'CANCELLED',
  rejected: 'CANCELLED',
  expired: 'CANCELLED',
  cancelled: 'CANCELLED',
  return_pending: 'RETURNED',
  returned: 'RETURNED',
};

export const statusOf = (state: OrderState): OrderStatus => statuses[state];

export const statesOf = (status: OrderStatus): OrderState[] =>
  orderStates.filter((state) => statuses[state] === status);

/** While stock or payment are being confirmed, nobody but the shop can say what comes next. */
export const isConfirming = (state: OrderState): boolean => state === 'pending_reservation' || state === 'committing';

const standing: readonly OrderStatus[] = ['CONFIRMED', 'PROCESSING', 'SHIPPED', 'DELIVERED'];

/** An order that costs nothing is paid as soon as it stands. */
export function paymentStatusOf(
  order: Pick<Saga, 'state' | 'totalMinor' | 'paidMinor' | 'refundedMinor'>,
): PaymentStatus {
  if (order.refundedMinor > 0) return owed(order) > 0 ? 'PARTIALLY_REFUNDED' : 'REFUNDED';
  const free = order.totalMinor === 0 && standing.includes(statusOf(order.state));
  return order.paidMinor > 0 || free ? 'PAID' : 'UNPAID';
}

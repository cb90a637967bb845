// What customers and staff may wish of an order, and the move it becomes; pure, and every refusal says what stands.

import { conflict, forbidden, type Problem } from '#kit/problem';
import type { OrderStatus } from './model.ts';
import { type Move, type OrderState, owed, type Party, type Saga, transitions } from './saga.ts';
import { statusOf } from './status.ts';

export type Wisher = { by: Extract<Party, 'customer' | 'staff'>; staff: boolean; note?: string | null };

/** DELETE: null where it is cancelled already. @throws Problem 409 for an order that is paid, being paid, or on its way. */
export function cancelUnpaid(order: Saga, wisher: Wisher): Move | null {
  if (statusOf(order.state) === 'CANCELLED') return null;
  return cancel(order, wisher, false);
}

/**
 * PATCH …/update_status/: staff move an order along, or end it; its owner may only cancel it while it is unpaid.
 * @throws Problem 403, or 409 for a step that does not lead from here.
 */
export function stepTo(order: Saga, status: OrderStatus, wisher: Wisher): Move {
  if (status === 'CANCELLED') return cancel(order, wisher, wisher.staff);
  if (!wisher.staff) throw forbidden('You may only cancel your order.');
  const to = targets[status];
  if (to === undefined || !transitions[order.state].includes(to)) throw noStep(order.state, status);
  const { by, note } = wisher;
  return { to, by, note, ...(tells[to] === undefined ? {} : { tell: tells[to] }) };
}

const tells: Partial<Record<OrderState, Move['tell']>> = { return_pending: ['refund_due'], shipped: ['shipped'] };

/** PENDING is where orders begin, CONFIRMED is reached through payments alone. */
const targets: Partial<Record<OrderStatus, OrderState>> = {
  PROCESSING: 'processing',
  SHIPPED: 'shipped',
  DELIVERED: 'delivered',
  RETURNED: 'return_pending',
};

/** Cancels whatever has not left, giving back what was paid. @throws Problem 409 while it is being paid, or once it left. */
export const callOff = (order: Saga, wisher: Wisher): Move => cancel(order, wisher, true);

function cancel(order: Saga, { by, note }: Wisher, refunding: boolean): Move {
  switch (order.state) {
    case 'pending_reservation':
    case 'awaiting_payment':
      return { to: 'cancelled', by, note, set: { cancelReason: by }, tell: ['stock_freed', 'cancelled'] };
    case 'committing':
      throw conflict('payment-in-progress', 'A payment for this order is being confirmed. Try again in a moment.', {
        headers: { 'retry-after': '2' },
      });
    case 'confirmed':
    case 'processing':
      if (owed(order) > 0 && !refunding)
        throw conflict('order-paid', 'This order is paid. It can be cancelled once the payment was refunded.');
      // Told for an unpaid order too: a payment agreed for later must be given up.
      return { to: 'cancel_pending', by, note, set: { cancelReason: by }, tell: ['refund_due', 'cancelled'] };
    default:
      throw noStep(order.state, 'CANCELLED');
  }
}

function noStep(from: OrderState, to: OrderStatus): Problem {
  const present = statusOf(from);
  const why = to === 'CONFIRMED' ? 'An order is confirmed by a payment.' : `A ${present} order cannot become ${to}.`;
  return conflict('no-such-step', why, { order_status: present });
}

const onTheShelf: readonly OrderState[] = [
  'pending_reservation',
  'awaiting_payment',
  'committing',
  'confirmed',
  'processing',
];

/** @throws Problem 409 once the parcel left or the order ended. */
export function checkMayReaddress(state: OrderState): void {
  if (onTheShelf.includes(state)) return;
  const status = statusOf(state);
  throw conflict('too-late', `A ${status} order keeps its address.`, { order_status: status });
}

/** Why an order cannot be paid now, for a person; null where it can. */
export function whyNotPayable(order: { state: OrderState; secondsLeft: number | null }, margin: number): string | null {
  switch (order.state) {
    case 'awaiting_payment':
      return (order.secondsLeft ?? 0) >= margin ? null : 'The time to pay this order has run out.';
    case 'pending_reservation':
      return 'The stock for this order is still being confirmed.';
    case 'committing':
      return 'A payment for this order is being confirmed.';
    default:
      return statusOf(order.state) === 'CANCELLED' ? 'This order was cancelled.' : 'This order was paid for already.';
  }
}

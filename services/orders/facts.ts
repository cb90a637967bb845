// What other rooms are told of a move, in the words of the contracts.

import { instantOrNull } from '#kit/time';
import * as says from '#nats/orders';
import type { OrderView, Told } from './repository/orders.ts';
import { type CancelReason, type Move, never, type OrderFact } from './saga.ts';

/** The fact about an order as it is before the move. */
export function told(order: OrderView, fact: OrderFact, move: Move): Told {
  const guest = order.guestId === null ? {} : { guest_id: order.guestId };
  const about = { order_id: order.id, user_id: order.userId, ...guest };
  const reason = move.set?.cancelReason ?? order.cancelReason;
  switch (fact) {
    case 'placed':
      // The time to pay begins with this move; the database's clock says when it ends.
      return {
        ...says.placed,
        body: { ...about, receipt: receiptOf(order), expires_at: instantOrNull(order.expiresAt) },
      };
    case 'paid':
      return {
        ...says.paid,
        body: { ...about, ...soldOf(order), receipt: receiptOf(order), prepaid: order.prepaid ?? true },
      };
    case 'shipped':
      return { ...says.shipped, body: { ...about, receipt: receiptOf(order), note: move.note ?? null } };
    case 'cancelled':
      return { ...says.cancelled, body: { ...about, receipt: receiptOf(order), ...endOf(order, move, reason) } };
    case 'refunded':
      return { ...says.refunded, body: { ...about, receipt: receiptOf(order), ...moneyBackOf(order, move) } };
    case 'stock_freed':
      return { ...says.stockFreed, body: { order_uid: order.uid } };
    case 'refund_due':
      return {
        ...says.refundDue,
        body: { order_uid: order.uid, order_id: order.id, reason: reason ? 'Order cancelled' : 'Order returned' },
      };
    default:
      return never(fact);
  }
}

const receiptOf = (order: OrderView) => ({
  number: order.number,
  currency: order.currency,
  lines: order.items.map(({ title, author, quantity, subtotal_minor }) => ({
    title,
    author,
    quantity,
    subtotal_minor,
  })),
  delivery_minor: order.deliveryMinor,
  total_minor: order.totalMinor,
});

const soldOf = (order: OrderView) => ({
  lines: order.items.map(({ book_id, quantity }) => ({ book_id, quantity })),
});

function endOf(order: OrderView, { set = {} }: Move, reason: CancelReason | null) {
  return { reason: reason ?? 'staff', owed_minor: (set.paidMinor ?? order.paidMinor) - order.refundedMinor };
}

function moneyBackOf(order: OrderView, { set = {} }: Move) {
  const refunded = set.refundedMinor ?? order.refundedMinor;
  return { amount_minor: refunded - order.refundedMinor, refunded_minor: refunded };
}

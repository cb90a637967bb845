// Rows → what the door shows.

import { formatMinor } from '#kit/money';
import { instant, instantOrNull } from '#kit/time';
import type { Order, OrderReturn } from './model.ts';
import type { OrderView, Passage } from './repository/orders.ts';
import type { ReturnView } from './repository/returns.ts';
import { isConfirming, paymentStatusOf, statusOf } from './status.ts';

export const present = (order: OrderView): Order => ({
  id: order.id,
  number: order.number,
  user_id: order.userId,
  status: statusOf(order.state),
  items: order.items.map((item) => ({
    id: item.id,
    book_id: item.book_id,
    title: item.title,
    author: item.author,
    isbn: item.isbn,
    price: formatMinor(item.unit_minor),
    quantity: item.quantity,
    subtotal: formatMinor(item.subtotal_minor),
    cancelled: item.cancelled,
    returned: item.returned,
    returning: item.returning,
  })),
  total_amount: formatMinor(order.totalMinor),
  currency: order.currency,
  shipping_address: order.shippingAddress,
  payment_status: paymentStatusOf(order),
  refunded_amount: formatMinor(order.refundedMinor),
  cancel_reason: order.cancelReason,
  delivery_method: order.deliveryMethod,
  delivery_amount: formatMinor(order.deliveryMinor),
  confirming: isConfirming(order.state),
  returnable_until: instantOrNull(order.returnableUntil),
  expires_at: statusOf(order.state) === 'PENDING' ? instantOrNull(order.expiresAt) : null,
  created_at: instant(order.createdAt),
  updated_at: instant(order.updatedAt),
  history: historyOf(order.history),
});

/** What anybody learns who knows the number and the address it was ordered with, which is that of the guest where it was one. */
export function tracked(order: OrderView) {
  const { number, status, items, history, created_at } = present(order);
  return {
    user_id: order.guestId ?? order.userId,
    number,
    status,
    created_at,
    lines: items.map(({ title, author, quantity }) => ({ title, author, quantity })),
    history: history.map(({ status: step, at }) => ({ status: step, at })),
  };
}

/** The steps the world sees: where two inner states show one status, the first tells it. */
function historyOf(passages: Passage[]): Order['history'] {
  return passages.flatMap(({ state, at, by, note }, index) => {
    const status = statusOf(state);
    const before = passages[index - 1];
    return before && statusOf(before.state) === status ? [] : [{ status, at: instant(at), by, note }];
  });
}

export const presentReturn = (asked: ReturnView): OrderReturn => ({
  id: asked.id,
  order_id: asked.orderId,
  order_number: asked.orderNumber,
  user_id: asked.userId,
  kind: upper(asked.kind),
  status: upper(asked.state),
  items: asked.lines.map(({ item_id, book_id, title, author, quantity }) => ({
    item_id,
    book_id,
    title,
    author,
    quantity,
  })),
  reason: upper(asked.reason),
  note: asked.note,
  answer: asked.answer,
  amount: formatMinor(asked.amountMinor),
  currency: asked.currency,
  created_at: instant(asked.createdAt),
  updated_at: instant(asked.updatedAt),
});

const upper = <Word extends string>(word: Word): Uppercase<Word> => word.toUpperCase() as Uppercase<Word>;

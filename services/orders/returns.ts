// Copies that are called off before an order leaves, or come back after: what customers and staff may wish, and what it makes
// of the order; pure, and every refusal says what stands.

import { conflict, type Problem, refuseFields } from '#kit/problem';
import type { OrderState } from './saga.ts';
import { statusOf } from './status.ts';

export const returnKinds = ['cancellation', 'return'] as const;
export type ReturnKind = (typeof returnKinds)[number];

/** `granted`: the copies are back with us and their money is due. */
export const returnStates = ['requested', 'accepted', 'declined', 'granted', 'refunded'] as const;
export type ReturnState = (typeof returnStates)[number];

export const returnReasons = ['changed_mind', 'by_mistake', 'too_late', 'damaged', 'wrong_book', 'other'] as const;
export type ReturnReason = (typeof returnReasons)[number];

/** Days after delivery within which books may be sent back. */
export const returnDays = 30;

type Item = {
  id: number;
  book_id: number;
  title: string;
  unit_minor: number;
  quantity: number;
  cancelled: number;
  returned: number;
  returning: number;
};
export type Standing = { state: OrderState; daysSinceDelivery: number | null; items: readonly Item[] };
export type Line = { item_id: number; quantity: number };

/** Copies of a line that are still the customer's, and of which nobody said anything yet. */
export const copiesLeft = (item: Omit<Item, 'unit_minor' | 'id' | 'title' | 'book_id'>): number =>
  item.quantity - item.cancelled - item.returned - item.returning;

/** Lines as they were asked for, one an item. @throws Problem 422 naming each that is no line of the order, or asks too much. */
export function readReturn(order: Standing, asked: readonly Line[]): Line[] {
  const wanted = new Map<number, number>();
  const errors = asked.flatMap(({ item_id, quantity }, at) => {
    const item = order.items.find(({ id }) => id === item_id);
    if (!item) return [{ pointer: `/items/${at}/item_id`, detail: 'This order has no such line.' }];
    const sum = (wanted.get(item_id) ?? 0) + quantity;
    wanted.set(item_id, sum);
    const left = copiesLeft(item);
    return sum > left
      ? [{ pointer: `/items/${at}/quantity`, detail: `Of “${item.title}” ${left} can be chosen.` }]
      : [];
  });
  if (errors.length > 0) throw refuseFields(errors);
  return [...wanted].map(([item_id, quantity]) => ({ item_id, quantity }));
}

/** Whether nothing of the order would be left with the customer after these lines. */
export const takesAll = ({ items }: Standing, lines: readonly Line[]): boolean =>
  items.every(
    ({ id, quantity, cancelled, returned }) =>
      quantity - cancelled - returned === (lines.find(({ item_id }) => item_id === id)?.quantity ?? 0),
  );

/** @throws Problem 409 for an order that is not paid yet, is being paid, is packed, or ended. */
export function checkMayCancelPart(order: Standing, wisher: { staff: boolean }): void {
  switch (order.state) {
    case 'confirmed':
      return;
    case 'processing':
      if (wisher.staff) return;
      throw tooLate(order, 'This order is being packed already. Send back what you do not want once it has arrived.');
    case 'committing':
      throw beingPaid();
    case 'pending_reservation':
    case 'awaiting_payment':
      throw conflict('not-in-part', 'An order that is not paid yet can only be cancelled whole.');
    case 'shipped':
    case 'delivered':
      throw tooLate(order, 'This order has left. Send back what you do not want.');
    default:
      throw tooLate(order, `A ${statusOf(order.state)} order keeps its lines.`);
  }
}

/** A customer may call off the whole order until it is packed, staff until it leaves. @throws Problem 409 `too-late`. */
export function checkMayCancelWhole(order: Standing, wisher: { staff: boolean }): void {
  const unpaid = ['pending_reservation', 'awaiting_payment', 'committing'].includes(order.state);
  if (!unpaid) checkMayCancelPart(order, wisher);
}

/** @throws Problem 409 for an order that has not left, ended, or arrived too long ago. */
export function checkMayReturn(order: Standing, wisher: { staff: boolean }): void {
  if (order.state !== 'shipped' && order.state !== 'delivered')
    throw conflict('not-returnable', 'Books can be sent back once their order has left.', {
      order_status: statusOf(order.state),
    });
  const days = order.daysSinceDelivery ?? 0;
  if (wisher.staff || days <= returnDays) return;
  throw conflict(
    'return-window-closed',
    `Books can be sent back within ${returnDays} days of delivery. These arrived ${Math.floor(days)} days ago.`,
    { order_status: statusOf(order.state) },
  );
}

const steps: Record<ReturnState, readonly ReturnState[]> = {
  requested: ['accepted', 'declined', 'granted'],
  accepted: ['declined', 'granted'],
  declined: [],
  granted: [],
  refunded: [],
};

/** @throws Problem 409 for a step that does not lead from here, or where the order has ended meanwhile. */
export function checkReturnStep(order: Standing, from: ReturnState, to: ReturnState): void {
  if (order.state !== 'shipped' && order.state !== 'delivered')
    throw tooLate(order, `The order is ${statusOf(order.state)} by now.`);
  if (steps[from].includes(to)) return;
  throw conflict('no-such-step', `A ${from.toUpperCase()} return cannot become ${to.toUpperCase()}.`);
}

/** What the refund says it is for; the customer reads it on the credit note. */
export function refundWords(kind: ReturnKind, items: readonly Item[], lines: readonly Line[]): string {
  const named = lines.map(({ item_id, quantity }) => {
    const title = items.find(({ id }) => id === item_id)?.title ?? '';
    return `${quantity} × ${title.length > 80 ? `${title.slice(0, 79)}…` : title}`;
  });
  const shown = named.length > 5 ? [...named.slice(0, 5), `${named.length - 5} more`] : named;
  return `${kind === 'cancellation' ? 'Cancelled' : 'Returned'}: ${shown.join(', ')}`;
}

const tooLate = (order: Standing, detail: string): Problem =>
  conflict('too-late', detail, { order_status: statusOf(order.state) });

const beingPaid = (): Problem =>
  conflict('payment-in-progress', 'A payment for this order is being confirmed. Try again in a moment.', {
    headers: { 'retry-after': '2' },
  });

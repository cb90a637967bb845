import { bookById } from './catalogue.ts';
import { orders, type SampleOrder } from './orders.ts';

/** Units of this book held for orders that still await payment. */
export function unitsHeld(bookId: number): number {
  return unitsIn(
    bookId,
    orders.filter((order) => order.state === 'awaiting_payment'),
  );
}

/** Units of this book that orders have taken off the shelf for good: committed and not put back. */
export function unitsSold(bookId: number): number {
  return unitsIn(bookId, orders.filter(isCommitted)) - unitsRestocked(bookId);
}

/** Units of this book that were committed and later put back, by a cancellation after payment or a return. */
export function unitsRestocked(bookId: number): number {
  return unitsIn(bookId, orders.filter(wasRestocked));
}

/** Units that must have been received so that `stock` stands on the shelf after the sample orders. */
export function unitsReceived(bookId: number): number {
  return bookById(bookId).stock + unitsSold(bookId);
}

/** Whether the order ever reached `confirmed`, and so took its books off the shelf. */
export function isCommitted(order: SampleOrder): boolean {
  return order.history.some((step) => step.state === 'confirmed');
}

/** Whether the order's books went back on the shelf after it had been confirmed. */
export function wasRestocked(order: SampleOrder): boolean {
  return order.payments.some((payment) => payment.refunds.some((refund) => refund.restocked));
}

function unitsIn(bookId: number, among: SampleOrder[]): number {
  return among
    .flatMap((order) => order.lines)
    .filter((line) => line.book_id === bookId)
    .reduce((sum, line) => sum + line.quantity, 0);
}

import { bookById, bookByTitle } from './catalogue.ts';
import { orderNumber, uidFor } from './identity.ts';
import { personByUsername } from './people.ts';
import { integerIn, oneOf, type Row, readTable } from './table.ts';

const states = [
  'pending_reservation',
  'awaiting_payment',
  'committing',
  'rejected',
  'expired',
  'cancelled',
  'confirmed',
  'processing',
  'shipped',
  'delivered',
  'cancel_pending',
  'return_pending',
  'returned',
] as const;
const methods = ['CREDIT_CARD', 'DEBIT_CARD', 'PAYPAL', 'BANK_TRANSFER', 'CASH_ON_DELIVERY'] as const;
const paymentStates = ['pending', 'declined', 'captured', 'partially_refunded', 'refunded'] as const;

export type SampleOrderState = (typeof states)[number];
export type SamplePaymentMethod = (typeof methods)[number];
export type SamplePaymentState = (typeof paymentStates)[number];

/** Prices are those of the catalogue, in cents. */
export type SampleLine = { book_id: number; quantity: number; price_minor: number; subtotal_minor: number };

/** A step of the order; `by` is the order's own customer, the counter (account 100), or the shop's machinery. */
export type SampleStep = { state: SampleOrderState; at: string; by: 'customer' | 'staff' | 'shop'; note?: string };

/** A line for which there were too few copies. */
export type SampleShortage = { book_id: number; wanted: number; available: number };

/** `restocked` says whether the books went back on the shelf. */
export type SampleRefund = { uid: string; amount_minor: number; reason: string; at: string; restocked: boolean };

/** `captured_at` is null until the money is there: for declined attempts and for cash not yet handed over. */
export type SamplePayment = {
  uid: string;
  method: SamplePaymentMethod;
  state: SamplePaymentState;
  amount_minor: number;
  created_at: string;
  captured_at: string | null;
  failure_reason?: string;
  refunds: SampleRefund[];
};

export type SampleOrder = {
  id: number;
  uid: string;
  number: string;
  customer_id: number;
  state: SampleOrderState;
  /** Set for orders that ended unpaid or were cancelled. */
  cancel_reason?: 'expired' | 'out_of_stock' | 'customer' | 'staff';
  payment_status: 'unpaid' | 'paid' | 'partially_refunded' | 'refunded';
  placed_at: string;
  /** Set while the order awaits payment, else null. */
  expires_at: string | null;
  shipping_address: string;
  total_minor: number;
  lines: SampleLine[];
  history: SampleStep[];
  payments: SamplePayment[];
  /** Why it was rejected; empty for every other order. */
  shortage: SampleShortage[];
};

const tables = {
  lines: byOrder('orders/lines.tsv'),
  history: byOrder('orders/history.tsv'),
  payments: byOrder('orders/payments.tsv'),
  refunds: byOrder('orders/refunds.tsv'),
};

/** Every order, by id from 1001 upwards. */
export const orders: SampleOrder[] = readTable('orders/orders.tsv').map(toOrder);

function byOrder(path: string): Map<number, Row[]> {
  return Map.groupBy(readTable(path), (row) => integerIn(row, 'order'));
}

function toOrder(row: Row): SampleOrder {
  const id = integerIn(row, 'id');
  const customer = personByUsername(row.cell('customer'));
  const placedAt = row.cell('placed_at');
  const rows = tables.lines.get(id) ?? [];
  const lines = rows.map(toLine);
  const total = lines.reduce((sum, line) => sum + line.subtotal_minor, 0);
  const history = (tables.history.get(id) ?? []).map(toStep);
  const last = history.at(-1);
  if (last === undefined) throw new Error(`${row.place}: order ${id} has no history`);
  const payments = paymentsOf(row, id, total);
  return {
    id,
    uid: uidFor(`order ${id}`, placedAt),
    number: orderNumber(id),
    customer_id: customer.id,
    state: last.state,
    ...cancelReasonOf(last.state, history),
    payment_status: paymentStatusOf(payments),
    placed_at: placedAt,
    expires_at: row.cell('expires_at') === '' ? null : row.cell('expires_at'),
    shipping_address: row.cell('deliver_to') === '' ? customer.address : row.cell('deliver_to'),
    total_minor: total,
    lines,
    history,
    payments,
    shortage: rows.filter((line) => line.cell('available') !== '').map(toShortage),
  };
}

function toLine(row: Row): SampleLine {
  const book = bookByTitle(row.cell('book'));
  const quantity = integerIn(row, 'quantity');
  return {
    book_id: book.id,
    quantity,
    price_minor: book.price_minor,
    subtotal_minor: quantity * book.price_minor,
  };
}

function toShortage(row: Row): SampleShortage {
  return {
    book_id: bookByTitle(row.cell('book')).id,
    wanted: integerIn(row, 'quantity'),
    available: integerIn(row, 'available'),
  };
}

function cancelReasonOf(state: SampleOrderState, history: SampleStep[]): Pick<SampleOrder, 'cancel_reason'> {
  switch (state) {
    case 'expired':
      return { cancel_reason: 'expired' };
    case 'rejected':
      return { cancel_reason: 'out_of_stock' };
    case 'cancelled':
      return { cancel_reason: history.some((step) => step.state === 'cancel_pending') ? 'staff' : 'customer' };
    default:
      return {};
  }
}

function toStep(row: Row): SampleStep {
  return {
    state: oneOf(row, 'state', states),
    at: row.cell('at'),
    by: oneOf(row, 'by', ['customer', 'staff', 'shop']),
    ...(row.cell('note') === '' ? {} : { note: row.cell('note') }),
  };
}

// Every attempt is for the whole order, so amounts are never written down twice; only the last one can have refunds.
function paymentsOf(order: Row, orderId: number, total: number): SamplePayment[] {
  return (tables.payments.get(orderId) ?? []).map((row, index, all) => ({
    uid: uidFor(`payment ${orderId}.${index + 1}`, row.cell('created_at')),
    method: oneOf(order, 'method', methods),
    state: oneOf(row, 'state', paymentStates),
    amount_minor: total,
    created_at: row.cell('created_at'),
    captured_at: row.cell('captured_at') === '' ? null : row.cell('captured_at'),
    ...(row.cell('failure_reason') === '' ? {} : { failure_reason: row.cell('failure_reason') }),
    refunds: index === all.length - 1 ? refundsOf(orderId, total) : [],
  }));
}

function refundsOf(orderId: number, total: number): SampleRefund[] {
  const lines = (tables.lines.get(orderId) ?? []).map(toLine);
  return (tables.refunds.get(orderId) ?? []).map((row, index) => ({
    uid: uidFor(`refund ${orderId}.${index + 1}`, row.cell('at')),
    amount_minor: row.cell('line') === 'all' ? total : subtotalOf(row, lines),
    reason: row.cell('reason'),
    at: row.cell('at'),
    restocked: oneOf(row, 'restocked', ['yes', 'no']) === 'yes',
  }));
}

function subtotalOf(row: Row, lines: SampleLine[]): number {
  const line = lines.find((each) => bookById(each.book_id).title === row.cell('line'));
  if (line === undefined) throw new Error(`${row.place}: the order has no line "${row.cell('line')}"`);
  return line.subtotal_minor;
}

function paymentStatusOf(payments: SamplePayment[]): SampleOrder['payment_status'] {
  const state = payments.find((payment) => payment.captured_at !== null)?.state;
  if (state === 'refunded' || state === 'partially_refunded') return state;
  return state === 'captured' ? 'paid' : 'unpaid';
}

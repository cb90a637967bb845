// Words for the codes in books and orders.

import type { Book } from '#services/books/model';
import type { DeliveryMethod, Order, OrderStatus } from '#services/orders/model';
import type { PaymentMethod } from '#services/payments/model';

export const formatWords = {
  paperback: 'Paperback',
  hardback: 'Hardback',
  large_print: 'Large print',
  audiobook: 'Audiobook',
  ebook: 'E-book',
  other: 'Other',
} as const satisfies Record<Book['format'], string>;

const languages = new Intl.DisplayNames('en', { type: 'language', fallback: 'code' });

/** `en` → `English`; a code nobody knows stays as it is. */
export function languageName(code: string): string {
  try {
    return languages.of(code) ?? code;
  } catch {
    return code;
  }
}

export const statusWords = {
  PENDING: 'Waiting for payment',
  CONFIRMED: 'Confirmed',
  PROCESSING: 'Being packed',
  SHIPPED: 'On its way',
  DELIVERED: 'Delivered',
  CANCELLED: 'Cancelled',
  RETURNED: 'Returned',
} as const satisfies Record<OrderStatus, string>;

/** The same by the names that stand in addresses. */
export const orderStatusWords: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(statusWords).map(([status, word]) => [status.toLowerCase(), word]),
);

export const paymentWords = {
  UNPAID: 'Not paid',
  PAID: 'Paid',
  PARTIALLY_REFUNDED: 'Partly refunded',
  REFUNDED: 'Refunded',
} as const satisfies Record<Order['payment_status'], string>;

export const methodWords = {
  CREDIT_CARD: 'Credit card',
  DEBIT_CARD: 'Debit card',
  PAYPAL: 'PayPal',
  BANK_TRANSFER: 'Bank transfer',
  CASH_ON_DELIVERY: 'Cash on delivery',
} as const satisfies Record<PaymentMethod, string>;

export const deliveryWords = {
  standard: 'Standard delivery',
  express: 'Express delivery',
  collect: 'Collect from the shop',
} as const satisfies Record<DeliveryMethod, string>;

/** `1 book`, `2 books`, `2,287 books`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

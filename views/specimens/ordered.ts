// An order in its states, and what was paid for it.

import type { Order, OrderReturn } from '#services/orders/model';
import type { Payment } from '#services/payments/model';

const at = '2026-11-22T10:00:00.000Z';

const order: Order = {
  id: 1001,
  number: 'CB-7F3K-29QX',
  user_id: 101,
  status: 'SHIPPED',
  items: [
    {
      id: 1,
      book_id: 12,
      title: 'The Souls of Black Folk',
      author: 'W. E. B. Du Bois',
      isbn: '9786912345676',
      price: '9.99',
      quantity: 1,
      subtotal: '9.99',
      cancelled: 0,
      returned: 0,
      returning: 0,
    },
    {
      id: 2,
      book_id: 13,
      title: 'Pamphlet',
      author: 'Anon',
      isbn: null,
      price: '5.00',
      quantity: 2,
      subtotal: '10.00',
      cancelled: 0,
      returned: 0,
      returning: 0,
    },
  ],
  total_amount: '23.49',
  currency: 'USD',
  shipping_address: 'Amara Okafor\n4 Mill Lane\nLeeds LS1 4DY',
  payment_status: 'PAID',
  refunded_amount: '0.00',
  cancel_reason: null,
  delivery_method: 'standard',
  delivery_amount: '3.50',
  confirming: false,
  returnable_until: null,
  expires_at: null,
  created_at: at,
  updated_at: at,
  history: [
    { status: 'PENDING', at, by: 'customer', note: null },
    { status: 'CONFIRMED', at, by: 'shop', note: null },
    { status: 'SHIPPED', at, by: 'staff', note: 'Handed to the carrier, tracking RM123456789GB' },
  ],
};
const unpaidOrder: Order = {
  ...order,
  status: 'PENDING',
  payment_status: 'UNPAID',
  expires_at: at,
  history: order.history.slice(0, 1),
};
const cancelledOrder: Order = {
  ...order,
  status: 'CANCELLED',
  payment_status: 'REFUNDED',
  refunded_amount: '23.49',
  cancel_reason: 'The address does not exist',
  delivery_method: null,
};

const payment: Payment = {
  id: 9001,
  order_id: 1001,
  user_id: 101,
  amount: '23.49',
  refunded_amount: '0.00',
  currency: 'USD',
  payment_method: 'CREDIT_CARD',
  status: 'COMPLETED',
  transaction_id: 'sim_123',
  provider: 'simulator',
  failure_reason: null,
  refunds: [],
  created_at: at,
  updated_at: at,
};
const failedPayment: Payment = { ...payment, status: 'FAILED', failure_reason: 'The card was declined.' };
const pendingPayment: Payment = { ...payment, status: 'PENDING' };
const refundedPayment: Payment = {
  ...payment,
  status: 'REFUNDED',
  refunds: [
    { id: 1, amount: '9.99', status: 'COMPLETED', reason: 'Returned: 1 × The Souls of Black Folk', created_at: at },
    { id: 2, amount: '13.50', status: 'PENDING', reason: 'Order cancelled', created_at: at },
  ],
};

/** Confirmed copies of it called off, sent back and on their way back; one is left. */
const partedOrder: Order = {
  ...order,
  status: 'DELIVERED',
  payment_status: 'PARTIALLY_REFUNDED',
  refunded_amount: '9.99',
  returnable_until: '2026-12-22T10:00:00.000Z',
  items: order.items.map((item) =>
    item.quantity === 1 ? { ...item, returned: 1 } : { ...item, quantity: 4, cancelled: 1, returning: 1 },
  ),
};

const asked: OrderReturn = {
  id: 71,
  order_id: order.id,
  order_number: order.number,
  user_id: order.user_id,
  kind: 'RETURN',
  status: 'REQUESTED',
  items: [
    { item_id: 1, book_id: 12, title: 'The Souls of Black Folk', author: 'W. E. B. Du Bois', quantity: 1 },
    { item_id: 2, book_id: 13, title: 'Pamphlet', author: 'Anon', quantity: 2 },
  ],
  reason: 'WRONG_BOOK',
  note: 'This is the second volume.',
  answer: null,
  amount: '19.99',
  currency: 'USD',
  created_at: at,
  updated_at: at,
};
const answer = 'Thank you for the parcel.';
const returns: OrderReturn[] = [
  asked,
  { ...asked, id: 72, status: 'ACCEPTED', answer, note: null },
  { ...asked, id: 73, status: 'DECLINED', answer: 'We sold you the second volume.' },
  { ...asked, id: 74, status: 'GRANTED', answer },
  { ...asked, id: 75, status: 'REFUNDED', answer },
  { ...asked, id: 76, kind: 'CANCELLATION', status: 'GRANTED', note: null },
  { ...asked, id: 77, kind: 'CANCELLATION', status: 'REFUNDED', note: null },
];

export const ordered = {
  order,
  unpaidOrder,
  cancelledOrder,
  partedOrder,
  returns,
  payment,
  failedPayment,
  pendingPayment,
  refundedPayment,
};

// The sample orders, written once into an empty database.

import type { Query } from '#kit/database';
import { bookById } from '#sample/catalogue';
import { orders, type SampleOrder, type SampleStep } from '#sample/orders';
import { staff } from '#sample/people';
import { isEmpty, loadOrders, type ReadyOrder, type ReadyStep } from './repository/loading.ts';

export async function seed(query: Query, settings: { CURRENCY: string }): Promise<void> {
  if (!(await isEmpty(query))) return;
  await loadOrders(
    query,
    orders.map((order) => readyOrder(order, settings.CURRENCY)),
  );
}

function readyOrder(order: SampleOrder, currency: string): ReadyOrder {
  const taken = order.payments.find((payment) => payment.captured_at !== null);
  return {
    id: order.id,
    uid: order.uid,
    number: order.number,
    user_id: order.customer_id,
    shipping_address: order.shipping_address,
    total_minor: order.total_minor,
    currency,
    // Orders that are past it keep an instant nobody looks at.
    expires_at: order.expires_at ?? order.placed_at,
    created_at: order.placed_at,
    items: order.lines.map(({ book_id, quantity, price_minor }) => {
      const { title, author, isbn } = bookById(book_id);
      return { book_id, title, author, isbn, unit_minor: price_minor, quantity };
    }),
    steps: order.history.map((step) => readyStep(order, step)),
    paid_minor: taken?.amount_minor ?? 0,
    refunded_minor: taken?.refunds.reduce((sum, refund) => sum + refund.amount_minor, 0) ?? 0,
  };
}

function readyStep(order: SampleOrder, { state, at, by, note }: SampleStep): ReadyStep {
  const actors = { customer: order.customer_id, staff: staff[0]?.id ?? null, shop: null };
  const step: ReadyStep = { state, at, by, actor_id: actors[by], note: note ?? null };
  const payment = order.payments.at(-1);
  const prepaid = payment !== undefined && payment.method !== 'BANK_TRANSFER' && payment.method !== 'CASH_ON_DELIVERY';
  switch (state) {
    case 'committing':
      return { ...step, payment_uid: payment?.uid, prepaid };
    case 'confirmed':
      return { ...step, paid_minor: prepaid ? order.total_minor : 0 };
    case 'rejected':
      return { ...step, cancel_reason: order.cancel_reason, shortage: order.shortage };
    case 'expired':
    case 'cancelled':
    case 'cancel_pending':
      return { ...step, cancel_reason: order.cancel_reason };
    default:
      return step;
  }
}

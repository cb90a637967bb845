// Rows → what the door shows.

import { formatMinor } from '#kit/money';
import { instant } from '#kit/time';
import type { Payment } from './model.ts';
import type { PaymentView } from './repository/payments.ts';
import { statusOf } from './rules.ts';
import type { RefundState } from './saga.ts';

export const present = (payment: PaymentView): Payment => ({
  id: payment.id,
  order_id: payment.orderId,
  user_id: payment.userId,
  amount: formatMinor(payment.amountMinor),
  refunded_amount: formatMinor(payment.refundedMinor),
  currency: payment.currency,
  payment_method: payment.method,
  status: statusOf(payment.state),
  transaction_id: payment.reference,
  provider: payment.provider,
  failure_reason: payment.failureReason,
  refunds: payment.refunds.map((refund) => ({
    id: refund.id,
    amount: formatMinor(refund.amount_minor),
    status: refundStatuses[refund.state],
    reason: refund.reason,
    created_at: instant(refund.created_at),
  })),
  created_at: instant(payment.createdAt),
  updated_at: instant(payment.updatedAt),
});

const refundStatuses: Record<RefundState, Payment['refunds'][number]['status']> = {
  requested: 'PENDING',
  unknown: 'PENDING',
  succeeded: 'COMPLETED',
  failed: 'FAILED',
};

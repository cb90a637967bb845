// A step meets the database: applied whole, with its posting in the ledger and its facts, or not at all.

import { notFound } from '#kit/problem';
import { captured, refunded, voided } from '#nats/payments';
import type { Deps } from '../deps.ts';
import {
  findPayment,
  movePayment,
  moveRefund,
  type PaymentView,
  type RefundMove,
  type Told,
} from '../repository/payments.ts';
import type { Move } from '../saga.ts';

/** False where the payment has moved on meanwhile, and nothing was done. */
export async function applyMove(deps: Deps, payment: PaymentView, move: Move): Promise<boolean> {
  const tell = told(payment, move);
  const applied = await deps.db.use((query) => movePayment(query, payment, { ...move, tell }));
  if (applied && tell.length > 0) deps.wakeRelay();
  return applied;
}

function told(payment: PaymentView, { to }: Move): Told[] {
  const names = { payment_uid: payment.uid, order_uid: payment.orderUid };
  if (to === 'voided') return [{ ...voided, body: names }];
  if (to !== 'captured') return [];
  const { id, amountMinor, currency } = payment;
  return [{ ...captured, body: { ...names, payment_id: id, amount_minor: amountMinor, currency } }];
}

/** False where the refund is over already. */
export async function applyRefund(deps: Deps, payment: PaymentView, uid: string, move: RefundMove): Promise<boolean> {
  const line = payment.refunds.find((refund) => refund.uid === uid);
  const body = {
    refund_uid: uid,
    payment_uid: payment.uid,
    order_uid: payment.orderUid,
    amount_minor: line?.amount_minor ?? 0,
    currency: payment.currency,
    ...(line?.demand_uid ? { return_uid: line.demand_uid } : {}),
  };
  // The database adds the total given back so far, which it alone knows for certain.
  const tell: Told[] = move.to === 'succeeded' ? [{ ...refunded, body }] : [];
  const applied = await deps.db.use((query) => moveRefund(query, uid, { ...move, tell }));
  if (applied && tell.length > 0) deps.wakeRelay();
  return applied;
}

export async function reload(deps: Deps, id: number): Promise<PaymentView> {
  const payment = await deps.db.use((query) => findPayment(query, id));
  if (!payment) throw notFound('payment');
  return payment;
}

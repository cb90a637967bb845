// Orders disagrees with us about an order's money: we look again at what waits, and tell again what it should have heard.

import { announce } from '#kit/outbox';
import { captured, refunded, voided } from '#nats/payments';
import type { Deps } from '../deps.ts';
import { findPayment, type PaymentView, type Told } from '../repository/payments.ts';
import { lockPayment, toldOf, wakeForOrder } from '../repository/positions.ts';

/** What was told already is told anew, as a new fact: to whoever knows it, it changes nothing. */
export async function remindOf(deps: Deps, orderUid: string): Promise<void> {
  const told = await deps.db.use(async (query) => {
    await wakeForOrder(query, orderUid);
    return toldOf(query, orderUid);
  });
  for (const id of told) {
    await deps.db.transaction(async (query) => {
      await lockPayment(query, id);
      const payment = await findPayment(query, id);
      if (!payment) return;
      for (const { body, ...fact } of outcomesOf(payment)) await announce(query, fact, { kind: 'payment', id }, body);
    });
  }
  deps.wakeRelay();
}

/** The facts that tell where a payment stands. */
export function outcomesOf(payment: PaymentView): Told[] {
  const { id, uid, orderUid, amountMinor, refundedMinor, currency, state, refunds } = payment;
  const names = { payment_uid: uid, order_uid: orderUid };
  if (state === 'voided') return [{ ...voided, body: names }];
  if (!['captured', 'partially_refunded', 'refunded'].includes(state)) return [];
  const paid = { ...captured, body: { ...names, payment_id: id, amount_minor: amountMinor, currency } };
  const last = refunds.findLast((refund) => refund.state === 'succeeded');
  if (!last) return [paid];
  const { uid: refundUid, amount_minor } = last;
  const back = { refund_uid: refundUid, ...names, amount_minor, refunded_minor: refundedMinor, currency };
  return [paid, { ...refunded, body: back }];
}

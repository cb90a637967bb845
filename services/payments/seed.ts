// The sample payments, written once into an empty database: ours, the ledger's and the simulated provider's books alike.

import type { Query } from '#kit/database';
import { orders, type SampleOrder, type SamplePayment } from '#sample/orders';
import { offline } from './providers/choice.ts';
import { simulateCharges } from './providers/simulator.ts';
import { isEmpty, loadPayments, type ReadyPayment } from './repository/loading.ts';
import { isByHand } from './rules.ts';
import type { PaymentState } from './saga.ts';

export async function seed(query: Query, settings: { CURRENCY: string }): Promise<void> {
  if (!(await isEmpty(query))) return;
  const list = orders.flatMap((order) =>
    order.payments.map((payment) => readyPayment(order, payment, settings.CURRENCY)),
  );
  await loadPayments(query, list);
  await simulateCharges(
    query,
    list.filter((payment) => payment.provider !== offline),
  );
}

function readyPayment(order: SampleOrder, payment: SamplePayment, currency: string): ReadyPayment {
  const byHand = isByHand(payment.method);
  const reference = (prefix: string, uid: string) => (byHand ? null : prefix + uid.replaceAll('-', ''));
  return {
    uid: payment.uid,
    order_id: order.id,
    order_uid: order.uid,
    user_id: order.customer_id,
    amount_minor: payment.amount_minor,
    currency,
    method: payment.method,
    provider: byHand ? offline : 'simulator',
    created_at: payment.created_at,
    captured_at: payment.captured_at,
    reference: payment.state === 'declined' ? null : reference('sim_', payment.uid),
    failure_reason: payment.failure_reason ?? null,
    steps: stepsTo(payment, byHand),
    refunds: payment.refunds.map(({ uid, amount_minor, reason, at }) => ({
      uid,
      amount_minor,
      reason,
      at,
      reference: reference('sim_re_', uid),
    })),
  };
}

function stepsTo({ state }: SamplePayment, byHand: boolean): PaymentState[] {
  if (state === 'declined') return ['declined'];
  if (byHand) return state === 'pending' ? ['agreed'] : ['agreed', 'captured'];
  return state === 'pending' ? ['authorized'] : ['authorized', 'capturing', 'captured'];
}

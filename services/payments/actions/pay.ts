// Paying: asked of orders first, written down before the provider hears of it, then driven as far as it goes.

import type { Actor } from '#kit/auth';
import { failpoint } from '#kit/failpoint';
import { fingerprintOf } from '#kit/idempotency';
import type { Call } from '#nats/bus';
import * as orders from '#nats/orders';
import type { Deps } from '../deps.ts';
import type { NewPayment } from '../model.ts';
import { chosenProvider, offline } from '../providers/choice.ts';
import { type Beginning, beginPayment, findByRequest, findLive, type PaymentView } from '../repository/payments.ts';
import {
  checkDue,
  checkPayer,
  declined,
  givenUp,
  isByHand,
  maxDeclines,
  otherRequest,
  paymentInProgress,
  tooManyTries,
} from '../rules.ts';
import { advanceInline } from './advance.ts';
import { reload } from './apply.ts';

const payableTimeoutMs = 400;

/**
 * Pays an order, or takes up the payment the same `key` began before, wherever it was left. A payment that comes back
 * PENDING is not decided yet (or, by hand, not received yet).
 * @throws Problem 402 with the failed payment; 403; 404 for another's order; 409 `order-not-payable`, `amount-differs` or
 * `payment-in-progress`; 429 after too many declines; 503 while orders is silent, before anything was written.
 */
export async function pay(
  deps: Deps,
  actor: Actor,
  input: NewPayment,
  { key, ...call }: Call & { key: string | null },
): Promise<{ payment: PaymentView; waiting: boolean }> {
  const fingerprint = key === null ? null : fingerprintOf('/api/payments', input);
  const earlier = key === null ? null : await deps.db.use((query) => findByRequest(query, actor.id, key));
  const begun = earlier ?? (await begin(deps, actor, input, { key, fingerprint, call }));
  if (fingerprint !== null && begun.requestFingerprint !== fingerprint) throw otherRequest();
  const advanced = await advanceInline(deps, begun, call);
  const { payment } = advanced;
  if (payment.state === 'declined') throw declined(payment);
  if (payment.state === 'voided') throw givenUp(payment);
  return advanced;
}

async function begin(
  deps: Deps,
  actor: Actor,
  input: NewPayment,
  { key, fingerprint, call }: { key: string | null; fingerprint: string | null; call: Call },
): Promise<PaymentView> {
  checkPayer(actor, input);
  const due = await deps.bus.ask(
    orders.payable,
    { order_id: input.order_id },
    { ...call, timeoutMs: payableTimeoutMs },
  );
  const live = due.payable ? null : await deps.db.use((query) => findLive(query, input.order_id));
  checkDue(actor, input, due, live);
  return write(deps, {
    orderId: due.order_id,
    orderUid: due.order_uid,
    userId: due.user_id,
    placedBy: actor.id,
    requestKey: key,
    requestFingerprint: fingerprint,
    amountMinor: due.amount_minor,
    currency: due.currency,
    method: input.payment_method,
    provider: isByHand(input.payment_method) ? offline : chosenProvider(deps),
    token: isByHand(input.payment_method) ? null : (input.payment_token ?? null),
    headStartSeconds: Math.ceil(deps.settings.PROVIDER_TIMEOUT_MS / 1000) + 3,
  });
}

async function write(deps: Deps, beginning: Beginning): Promise<PaymentView> {
  await failpoint('payments.begin.before_write');
  const begun = await deps.db.use((query) => beginPayment(query, beginning, maxDeclines));
  await failpoint('payments.begin.after_write');
  if (begun.outcome === 'exhausted') throw tooManyTries();
  if (begun.outcome === 'taken') throw paymentInProgress(begun.id);
  return reload(deps, begun.id);
}

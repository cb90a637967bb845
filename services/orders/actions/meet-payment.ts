// Where orders and payments meet: may it be paid, may the payment be captured, and what became of the money since.

import type { Static } from '@sinclair/typebox';
import { failpoint } from '#kit/failpoint';
import { once } from '#kit/outbox';
import { conflict, notFound, unauthorized } from '#kit/problem';
import { instantOrNull } from '#kit/time';
import type { Caller, Fact } from '#nats/bus';
import type * as asked from '#nats/orders';
import type { Deps } from '../deps.ts';
import { findByUid, lockByUid, type OrderView } from '../repository/orders.ts';
import { payableMargin } from '../rules.ts';
import type { Move } from '../saga.ts';
import { settle } from '../settlement.ts';
import { whyNotPayable } from '../wishes.ts';
import { advance, advanceInline } from './advance.ts';
import { applyMove, change } from './apply.ts';
import { seeOrder } from './change-order.ts';

type Payable = Static<typeof asked.payable.answer.schema>;
type Offer = Static<typeof asked.settle.ask.schema>;
type Decision = Static<typeof asked.settle.answer.schema>;

/** Answers the payments room for whoever asks it; the token it passes on says who. @throws Problem 401, 404. */
export async function answerPayable(deps: Deps, orderId: number, caller: Caller): Promise<Payable> {
  if (!caller.token) throw unauthorized();
  const order = await seeOrder(deps, await deps.auth.verify(caller.token), orderId);
  await failpoint('orders.payable.before_answer');
  const reason = whyNotPayable(order, payableMargin(deps.settings.ORDER_TTL_SECONDS));
  return {
    order_id: order.id,
    order_uid: order.uid,
    number: order.number,
    user_id: order.userId,
    amount_minor: order.totalMinor,
    currency: order.currency,
    payable: reason === null,
    reason,
    expires_at: instantOrNull(order.expiresAt),
  };
}

/** Claims the order for this payment, makes its hold a sale, and says what became of it. Repeating resumes. */
export async function answerSettle(deps: Deps, ask: Offer, caller: Caller): Promise<Decision> {
  const offer = { paymentUid: ask.payment_uid, amountMinor: ask.amount_minor, prepaid: ask.prepaid };
  let order = await deps.db.use((query) => findByUid(query, ask.order_uid));
  if (!order) return { decision: 'void', reason: 'There is no such order.' };
  for (;;) {
    await failpoint('orders.claim.before_write');
    order = await change(deps, order, (now) => claimOf(now, offer));
    await failpoint('orders.claim.after_write');
    const verdict = settle(order, offer);
    if (verdict.decision === 'capture') return { decision: 'capture', reason: null };
    if (verdict.decision === 'void') return { decision: 'void', reason: verdict.reason };
    const pushed = await advanceInline(deps, order, { requestId: caller.requestId });
    if (pushed.waiting) return { decision: 'wait', reason: 'The stock is still being confirmed.' };
    order = pushed.order;
  }
}

function claimOf(order: OrderView, offer: Parameters<typeof settle>[1]): Move | null {
  const verdict = settle(order, offer);
  return verdict.decision === 'commit' ? verdict.move : null;
}

/** Applies what a fact of the payments room makes of its order, once, and lets the order go on from there. */
export async function hearOfMoney(
  deps: Deps,
  fact: Fact<{ order_uid: string }>,
  plan: (order: OrderView) => Move | null | 'early',
): Promise<void> {
  let moved = false;
  await once(deps.db, fact, async (query) => {
    const order = await lockByUid(query, fact.body.order_uid);
    if (!order) throw notFound('order');
    const move = plan(order);
    if (move === 'early') throw conflict('too-early', 'An earlier fact about this payment is still to come.');
    if (!move) return;
    // The order is held, so nothing can have come between; were it otherwise, the fact must come again.
    if (!(await applyMove(query, deps, order, move, null))) throw new Error('a held order moved');
    moved = true;
  });
  if (!moved) return;
  deps.wakeRelay();
  const order = await deps.db.use((query) => findByUid(query, fact.body.order_uid));
  if (order) await advance(deps, order);
}

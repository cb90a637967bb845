// Money that goes back, and money that comes by hand: what staff do, and what an order's end asks for.

import type { Actor } from '#kit/auth';
import { unhurried } from '#kit/deadline';
import { failpoint } from '#kit/failpoint';
import { once } from '#kit/outbox';
import { Problem } from '#kit/problem';
import type { Call, Fact } from '#nats/bus';
import * as users from '#nats/users';
import type { Deps } from '../deps.ts';
import type { NewRefund } from '../model.ts';
import { beginRefund, demandRefund, endPayment, findPayment, type PaymentView } from '../repository/payments.ts';
import { checkMaySee, checkReceivable, checkStillStaff, refundAmount, refuseRefund } from '../rules.ts';
import { advanceInline, push } from './advance.ts';
import { applyMove, reload } from './apply.ts';

const headStartSeconds = 8;
const checkTimeoutMs = 400;

export async function seePayment(deps: Deps, actor: Actor, id: number): Promise<PaymentView> {
  return checkMaySee(actor, await deps.db.use((query) => findPayment(query, id)));
}

/**
 * Refunds part or all of a payment. `waiting`: written, but the provider is silent; the resolver goes on.
 * @throws Problem 403, 404, 409 `more-than-left`, `refund-in-progress` or `nothing-to-refund`, 422.
 */
export async function refund(
  deps: Deps,
  actor: Actor,
  id: number,
  { key, input, ...call }: Call & { key: string | null; input: NewRefund },
): Promise<{ payment: PaymentView; waiting: boolean }> {
  const wish = {
    amountMinor: refundAmount(input),
    reason: input.reason?.trim() ?? '',
    placedBy: actor.id,
    requestKey: key,
  };
  const payment = await seePayment(deps, actor, id);
  await checkStaffToday(deps, actor, call);
  const { outcome, leftMinor } = await deps.db.use((query) => beginRefund(query, id, wish, headStartSeconds));
  if (outcome !== 'begun' && outcome !== 'resumed') refuseRefund(outcome, payment, leftMinor);
  return advanceInline(deps, await reload(deps, id), call);
}

/** While users is silent the token's word stands: a refund must not wait for it. */
async function checkStaffToday(deps: Deps, actor: Actor, call: Call): Promise<void> {
  try {
    checkStillStaff(await deps.bus.ask(users.check, { user_id: actor.id }, { ...call, timeoutMs: checkTimeoutMs }));
  } catch (error) {
    if (!(error instanceof Problem && error.status === 503)) throw error;
  }
}

/** Money by hand has come; said again, it changes nothing. @throws Problem 403, 404, 409 where none is awaited. */
export async function receive(deps: Deps, actor: Actor, id: number, call: Call): Promise<PaymentView> {
  await checkStaffToday(deps, actor, call);
  for (;;) {
    const payment = await seePayment(deps, actor, id);
    if (checkReceivable(payment) === 'received' || (await applyMove(deps, payment, { to: 'captured' })))
      return reload(deps, id);
  }
}

/** The order ended: marked once, and done at once if possible; the resolver sees to the rest. */
export async function endForOrder(deps: Deps, fact: Fact<{ order_uid: string; reason: string }>): Promise<void> {
  let ended: number | null = null;
  await once(deps.db, fact, async (query) => {
    ended = await endPayment(query, fact.body.order_uid, fact.body.reason);
  });
  await failpoint('payments.end.after_write');
  // Not awaited: the mark is the acknowledgement, and a slow provider must not hold it back.
  const id: number | null = ended;
  if (id !== null) void unhurried(() => push(deps, id));
}

type PartDue = { order_uid: string; return_uid: string; amount_minor: number; reason: string };

/** Copies of an order were called off or came back: noted once, and done at once where the money is there. */
export async function giveBackPart(deps: Deps, fact: Fact<PartDue>): Promise<void> {
  const { order_uid: orderUid, return_uid: uid, amount_minor: amountMinor, reason } = fact.body;
  let due: number | null = null;
  await once(deps.db, fact, async (query) => {
    due = await demandRefund(query, { orderUid, uid, amountMinor, reason });
  });
  await failpoint('payments.demand.after_write');
  const id: number | null = due;
  if (id !== null) void unhurried(() => push(deps, id));
}

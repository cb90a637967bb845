// The driver of the saga: asks the pure core for the next step, carries it out, and goes on until the payment rests, or the
// provider or orders is silent. Requests run it inline; the resolver runs it for whatever was left half-way.

import { budgetMs, unhurried } from '#kit/deadline';
import { failpoint } from '#kit/failpoint';
import { Problem } from '#kit/problem';
import { stopwatch } from '#kit/time';
import type { Call } from '#nats/bus';
import * as orders from '#nats/orders';
import type { Deps } from '../deps.ts';
import { providerOf } from '../providers/choice.ts';
import { ProviderSilent } from '../providers/provider.ts';
import { beginRefund, findPayment, type PaymentView, wakePayments, wakeSoon } from '../repository/payments.ts';
import { isByHand } from '../rules.ts';
import { authorised, decide, found, type Move, never, type Saga, type Step, settled, unsettled } from '../saga.ts';
import { applyMove, applyRefund, reload } from './apply.ts';

const settleTimeoutMs = 1500;

export function sagaOf(deps: Deps, payment: PaymentView): Saga {
  return {
    state: payment.state,
    offline: isByHand(payment.method),
    stale: payment.ageSeconds > deps.settings.PAYMENT_GIVE_UP_SECONDS,
    ending: payment.endingReason !== null,
    leftMinor: payment.amountMinor - payment.refundedMinor,
    openRefund: payment.refunds.find(({ state }) => state === 'requested' || state === 'unknown') ?? null,
    demand: payment.demand,
  };
}

/** `waiting`: somebody is silent; the resolver goes on. */
export type Advanced = { payment: PaymentView; waiting: boolean };

/** @param budgetMs when to stop going on inline and leave the rest to the resolver. */
export async function advance(deps: Deps, start: PaymentView, call: Call, budgetMs: number): Promise<Advanced> {
  const elapsed = stopwatch();
  let payment = start;
  for (let step = decide(sagaOf(deps, payment)); step.do !== 'rest'; step = decide(sagaOf(deps, payment))) {
    if (elapsed() > budgetMs) return { payment, waiting: true };
    const done = await carryOut(deps, payment, step, call);
    payment = await reload(deps, payment.id);
    if (done === 'waiting') return { payment, waiting: true };
  }
  return { payment, waiting: false };
}

const inlineBudgetMs = 6000;
/** What is left for writing down how far it came, and for answering. */
const wrapUpMs = 300;
const noteMs = 500;

/** {@link advance} for a request: what has to wait is left to the resolver, which looks in a second. */
export async function advanceInline(deps: Deps, start: PaymentView, call: Call): Promise<Advanced> {
  const advanced = await advance(deps, start, call, budgetMs(inlineBudgetMs) - wrapUpMs);
  if (advanced.waiting) await unhurried(() => deps.db.use((query) => wakeSoon(query, start.id), noteMs));
  return advanced;
}

type Done = 'done' | 'waiting';

async function carryOut(
  deps: Deps,
  payment: PaymentView,
  step: Exclude<Step, { do: 'rest' }>,
  call: Call,
): Promise<Done> {
  switch (step.do) {
    case 'move':
      return move(deps, payment, step.move);
    case 'authorise':
      return authorise(deps, payment);
    case 'settle':
      return settle(deps, payment, call);
    case 'refund':
      return refund(deps, payment, step.uid);
    case 'begin-refund': {
      const { demand } = step;
      const wish = {
        amountMinor: demand?.amountMinor ?? null,
        reason: demand?.reason ?? payment.endingReason ?? 'Order ended',
        placedBy: null,
        requestKey: null,
        demandUid: demand?.uid ?? null,
      };
      await deps.db.use((query) => beginRefund(query, payment.id, wish, 0));
      return 'done';
    }
    case 'find':
    case 'withdraw':
    case 'capture':
    case 'void':
      return askProvider(deps, payment, step);
    default:
      return never(step);
  }
}

async function move(deps: Deps, payment: PaymentView, to: Move): Promise<Done> {
  await applyMove(deps, payment, to);
  return 'done';
}

/** A silent provider may have done it: written down as unknown, and asked again by key later. */
async function authorise(deps: Deps, payment: PaymentView): Promise<Done> {
  const { uid: key, amountMinor, currency, token } = payment;
  try {
    await failpoint('payments.authorise.before_provider');
    const word = await providerOf(deps).authorise({ key, amountMinor, currency, token });
    await failpoint('payments.authorise.after_provider');
    const done = await move(deps, payment, authorised(word));
    await failpoint('payments.authorise.after_write');
    return done;
  } catch (error) {
    if (!(error instanceof ProviderSilent)) throw error;
    await applyMove(deps, payment, { to: 'unknown' });
    return 'waiting';
  }
}

/** Steps that change nothing while the provider is silent. */
async function askProvider(
  deps: Deps,
  payment: PaymentView,
  step: Extract<Step, { do: 'find' | 'withdraw' | 'capture' | 'void' }>,
): Promise<Done> {
  try {
    const next = await providersWord(deps, payment, step);
    if (next === null) return 'waiting';
    const done = await move(deps, payment, next);
    await failpoint(written[step.do]);
    return done;
  } catch (error) {
    if (!(error instanceof ProviderSilent)) throw error;
    deps.log.warn('payments.provider-silent', { payment_id: payment.id, step: step.do });
    return 'waiting';
  }
}

const written = {
  find: 'payments.find.after_write',
  withdraw: 'payments.withdraw.after_write',
  capture: 'payments.capture.after_write',
  void: 'payments.void.after_write',
} as const;

async function providersWord(
  deps: Deps,
  { id, uid }: PaymentView,
  step: Extract<Step, { do: 'find' | 'withdraw' | 'capture' | 'void' }>,
): Promise<Move | null> {
  const provider = providerOf(deps);
  switch (step.do) {
    case 'find': {
      const answer = await provider.find(uid);
      await failpoint('payments.find.after_provider');
      // Before it counts as never arrived, the provider is told to refuse it should it still come.
      if (answer.outcome === 'absent') await provider.void(uid);
      return found(answer);
    }
    case 'withdraw':
      await provider.void(uid);
      await failpoint('payments.withdraw.after_provider');
      return { to: 'voided', reason: step.reason };
    case 'capture': {
      await failpoint('payments.capture.before_provider');
      const outcome = await provider.capture(uid);
      await failpoint('payments.capture.after_provider');
      return outcome === 'captured'
        ? { to: 'captured' }
        : { to: 'voided', reason: 'interrupted', detail: 'The provider no longer held the money.' };
    }
    case 'void': {
      await failpoint('payments.void.before_provider');
      const outcome = await provider.void(uid);
      await failpoint('payments.void.after_provider');
      if (outcome === 'voided') return { to: 'voided' };
      // We never capture what we set out to void: somebody must look.
      deps.log.warn('payments.captured-by-another-hand', { payment_id: id });
      return null;
    }
    default:
      return never(step);
  }
}

async function settle(deps: Deps, payment: PaymentView, call: Call): Promise<Done> {
  const offer = {
    order_uid: payment.orderUid,
    payment_uid: payment.uid,
    amount_minor: payment.amountMinor,
    prepaid: !isByHand(payment.method),
  };
  let next: Move | null;
  try {
    const answer = await deps.bus.ask(orders.settle, offer, {
      requestId: call.requestId,
      timeoutMs: settleTimeoutMs,
    });
    await failpoint('payments.settle.after_ask');
    next = settled(sagaOf(deps, payment), answer);
  } catch (error) {
    if (!(error instanceof Problem && error.status === 503)) throw error;
    next = unsettled(sagaOf(deps, payment));
  }
  return next === null ? 'waiting' : move(deps, payment, next);
}

/** Money by hand is given back by hand: noted as done. */
async function refund(deps: Deps, payment: PaymentView, uid: string): Promise<Done> {
  if (isByHand(payment.method)) {
    await applyRefund(deps, payment, uid, { to: 'succeeded' });
    return 'done';
  }
  const line = payment.refunds.find((refund) => refund.uid === uid);
  const amountMinor = line?.amount_minor ?? 0;
  const must = payment.endingReason !== null || (line?.demand_uid ?? null) !== null;
  try {
    await failpoint('payments.refund.before_provider');
    const answer = await providerOf(deps).refund({ key: uid, charge: payment.uid, amountMinor });
    await failpoint('payments.refund.after_provider');
    const succeeded = answer.outcome === 'succeeded';
    await applyRefund(
      deps,
      payment,
      uid,
      succeeded ? { to: 'succeeded', reference: answer.reference } : { to: 'failed', reason: answer.reason },
    );
    await failpoint('payments.refund.after_write');
    // One that must happen is tried anew, but not in the same breath.
    return succeeded || !must ? 'done' : 'waiting';
  } catch (error) {
    if (!(error instanceof ProviderSilent)) throw error;
    await applyRefund(deps, payment, uid, { to: 'unknown' });
    return 'waiting';
  }
}

const batch = 10;
const pushBudgetMs = 30_000;

/** Pushes every payment that is due. Safe in any number of instances; ends early while somebody stays silent. */
export async function resolvePayments(deps: Deps): Promise<void> {
  for (;;) {
    const due = await deps.db.use((query) => wakePayments(query, batch));
    const pushed = await Promise.all(due.map((id) => push(deps, id)));
    if (due.length < batch || pushed.includes('waiting')) return;
  }
}

/** Goes on with one payment; what fails is due again after its pause. */
export async function push(deps: Deps, id: number): Promise<Done> {
  try {
    const payment = await deps.db.use((query) => findPayment(query, id));
    if (!payment) return 'done';
    return (await advance(deps, payment, {}, pushBudgetMs)).waiting ? 'waiting' : 'done';
  } catch (error) {
    deps.log.error('payments.push-failed', error, { payment_id: id });
    return 'done';
  }
}

// The payments database: payment_begin, payment_move, payment_end, refund_begin, refund_move and the ledger as a model.

import {
  liveStates,
  type Move,
  type PaymentState,
  type RefundState,
  type Saga,
  transitions,
} from '#services/payments/saga';
import { arm, get, type PaymentRow, type RefundRow, Refused, type World } from '../world.ts';
import { announce } from './facts.ts';

type Begun = { outcome: 'begun' | 'resumed' | 'taken'; id: number };
export type Beginning = { order: number; key: string; amountMinor: number; offline: boolean; refusal: string | null };

export function findByKey({ tables }: World, key: string): PaymentRow | null {
  for (const payment of tables.payments.values()) if (payment.key === key) return payment;
  return null;
}

const isLive = (state: PaymentState): boolean => liveStates.includes(state);

/** Writes a payment before anything happens outside, unless this key made one or another holds the order. */
export function beginPayment(world: World, beginning: Beginning): Begun {
  const { payments } = world.tables;
  const earlier = findByKey(world, beginning.key);
  if (earlier) return { outcome: 'resumed', id: earlier.id };
  for (const { id, order, state } of payments.values())
    if (order === beginning.order && isLive(state) && !world.flaws.has('two live payments'))
      return { outcome: 'taken', id };
  const id = payments.size + 1;
  const { refusal, ...given } = beginning;
  payments.set(id, {
    ...given,
    id,
    refusal,
    state: 'initiated',
    stale: false,
    ending: false,
    refundedMinor: 0,
    demand: null,
    wake: true,
  });
  world.explorer.post({ do: 'payment ages', id }, world.settings.giveUpMs);
  wakePayment(world, id);
  return { outcome: 'begun', id };
}

const resting: readonly PaymentState[] = ['declined', 'voided', 'refunded'];
const pushed: readonly PaymentState[] = ['unknown', 'initiated', 'authorized', 'capturing', 'voiding'];

/** The guard's `wake_at` after a change of state or of what must end. */
function guarded(payment: PaymentRow): PaymentRow {
  const { state, ending } = payment;
  return { ...payment, wake: !resting.includes(state) && (ending || pushed.includes(state)) };
}

/** Applies one step if the payment still is where it was decided. @throws Refused for a step that is not legal. */
export function movePayment(world: World, id: number, from: PaymentState, { to }: Move): boolean {
  const before = get(world.tables.payments, id);
  if (before.state !== from && !world.flaws.has('no state asked')) return false;
  write(world, before, { ...before, state: to });
  if (to !== 'captured' && to !== 'voided') return true;
  const body = { payment: id, order: before.order, amount: before.amountMinor };
  announce(world, { from: 'payments', to: 'orders', type: to, aggregate: `payment ${id}`, body });
  return true;
}

function write(world: World, before: PaymentRow, after: PaymentRow): void {
  if (before.state !== after.state) {
    if (!transitions[before.state].includes(after.state))
      throw new Refused(`payment ${before.id} may not go from ${before.state} to ${after.state}`);
    world.seen.add(`payment ${before.state} ${after.state}`);
    const kind = posts[`${before.state} ${after.state}`];
    if (kind) post(world, kind, after.amountMinor);
  }
  check(after);
  world.tables.payments.set(after.id, guarded(after));
  wakePayment(world, after.id);
}

/** The check of a row: what was given back fits the state. */
function check({ id, state, amountMinor, refundedMinor: back }: PaymentRow): void {
  const fits =
    state === 'refunded'
      ? back === amountMinor
      : state === 'partially_refunded'
        ? 0 < back && back < amountMinor
        : back === 0;
  if (!fits) throw new Refused(`payment ${id} is ${state}, and ${back} of ${amountMinor} was given back`);
}

type Posting = 'authorise' | 'capture' | 'void' | 'receive' | 'refund' | 'refund_by_hand';
const posts: Record<string, Posting> = {
  'initiated authorized': 'authorise',
  'unknown authorized': 'authorise',
  'capturing captured': 'capture',
  'capturing voided': 'void',
  'voiding voided': 'void',
  'agreed captured': 'receive',
};
const accounts: Record<Posting, readonly [debit: string, credit: string]> = {
  authorise: ['pending', 'customer'],
  capture: ['psp', 'pending'],
  void: ['customer', 'pending'],
  receive: ['till', 'customer'],
  refund: ['customer', 'psp'],
  refund_by_hand: ['customer', 'till'],
};

function post({ tables: { ledger } }: World, kind: Posting, amountMinor: number): void {
  const [debit, credit] = accounts[kind];
  ledger.set(debit, (ledger.get(debit) ?? 0) + amountMinor);
  ledger.set(credit, (ledger.get(credit) ?? 0) - amountMinor);
}

/** The order ended: whatever payment holds it is to be given up or given back. Answers that payment, once. */
export function endPayment(world: World, order: number): number | null {
  for (const payment of world.tables.payments.values()) {
    if (payment.order !== order || resting.includes(payment.state) || payment.ending) continue;
    write(world, payment, { ...payment, ending: true });
    return payment.id;
  }
  return null;
}

const isOpen = (state: RefundState): boolean => state === 'requested' || state === 'unknown';

export function openRefundOf({ tables }: World, payment: number): RefundRow | null {
  for (const refund of tables.refunds.values()) if (refund.payment === payment && isOpen(refund.state)) return refund;
  return null;
}

export type RefundWish = { payment: number; amountMinor: number | null; key: string | null };
export type RefundOutcome = 'begun' | 'resumed' | 'not-paid' | 'open' | 'too-much';

/** Writes a refund before the provider is asked. */
export function beginRefund(world: World, { payment: id, amountMinor, key }: RefundWish): RefundOutcome {
  const { refunds, payments } = world.tables;
  const payment = get(payments, id);
  for (const refund of refunds.values()) if (key !== null && refund.key === key) return 'resumed';
  if (!['captured', 'partially_refunded', 'refunded'].includes(payment.state)) return 'not-paid';
  if (openRefundOf(world, id) && !world.flaws.has('two open refunds')) return 'open';
  const left = payment.amountMinor - payment.refundedMinor;
  const amount = amountMinor ?? left;
  if (left === 0 || amount > left) return 'too-much';
  const refund = refunds.size + 1;
  refunds.set(refund, { id: refund, payment: id, key, amountMinor: amount, state: 'requested' });
  payments.set(id, { ...payment, wake: true });
  wakePayment(world, id);
  return 'begun';
}

/** Applies one step of a refund that is open. */
export function moveRefund(world: World, id: number, to: Exclude<RefundState, 'requested'>): boolean {
  const { refunds, payments } = world.tables;
  const refund = get(refunds, id);
  if (!isOpen(refund.state)) return false;
  refunds.set(id, { ...refund, state: to });
  const payment = get(payments, refund.payment);
  if (to !== 'succeeded') {
    payments.set(payment.id, { ...payment, wake: to === 'unknown' || payment.ending });
    wakePayment(world, payment.id);
    return true;
  }
  const refundedMinor = payment.refundedMinor + refund.amountMinor;
  const whole = refundedMinor === payment.amountMinor;
  write(world, payment, { ...payment, refundedMinor, state: whole ? 'refunded' : 'partially_refunded' });
  post(world, payment.offline ? 'refund_by_hand' : 'refund', refund.amountMinor);
  const body = { payment: payment.id, order: payment.order, refunded: refundedMinor };
  announce(world, { from: 'payments', to: 'orders', type: 'refunded', aggregate: `payment ${payment.id}`, body });
  return true;
}

/** A payment as the pure core sees it. */
export function sagaOf(world: World, payment: PaymentRow): Saga {
  const open = openRefundOf(world, payment.id);
  const { state, offline, stale, ending } = payment;
  return {
    state,
    offline,
    stale,
    ending,
    leftMinor: payment.amountMinor - payment.refundedMinor,
    openRefund: open && { uid: String(open.id), state: open.state },
    demand: payment.demand,
  };
}

export function wakePayment(world: World, id: number): void {
  if (get(world.tables.payments, id).wake) arm(world, `payment ${id}`, { do: 'wake payment', id, tries: 0 }, 2000);
}

/** It was given long enough. */
export function agePayment(world: World, id: number): void {
  const payment = get(world.tables.payments, id);
  world.tables.payments.set(id, { ...payment, stale: true });
}

// Where orders, payments and stock must agree once nothing is on its way between them, and what is said again where they do
// not. Pure: three snapshots in, the mismatches out. Nothing is changed by hand; commands are repeated, which all of them bear.

import type { OrderState } from './saga.ts';

export type OrderSnapshot = {
  uid: string;
  state: OrderState;
  totalMinor: number;
  paidMinor: number;
  refundedMinor: number;
  paymentUid: string | null;
  quietSeconds: number;
};
export type Position = {
  payment_uid: string;
  state: string;
  amount_minor: number;
  refunded_minor: number;
  quiet_seconds: number;
};
export type Claim = { state: string; quiet_seconds: number };

/** `remind`: payments looks again and tells again. `end`: it is told that the order ended. `sell`, `free`: books, likewise. */
export type Repair = 'remind' | 'end' | 'sell' | 'free';
export type Mismatch = { what: 'money' | 'refund' | 'kept-money' | 'unsold' | 'kept-stock'; repair: Repair };

/** What changed within this time may still be on its way, and is left for the next look. */
export const calmSeconds = 30;

const ended: readonly OrderState[] = ['rejected', 'expired', 'cancelled', 'returned'];
const ending: readonly OrderState[] = ['cancel_pending', 'return_pending'];
const sold: readonly OrderState[] = ['confirmed', 'processing', 'shipped', 'delivered', ...ending];
const took = ['captured', 'partially_refunded', 'refunded'];
const holds = ['agreed', 'captured', 'partially_refunded'];
const onItsWay = ['initiated', 'unknown', 'authorized', 'capturing', 'voiding'];

export function mismatchesOf(order: OrderSnapshot, payments: readonly Position[], claim: Claim | null): Mismatch[] {
  if (order.quietSeconds < calmSeconds) return [];
  const money = payments.every((payment) => payment.quiet_seconds >= calmSeconds) ? moneyOf(order, payments) : [];
  const stock = claim === null || claim.quiet_seconds >= calmSeconds ? stockOf(order, claim) : [];
  return [...money, ...stock];
}

function moneyOf(order: OrderSnapshot, payments: readonly Position[]): Mismatch[] {
  const taken = payments.filter(({ state }) => took.includes(state));
  const paid = sum(taken.map(({ amount_minor }) => amount_minor));
  const refunded = sum(taken.map(({ refunded_minor }) => refunded_minor));
  const found: Mismatch[] = [];
  if (order.paidMinor !== paid) found.push({ what: 'money', repair: 'remind' });
  if (order.refundedMinor !== refunded) found.push({ what: 'refund', repair: 'remind' });
  if (isOver(order.state) && payments.some(({ state }) => holds.includes(state)))
    found.push({ what: 'kept-money', repair: 'end' });
  else if (isOver(order.state) && payments.some(({ state }) => onItsWay.includes(state)))
    found.push({ what: 'kept-money', repair: 'remind' });
  return found;
}

const isOver = (state: OrderState): boolean => ended.includes(state) || ending.includes(state);

function stockOf({ state }: OrderSnapshot, claim: Claim | null): Mismatch[] {
  if (sold.includes(state) && claim?.state !== 'committed') return [{ what: 'unsold', repair: 'sell' }];
  const keeps = claim?.state === 'held' || claim?.state === 'committed';
  return ended.includes(state) && keeps ? [{ what: 'kept-stock', repair: 'free' }] : [];
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

// What must be true after every single step, and what must be true once nothing is on its way any more. The numbers are those
// of the shop's list of invariants.

import type { OrderState } from '#services/orders/saga';
import { liveStates, type PaymentState } from '#services/payments/saga';
import type { ClaimState, OrderRow, Tables, World } from './world.ts';

const standing: readonly OrderState[] = ['confirmed', 'processing', 'shipped', 'delivered'];
const over: readonly OrderState[] = ['rejected', 'expired', 'cancelled', 'returned'];
const taken: readonly PaymentState[] = ['captured', 'partially_refunded', 'refunded'];

/** A sale or a loss that the order has not heard of yet is found out when it is paid. */
const waiting: ReadonlySet<ClaimState | undefined> = new Set(['held', 'expired', 'committed', 'lost']);

/** Null where all is well, else what is not. */
export function broken({ tables }: World): string | null {
  return brokenStock(tables) ?? brokenMoney(tables) ?? brokenOrders(tables);
}

function brokenStock({ stock, claims }: Tables): string | null {
  for (const [book, { onHand, reserved, received }] of stock) {
    let [held, sold] = [0, 0];
    for (const { state, lines } of claims.values()) {
      if (state !== 'held' && state !== 'committed') continue;
      for (const line of lines) {
        if (line.book !== book) continue;
        if (state === 'held') held += line.copies;
        else sold += line.copies;
      }
    }
    if (reserved < 0 || reserved > onHand) return `I1 book ${book}: ${reserved} held of ${onHand}`;
    if (onHand !== received - sold || reserved !== held)
      return `I2 book ${book}: ${onHand} there, ${reserved} held; but ${received} came, ${sold} are sold, ${held} held`;
  }
  return null;
}

function brokenMoney({ payments, charges, claims, counts }: Tables): string | null {
  const [live, captured] = [new Set<number>(), new Set<number>()];
  for (const { id, order, state, offline, refundedMinor, amountMinor } of payments.values()) {
    if (liveStates.includes(state)) {
      if (live.has(order)) return `I5 order ${order} has two payments that live`;
      live.add(order);
    }
    if (!taken.includes(state)) continue;
    if (captured.has(order)) return `I5 order ${order} was paid twice`;
    captured.add(order);
    if (refundedMinor > amountMinor) return `I7 payment ${id}: ${refundedMinor} of ${amountMinor} given back`;
    if (!offline && charges.get(id)?.state !== 'captured') return `I9 payment ${id} is ${state}, but nobody took money`;
  }
  for (const [id, { order, state, amountMinor, refundedMinor }] of charges) {
    if (state !== 'captured') continue;
    if ((counts.get(`taken ${order}`) ?? 0) > 1) return `I5 the provider took the money for order ${order} twice`;
    if (refundedMinor > amountMinor) return `I7 the provider gave back ${refundedMinor} of ${amountMinor} (${id})`;
    if (refundedMinor < amountMinor && claims.get(order)?.state !== 'committed')
      return `money before stock: order ${order} is charged, its stock is ${claims.get(order)?.state}`;
  }
  return null;
}

function brokenOrders({ orders, claims, charges, counts }: Tables): string | null {
  const keys = new Set<string>();
  for (const order of orders.values()) {
    const { id, key, state, paidMinor, refundedMinor, totalMinor } = order;
    if (keys.has(key)) return `I18 two orders of one request: ${key}`;
    keys.add(key);
    if (refundedMinor > paidMinor || paidMinor > totalMinor)
      return `I6 order ${id}: ${refundedMinor} of ${paidMinor} of ${totalMinor}`;
    if (standing.includes(state) && claims.get(id)?.state !== 'committed')
      return `I11 order ${id} is ${state}, its stock ${claims.get(id)?.state}`;
    if (state === 'awaiting_payment' && !waiting.has(claims.get(id)?.state))
      return `I11 order ${id} may be paid, its stock is ${claims.get(id)?.state}`;
    if ((counts.get(`paid ${id}`) ?? 0) > 1) return `order ${id} was told as paid twice`;
  }
  for (const { order, state, amountMinor, refundedMinor } of charges.values())
    if (state === 'captured' && refundedMinor < amountMinor && over.includes(orders.get(order)?.state ?? 'confirmed'))
      return `I6 order ${order} is ${orders.get(order)?.state}, its money is still with us`;
  return null;
}

/** What is left over when everything has come to rest: nothing may be. */
export function unfinished({ tables, agents }: World): string | null {
  for (const agent of agents.values()) return `${agent.program} ${JSON.stringify(agent.input)} is still at work`;
  for (const fact of tables.facts.values()) if (!fact.delivered) return `I12 ${fact.type} ${fact.id} was never heard`;
  for (const order of tables.orders.values()) {
    const fault = unfinishedOrder(tables, order);
    if (fault) return fault;
  }
  for (const { id, state } of tables.payments.values())
    if (![...taken, 'declined', 'voided', 'agreed'].includes(state)) return `I17 payment ${id} is stuck as ${state}`;
  for (const { id, state } of tables.refunds.values())
    if (state === 'requested' || state === 'unknown') return `I17 refund ${id} is stuck as ${state}`;
  return unequalBooks(tables);
}

function unfinishedOrder({ claims, payments }: Tables, order: OrderRow): string | null {
  const { id, state } = order;
  if (!standing.includes(state) && !over.includes(state)) return `I17 order ${id} is stuck as ${state}`;
  const claim = claims.get(id)?.state;
  if (over.includes(state) && (claim === 'held' || claim === 'committed' || claim === 'expired'))
    return `I11 order ${id} is ${state}, its stock still ${claim}`;
  const paid = [...payments.values()].find((payment) => payment.order === id && taken.includes(payment.state));
  const [took, gave] = [paid?.amountMinor ?? 0, paid?.refundedMinor ?? 0];
  if (order.paidMinor !== took || order.refundedMinor !== gave)
    return `I6 order ${id} says ${order.paidMinor} and ${order.refundedMinor}, payments ${took} and ${gave}`;
  return null;
}

function unequalBooks({ ledger, charges, payments }: Tables): string | null {
  let [theirs, held, till] = [0, 0, 0];
  for (const { state, amountMinor, refundedMinor } of charges.values()) {
    if (state === 'captured') theirs += amountMinor - refundedMinor;
    if (state === 'authorised') held += amountMinor;
  }
  for (const { state, offline, amountMinor, refundedMinor } of payments.values())
    if (offline && taken.includes(state)) till += amountMinor - refundedMinor;
  const ours = (account: string) => ledger.get(account) ?? 0;
  if (ours('psp') !== theirs) return `I9 the ledger has ${ours('psp')} with the provider, the provider ${theirs}`;
  if (ours('pending') !== held) return `I9 the ledger has ${ours('pending')} held, the provider ${held}`;
  if (ours('till') !== till) return `I8 the till holds ${ours('till')}, not ${till}`;
  if ([...ledger.values()].reduce((sum, amount) => sum + amount, 0) !== 0) return 'I8 the ledger does not add up';
  return null;
}

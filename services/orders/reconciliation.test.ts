import { expect, test } from 'bun:test';
import { type Claim, mismatchesOf, type OrderSnapshot, type Position } from './reconciliation.ts';
import { type OrderState, orderStates } from './saga.ts';

const anOrder = (of: Partial<OrderSnapshot> = {}): OrderSnapshot => ({
  uid: 'o',
  state: 'confirmed',
  totalMinor: 500,
  paidMinor: 500,
  refundedMinor: 0,
  paymentUid: 'p',
  quietSeconds: 60,
  ...of,
});
const aPosition = (of: Partial<Position> = {}): Position => ({
  payment_uid: 'p',
  state: 'captured',
  amount_minor: 500,
  refunded_minor: 0,
  quiet_seconds: 60,
  ...of,
});
const aClaim = (state: string, quiet_seconds = 60): Claim => ({ state, quiet_seconds });
const words = (order: OrderSnapshot, payments: Position[], claim: Claim | null) =>
  mismatchesOf(order, payments, claim).map(({ what, repair }) => `${what}: ${repair}`);

test('an order that was paid, captured and sold agrees with everybody', () => {
  expect(words(anOrder(), [aPosition()], aClaim('committed'))).toEqual([]);
});

test('what changed within half a minute, on any side, is left for the next look', () => {
  const wrong = [aPosition({ amount_minor: 400 })];
  expect(words(anOrder({ quietSeconds: 20 }), wrong, null)).toEqual([]);
  expect(words(anOrder(), [aPosition({ amount_minor: 400, quiet_seconds: 5 })], aClaim('committed'))).toEqual([]);
  expect(words(anOrder(), [aPosition()], aClaim('released', 5))).toEqual([]);
  expect(words(anOrder(), wrong, aClaim('committed'))).toEqual(['money: remind']);
});

test('money that payments took and orders does not know, or the other way round, is told again', () => {
  expect(words(anOrder({ paidMinor: 0 }), [aPosition()], aClaim('committed'))).toEqual(['money: remind']);
  expect(words(anOrder(), [aPosition({ state: 'capturing' })], aClaim('committed'))).toEqual(['money: remind']);
  const back = aPosition({ state: 'partially_refunded', refunded_minor: 100 });
  expect(words(anOrder(), [back], aClaim('committed'))).toEqual(['refund: remind']);
});

test('an order that ended keeps no money: payments is told of its end, or looks again at what is on its way', () => {
  const cancelled = anOrder({ state: 'cancelled', paidMinor: 500 });
  expect(words(cancelled, [aPosition()], aClaim('returned'))).toEqual(['kept-money: end']);
  expect(words(anOrder({ state: 'expired', paidMinor: 0 }), [aPosition({ state: 'authorized' })], null)).toEqual([
    'kept-money: remind',
  ]);
  const given = anOrder({ state: 'cancelled', refundedMinor: 500 });
  expect(words(given, [aPosition({ state: 'refunded', refunded_minor: 500 })], aClaim('returned'))).toEqual([]);
});

test('an order that stands has its books, one that ended has none', () => {
  expect(words(anOrder(), [aPosition()], null)).toEqual(['unsold: sell']);
  expect(words(anOrder(), [aPosition()], aClaim('lost'))).toEqual(['unsold: sell']);
  for (const state of ['held', 'committed'])
    expect(words(anOrder({ state: 'rejected', paidMinor: 0 }), [], aClaim(state))).toEqual(['kept-stock: free']);
  expect(words(anOrder({ state: 'rejected', paidMinor: 0 }), [], aClaim('short'))).toEqual([]);
});

test('in every state the usual neighbours agree, and nothing is said again', () => {
  const usual: Record<OrderState, [Partial<OrderSnapshot>, Position[], Claim | null]> = {
    pending_reservation: [{ paidMinor: 0 }, [], null],
    awaiting_payment: [{ paidMinor: 0 }, [], aClaim('held')],
    committing: [{ paidMinor: 0 }, [aPosition({ state: 'authorized' })], aClaim('held')],
    confirmed: [{}, [aPosition()], aClaim('committed')],
    processing: [{}, [aPosition()], aClaim('committed')],
    shipped: [{ paidMinor: 0 }, [aPosition({ state: 'agreed' })], aClaim('committed')],
    delivered: [{}, [aPosition()], aClaim('committed')],
    cancel_pending: [
      { refundedMinor: 500 },
      [aPosition({ state: 'refunded', refunded_minor: 500 })],
      aClaim('committed'),
    ],
    return_pending: [
      { refundedMinor: 500 },
      [aPosition({ state: 'refunded', refunded_minor: 500 })],
      aClaim('committed'),
    ],
    rejected: [{ paidMinor: 0 }, [], aClaim('short')],
    expired: [{ paidMinor: 0 }, [aPosition({ state: 'voided' })], aClaim('released')],
    cancelled: [{ paidMinor: 0 }, [], aClaim('expired')],
    returned: [{ refundedMinor: 500 }, [aPosition({ state: 'refunded', refunded_minor: 500 })], aClaim('returned')],
  };
  for (const state of orderStates) {
    const [of, payments, claim] = usual[state];
    expect([state, words(anOrder({ ...of, state }), payments, claim)]).toEqual([state, []]);
  }
});

// The pure core of a payment, walked exhaustively against a provider and an orders room that may say anything they can say.

import { expect, test } from 'bun:test';
import {
  authorised,
  decide,
  found,
  liveStates,
  type Move,
  type PaymentState,
  paymentStates,
  type Saga,
  settled,
  transitions,
  unsettled,
} from './saga.ts';

const begun: Saga = {
  state: 'initiated',
  offline: false,
  stale: false,
  ending: false,
  leftMinor: 100,
  openRefund: null,
  demand: null,
};
type Edge = { from: Saga; how: string; to: Saga; move: Move | null };

/** Everything that carrying out the next step can lead to. */
function outcomes(payment: Saga): { how: string; move: Move | null }[] {
  const step = decide(payment);
  switch (step.do) {
    case 'authorise':
      return [
        { how: 'authorised', move: authorised({ outcome: 'authorised', reference: 'r' }) },
        { how: 'declined', move: authorised({ outcome: 'declined', reason: 'card_declined' }) },
        { how: 'silence', move: { to: 'unknown' } },
      ];
    case 'find':
      return [
        { how: 'found authorised', move: found({ outcome: 'authorised', reference: 'r' }) },
        { how: 'found declined', move: found({ outcome: 'declined', reason: 'card_declined' }) },
        { how: 'found absent', move: found({ outcome: 'absent' }) },
      ];
    case 'withdraw':
      return [{ how: 'withdrawn', move: { to: 'voided', reason: step.reason } }];
    case 'settle':
      return [
        ...(['capture', 'void', 'wait'] as const).map((decision) => ({
          how: `settle: ${decision}`,
          move: settled(payment, { decision, reason: null }),
        })),
        { how: 'orders silent', move: unsettled(payment) },
      ];
    case 'capture':
      return [
        { how: 'captured', move: { to: 'captured' } },
        { how: 'gone', move: { to: 'voided' } },
      ];
    case 'void':
      return [{ how: 'voided', move: { to: 'voided' } }];
    case 'move':
      return [{ how: 'on its own', move: step.move }];
    case 'refund':
    case 'begin-refund':
    case 'rest':
      return [];
  }
}

/** What happens to a payment besides the driver: time, its order's end, staff, refunds. */
function events(payment: Saga): { how: string; to: Saga }[] {
  const paid = payment.state === 'captured' || payment.state === 'partially_refunded';
  const begin = (minor: number) => ({ ...payment, openRefund: { uid: String(minor), state: 'requested' as const } });
  const refund = (minor: number): Saga => ({
    ...payment,
    openRefund: null,
    leftMinor: payment.leftMinor - minor,
    state: payment.leftMinor === minor ? 'refunded' : 'partially_refunded',
  });
  return [
    { how: 'time', to: { ...payment, stale: true } },
    ...(liveStates.includes(payment.state) ? [{ how: 'order ended', to: { ...payment, ending: true } }] : []),
    ...(payment.state === 'agreed' ? [{ how: 'received', to: { ...payment, state: 'captured' as const } }] : []),
    ...(paid && !payment.openRefund && payment.leftMinor > 0
      ? [40, payment.leftMinor]
          .filter((minor) => minor <= payment.leftMinor)
          .map((minor) => ({ how: 'refund asked', to: begin(minor) }))
      : []),
    ...(paid && payment.openRefund
      ? [
          { how: 'refund succeeded', to: refund(Number(payment.openRefund.uid)) },
          { how: 'refund failed', to: { ...payment, openRefund: null } },
        ]
      : []),
  ];
}

function explore(): { reached: Saga[]; edges: Edge[] } {
  const reached: Saga[] = [];
  const known = new Set<string>();
  const edges: Edge[] = [];
  const note = (payment: Saga) => {
    const key = JSON.stringify(payment);
    if (!known.has(key)) reached.push(payment);
    known.add(key);
  };
  note(begun);
  note({ ...begun, offline: true });
  for (const payment of reached) {
    for (const { how, move } of outcomes(payment)) {
      const to = move ? { ...payment, state: move.to } : payment;
      edges.push({ from: payment, how, to, move });
      note(to);
    }
    for (const { how, to } of events(payment)) {
      edges.push({ from: payment, how, to, move: null });
      note(to);
    }
  }
  return { reached, edges };
}

const { reached, edges } = explore();

test('every step anything can cause is a legal one, and every legal step is caused by something', () => {
  const taken = new Set<string>();
  for (const { from, how, to } of edges) {
    if (from.state === to.state) continue;
    expect(transitions[from.state], `${from.state} → ${to.state} by ${how}`).toContain(to.state);
    taken.add(`${from.state} → ${to.state}`);
  }
  const legal = paymentStates.flatMap((from) => transitions[from].map((to) => `${from} → ${to}`));
  expect([...taken].sort()).toEqual(legal.sort());
});

test('money is captured only after orders said so, or by hand', () => {
  const captures = edges.filter(({ from, to }) => to.state === 'captured' && from.state !== 'captured');
  expect(new Set(captures.map(({ from }) => from.state))).toEqual(new Set<PaymentState>(['capturing', 'agreed']));
  const allowed = edges.filter(({ from, to }) => to.state === 'capturing' && from.state !== 'capturing');
  expect(new Set(allowed.map(({ how }) => how))).toEqual(new Set(['settle: capture']));
});

test('what is about to happen at the provider is written down first', () => {
  const asking: Partial<Record<PaymentState, string>> = { capturing: 'capture', voiding: 'void' };
  for (const payment of reached) {
    const step = decide(payment);
    if (step.do === 'capture' || step.do === 'void') expect(asking[payment.state]).toBe(step.do);
  }
});

test('a payment of an order that ended is given up or given back, wherever it was', () => {
  const ending = reached.filter((payment) => payment.ending);
  const done = (payment: Saga) =>
    decide(payment).do === 'rest' || ['refund', 'begin-refund'].includes(decide(payment).do);
  for (const start of ending) {
    // Orders answers an order that ended with void, the provider with what is right.
    let payment = start;
    for (let hops = 0; !done(payment); hops++) {
      expect(hops, JSON.stringify(start)).toBeLessThan(6);
      const next = outcomes(payment).find(({ how }) => !/capture$|wait|silen/.test(how) && how !== 'gone');
      payment = { ...payment, state: next?.move?.to ?? payment.state };
    }
    if (decide(payment).do === 'rest')
      expect(['declined', 'voided', 'refunded'].includes(payment.state) || payment.leftMinor === 0).toBe(true);
  }
});

test('nothing more is asked for in the name of an order that ended', () => {
  for (const payment of reached.filter(({ ending }) => ending))
    expect(['authorise', 'find', 'settle'], JSON.stringify(payment)).not.toContain(decide(payment).do);
});

test('an authorisation that finds no order is given up once it is stale, never before', () => {
  const waiting: Saga = { ...begun, state: 'authorized' };
  expect(settled(waiting, { decision: 'wait', reason: null })).toBeNull();
  expect(unsettled(waiting)).toBeNull();
  expect(settled({ ...waiting, stale: true }, { decision: 'wait', reason: null })).toMatchObject({ to: 'voiding' });
  expect(unsettled({ ...waiting, stale: true })).toMatchObject({ to: 'voiding' });
  expect(settled({ ...waiting, stale: true }, { decision: 'capture', reason: null })).toEqual({ to: 'capturing' });
});

test('a payment that rests has nothing left to ask anybody', () => {
  const resting = new Set(reached.filter((payment) => decide(payment).do === 'rest').map(({ state }) => state));
  for (const moving of ['initiated', 'unknown', 'authorized', 'capturing', 'voiding'] as const)
    expect(resting.has(moving)).toBe(false);
});

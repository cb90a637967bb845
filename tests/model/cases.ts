// Small cases for the exhaustive search: one book, one copy, and one or two people who want it.

import { ask } from './effects.ts';
import type { Answer } from './rooms/orders.ts';
import type { Program, Programs } from './world.ts';

function* place(key: string): Program<number | null> {
  const placed = yield* ask<Answer>('orders', 'orders place', { key, lines: [{ book: 1, copies: 1 }] });
  return placed?.order ?? null;
}

const pay = (order: number, key: string, offline = false) =>
  ask<Answer>('payments', 'payments pay', { order, key, offline, refusal: null });

function* buy(orderKey: string, paymentKey: string, offline = false): Program<void> {
  const order = yield* place(orderKey);
  if (order !== null) yield* pay(order, paymentKey, offline);
}

export const cases = {
  'one buyer': { buyer: () => buy('k', 'p') },
  'two buttons': { buyer: () => buy('k', 'p'), again: () => buy('k', 'q') },
  rivals: { one: () => buy('k', 'p'), other: () => buy('l', 'q') },
  'a change of mind': {
    buyer: () => buy('k', 'p'),
    *regret(): Program<void> {
      const order = yield* place('k');
      if (order !== null) yield* ask('orders', 'orders cancel', order);
    },
  },
  'paid by hand, cancelled by staff': {
    buyer: () => buy('k', 'p', true),
    *clerk(): Program<void> {
      const order = yield* place('k');
      if (order === null) return;
      yield* ask('orders', 'orders step', { id: order, status: 'CANCELLED' });
    },
  },
} satisfies Record<string, Programs>;

export type CaseName = keyof typeof cases;

// Who comes to the shop of the model: buyers who repeat what got no answer, press buttons twice and change their minds, and
// staff who do whatever comes to their minds.

import type { OrderStatus } from '#services/orders/model';
import type { OrderState } from '#services/orders/saga';
import { ask, db, pick, roll, sleep, start } from './effects.ts';
import type { Answer } from './rooms/orders.ts';
import type { PayWish } from './rooms/payments.ts';
import type { Line, Program, Programs } from './world.ts';

const longestWaits = [5, 50, 300, 2000, 9000] as const;

/** Asks until an answer comes, a few times; the key makes the repeats safe. */
function* insist(program: string, input: unknown): Program<Answer | null> {
  const to = program.startsWith('orders') ? 'orders' : 'payments';
  for (let tries = 0; tries < 3; tries++) {
    const answer = yield* ask<Answer>(to, program, input, 4);
    if (answer) return answer;
    yield* sleep(yield* pick(longestWaits));
  }
  return null;
}

function* basket(): Program<Line[]> {
  const lines = [{ book: 1, copies: 1 }];
  if ((yield* roll(4)) === 0) lines.push({ book: 2, copies: 1 });
  return lines;
}

function* payWish(order: number, tries: string): Program<PayWish> {
  const offline = (yield* roll(4)) === 0;
  const refusal = !offline && (yield* roll(6)) === 0 ? 'card_declined' : null;
  return { order, key: `${order} ${tries}`, offline, refusal };
}

const duties = ['move along', 'move along', 'move along', 'give back', 'receive', 'count'] as const;
/** What staff mostly do with an order that stands there; now and then they try something else. */
const usual: Partial<Record<OrderState, readonly OrderStatus[]>> = {
  confirmed: ['PROCESSING', 'PROCESSING', 'CANCELLED'],
  processing: ['SHIPPED', 'SHIPPED', 'CANCELLED'],
  shipped: ['DELIVERED', 'RETURNED'],
  delivered: ['RETURNED'],
};
const anything: readonly OrderStatus[] = ['PROCESSING', 'SHIPPED', 'DELIVERED', 'RETURNED', 'CANCELLED'];

export const people: Programs = {
  *buyer({ name }: { name: number }): Program<void> {
    yield* sleep(yield* pick(longestWaits));
    const key = `buyer ${name}`;
    const input = { key, lines: yield* basket() };
    if ((yield* roll(5)) === 0) yield* start('clients', 'repeater', { program: 'orders place', input });
    const placed = yield* insist('orders place', input);
    const id = placed?.order;
    if (id === undefined) return;
    if ((yield* roll(5)) === 0) yield* start('clients', 'repeater', { program: 'orders cancel', input: id });
    yield* sleep(yield* pick(longestWaits));
    for (let tries = 1; tries < 4; tries++) {
      const wish = yield* payWish(id, String(tries));
      if ((yield* roll(4)) === 0) yield* start('clients', 'repeater', { program: 'payments pay', input: wish });
      const again = yield* db(({ settings }) => settings.impatient);
      for (let button = 0; button < again; button++)
        yield* start('clients', 'repeater', {
          program: 'payments pay',
          input: { ...wish, key: `${wish.key} ${button}` },
        });
      const paid = yield* insist('payments pay', wish);
      if (paid?.state !== undefined && !['declined', 'voided'].includes(paid.state)) break;
      yield* sleep(yield* pick(longestWaits));
    }
    if ((yield* roll(4)) === 0) yield* insist('orders cancel', id);
  },
  *repeater({ program, input }: { program: string; input: unknown }): Program<void> {
    yield* sleep(yield* pick(longestWaits));
    yield* insist(program, input);
  },
  *clerk({ deeds }: { deeds: number }): Program<void> {
    for (let deed = 0; deed < deeds; deed++) {
      yield* sleep(yield* pick(longestWaits));
      yield* duty(yield* pick(duties));
    }
  },
};

type Shop = { orders: { id: number; state: OrderState }[]; payments: number[] };

function* duty(kind: (typeof duties)[number]): Program<void> {
  const shop: Shop = yield* db(({ tables }) => ({
    orders: [...tables.orders.values()].map(({ id, state }) => ({ id, state })),
    payments: [...tables.payments.values()].filter(({ state }) => state !== 'declined').map(({ id }) => id),
  }));
  if (kind === 'count') yield* countCopies();
  else if (kind === 'move along') yield* moveAlong(shop);
  else if (shop.payments.length > 0) yield* money(kind, yield* pick(shop.payments));
}

function* countCopies(): Program<void> {
  const delta = (yield* roll(2)) === 0 ? 1 : -1;
  yield* ask('books', 'books adjust', { book: 1, delta });
}

function* moveAlong({ orders }: Shop): Program<void> {
  if (orders.length === 0) return;
  const { id, state } = yield* pick(orders);
  const status = yield* pick((yield* roll(8)) === 0 ? anything : (usual[state] ?? anything));
  yield* ask('orders', 'orders step', { id, status });
}

function* money(kind: 'receive' | 'give back', payment: number): Program<void> {
  if (kind === 'receive') return void (yield* ask('payments', 'payments receive', payment));
  const wish = { payment, amountMinor: yield* pick([30, 50, 100, null]), key: `staff ${yield* roll(1000)}` };
  yield* ask('payments', 'payments refund', wish);
}

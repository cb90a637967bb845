// The saga of orders, payments and stock under everything a network and a process can do, in a simulated world: its cores are
// the real ones, time costs nothing, and a seed repeats every run. A long form: `bun run prove model`.

import { expect, test } from 'bun:test';
import { orderStates, transitions as orderTransitions } from '#services/orders/saga';
import { paymentStates, transitions as paymentTransitions } from '#services/payments/saga';
import { newSeed } from '#tests/prove/chance';
import { cases } from './cases.ts';
import { exhaust } from './exhaust.ts';
import { type Mutation, mutations, secondLines } from './mutations.ts';
import { type Changed, simulate } from './simulate.ts';
import { claimSteps } from './tables/stock.ts';

const seed = Number(process.env.SEED ?? newSeed());
const schedules = Number(process.env.SCHEDULES ?? 20_000);

const everyStep = [
  ...orderStates.flatMap((from) => orderTransitions[from].map((to) => `order ${from} ${to}`)),
  ...paymentStates.flatMap((from) => paymentTransitions[from].map((to) => `payment ${from} ${to}`)),
  ...claimSteps,
];

test(`${schedules} schedules: nothing is ever wrong, and everything ends right (SEED=${seed})`, () => {
  const seen = new Set<string>();
  let [steps, deaths] = [0, 0];
  for (let at = 0; at < schedules; at++) {
    const schedule = simulate(seed + at);
    if (schedule.fault) throw new Error(`${schedule.fault}: bun run prove model --seed ${schedule.seed} --schedules 1`);
    steps += schedule.steps;
    deaths += schedule.deaths;
    for (const step of schedule.seen) seen.add(step);
  }
  // What never happened was never shown to be safe.
  expect(everyStep.filter((step) => !seen.has(step))).toEqual([]);
  expect(steps).toBeGreaterThan(schedules * 100);
  expect(deaths).toBeGreaterThan(schedules);
}, 600_000);

test('the same seed plays the same schedule', () => {
  expect(simulate(seed, {}, true)).toEqual(simulate(seed, {}, true));
});

function findFault(changed: Changed, within: number): string | null {
  for (let at = 1; at <= within; at++) {
    const { fault } = simulate(at, changed);
    if (fault) return fault;
  }
  return null;
}

test.each(Object.entries(mutations))('it finds out when %s', (_, { within = 500, ...changed }: Mutation) => {
  expect(findFault(changed, within)).not.toBeNull();
});

test.each(Object.entries(secondLines))('no harm is done when %s', (_, changed) => {
  expect(findFault(changed, 500)).toBeNull();
});

const faults = { timeouts: 1, doubles: 0, deaths: 0, sweeps: 0, retries: 0 };

test('one buyer, one copy, one answer that is not waited for: every order of events there is', () => {
  const found = exhaust({ copies: 1, scripts: cases['one buyer'], faults }, 100_000);
  expect(found).toMatchObject({ fault: null, whole: true });
  expect(found.worlds).toBeGreaterThan(10_000);
}, 120_000);

test('looking everywhere finds the payment that was given up and still claims its order', () => {
  const careless = mutations['a payment that was given up may still claim the order'];
  const found = exhaust({ copies: 1, scripts: cases['one buyer'], faults, ...careless }, 100_000);
  expect(found.fault?.what).toStartWith('I6');
}, 120_000);

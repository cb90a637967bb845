import { expect, test } from 'bun:test';
import { returnDays as accepted } from '#services/orders/returns';
import { deliveryMinor as charged } from '#services/orders/rules';
import { arrivalWords, deliveryMethods, deliveryMinor, deliveryOptions, returnDays } from './delivery.ts';

const at = (instant: string) => ({ now: () => new Date(instant) });

test('pages tell the same price for delivery as the orders room charges', () => {
  for (const method of deliveryMethods) {
    for (const goods of [0, 1, 495, 2499, 2500, 2501, 1_000_000]) {
      expect([method, goods, deliveryMinor(method, goods)]).toEqual([method, goods, charged(method, goods)]);
    }
  }
});

test('pages name the days for returns that the orders room grants', () => {
  expect(returnDays).toBe(accepted);
});

const cases: [now: string, standard: string, express: string, collect: string][] = [
  ['2026-11-24T09:00:00Z', 'Friday 27 November', 'Wednesday 25 November', 'Tuesday 24 November'],
  ['2026-11-24T15:00:00Z', 'Monday 30 November', 'Thursday 26 November', 'Wednesday 25 November'],
  ['2026-11-27T14:59:59Z', 'Wednesday 2 December', 'Monday 30 November', 'Friday 27 November'],
  ['2026-11-27T18:00:00Z', 'Thursday 3 December', 'Tuesday 1 December', 'Monday 30 November'],
  ['2026-11-28T08:00:00Z', 'Thursday 3 December', 'Tuesday 1 December', 'Monday 30 November'],
  ['2026-11-29T23:59:59Z', 'Thursday 3 December', 'Tuesday 1 December', 'Monday 30 November'],
  ['2026-12-31T10:00:00Z', 'Tuesday 5 January', 'Friday 1 January', 'Thursday 31 December'],
];
for (const [now, standard, express, collect] of cases) {
  test(`ordered at ${now} it comes on ${standard}`, () => {
    const promises = deliveryOptions(at(now), 0).map(({ promise }) => promise);
    expect(promises).toEqual([`Arrives on ${standard}`, `Arrives on ${express}`, `Ready on ${collect}`]);
    expect(arrivalWords(at(now))).toContain(standard);
  });
}

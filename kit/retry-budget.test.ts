import { expect, test } from 'bun:test';
import { createRetryBudget, repeatPauseMs } from './retry-budget.ts';

test('a burst of ten, then one repeat for ten calls', () => {
  const budget = createRetryBudget();
  let repeats = 0;
  for (let call = 0; call < 1000; call++) {
    budget.called();
    if (budget.take()) repeats += 1;
  }
  expect(repeats).toBeGreaterThanOrEqual(108);
  expect(repeats).toBeLessThanOrEqual(110);
});

test('quiet times save up ten repeats and no more', () => {
  const budget = createRetryBudget();
  for (let call = 0; call < 1000; call++) budget.called();
  let repeats = 0;
  while (budget.take()) repeats += 1;
  expect(repeats).toBe(10);
});

test('pauses are between 50 and 150 ms and differ', () => {
  const pauses = Array.from({ length: 50 }, repeatPauseMs);
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(50);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(150);
  expect(new Set(pauses).size).toBeGreaterThan(10);
});

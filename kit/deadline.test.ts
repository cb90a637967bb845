import { expect, test } from 'bun:test';
import { budgetMs, isAwaited, readDeadline, remainingMs, unhurried, within } from './deadline.ts';
import { sleep } from './time.ts';

test('outside of a request nothing is waited for, and a call may take all of its own time', () => {
  expect([isAwaited(), remainingMs(), budgetMs(400)]).toEqual([false, Number.POSITIVE_INFINITY, 400]);
});

test('time runs for everything inside, across waits, and each call gets the lesser of its own and what is left', async () => {
  await within(500, async () => {
    expect(budgetMs(100)).toBe(100);
    expect(budgetMs(2000)).toBeLessThan(480);
    await sleep(60);
    expect(remainingMs()).toBeLessThan(445);
    expect(remainingMs()).toBeGreaterThan(0);
  });
  expect(isAwaited()).toBe(false);
});

test('nobody inside can wait longer than the one around it, but less', () => {
  within(1000, () => {
    expect(within(5000, remainingMs)).toBeLessThanOrEqual(1000);
    expect(within(10, remainingMs)).toBeLessThanOrEqual(10);
    expect(remainingMs()).toBeGreaterThan(100);
  });
});

test('two requests at once have each their own time', async () => {
  const seen = await Promise.all(
    [100, 5000].map((ms) =>
      within(ms, async () => {
        await sleep(20);
        return remainingMs() > 1000;
      }),
    ),
  );
  expect(seen).toEqual([false, true]);
});

test('work that outlasts the answer is free of its deadline', async () => {
  const left = await within(30, async () => {
    await sleep(40);
    expect(remainingMs()).toBeLessThan(0);
    return unhurried(async () => {
      await sleep(1);
      return remainingMs();
    });
  });
  expect(left).toBe(Number.POSITIVE_INFINITY);
});

test('a deadline is whole milliseconds, at most a minute; anything else counts as none', () => {
  expect(['1500', '0', '999999999', '', '-1', '1e3', ' 5', 'soon', null, undefined].map(readDeadline)).toEqual([
    1500,
    0,
    60_000,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
});

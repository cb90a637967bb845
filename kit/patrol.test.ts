import { expect, test } from 'bun:test';
import { silentLog } from './log.ts';
import { createMetrics } from './metrics.ts';
import { type Broken, patrol } from './patrol.ts';

function watched(rows: number, brokenIds: Set<number>) {
  const metrics = createMetrics('test');
  const warned: unknown[] = [];
  const looks: number[] = [];
  const sweeper = patrol(
    { metrics, log: { ...silentLog, warn: (_, facts) => warned.push(facts) } },
    async (after, limit) => {
      looks.push(after);
      const last = Math.min(rows, after + limit);
      const broken: Broken[] = [...brokenIds]
        .filter((id) => id > after && id <= last)
        .map((id) => ({ rule: 'R1', id: String(id) }));
      return { last: last > after ? last : null, looked: last - after, broken };
    },
  );
  const figure = async () => Number(/^invariant_violations\S* (\d+)$/m.exec(await metrics.registry.metrics())?.[1]);
  return { sweeper, warned, looks, figure };
}

test('it walks through all rows, a stretch a time, and begins again', async () => {
  const { sweeper, looks, figure } = watched(4500, new Set());
  for (let n = 0; n < 5; n++) await sweeper.run();
  expect(looks).toEqual([0, 2000, 4000, 0, 2000]);
  expect(await figure()).toBe(0);
});

test('an exact stretch ends the walk at the next, empty one', async () => {
  const { sweeper, looks } = watched(2000, new Set());
  for (let n = 0; n < 3; n++) await sweeper.run();
  expect(looks).toEqual([0, 2000, 0]);
});

test('what is wrong is counted from the moment it is found until a whole walk no longer finds it, and told once', async () => {
  const wrong = new Set([2500, 4400]);
  const { sweeper, warned, figure } = watched(4500, wrong);
  const figures: number[] = [];
  const rounds = async (times: number) => {
    for (let n = 0; n < times; n++) {
      await sweeper.run();
      figures.push(await figure());
    }
  };
  await rounds(6);
  wrong.clear();
  await rounds(3);
  expect(figures).toEqual([0, 1, 2, 2, 2, 2, 2, 2, 0]);
  expect(warned).toEqual([
    { rule: 'R1', row: '2500' },
    { rule: 'R1', row: '4400' },
  ]);
});

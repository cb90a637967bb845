import { expect, test } from 'bun:test';
import { createGate, createTurns } from './queues.ts';

function held() {
  let release = () => {};
  const until = new Promise<void>((done) => {
    release = done;
  });
  return { until, release };
}

test('a gate lets in as many as it has places, queues the next, and refuses who comes beyond', async () => {
  const inPlace = createGate({ places: 2, queue: 3 });
  const { until, release } = held();
  let busy = 0;
  let most = 0;
  const work = () =>
    inPlace(async () => {
      busy += 1;
      most = Math.max(most, busy);
      await until;
      busy -= 1;
    });
  const all = Promise.allSettled(Array.from({ length: 8 }, work));
  release();
  const outcomes = await all;
  expect(outcomes.map(({ status }) => status)).toEqual([...Array(5).fill('fulfilled'), ...Array(3).fill('rejected')]);
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  expect(refused[0]).toMatchObject({ status: 503, slug: 'overloaded', headers: { 'retry-after': '1' } });
  expect(most).toBe(2);
});

test('work that fails gives its place back', async () => {
  const inPlace = createGate({ places: 1, queue: 0 });
  await expect(inPlace(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await inPlace(async () => 'yes')).toBe('yes');
});

test('turns keep the order of one subject and let others pass', async () => {
  const inTurn = createTurns({ queue: 10 });
  const { until, release } = held();
  const seen: string[] = [];
  const first = inTurn('a', async () => {
    await until;
    seen.push('a1');
  });
  const second = inTurn('a', async () => {
    seen.push('a2');
  });
  await inTurn('b', async () => {
    seen.push('b1');
  });
  release();
  await Promise.all([first, second]);
  expect(seen).toEqual(['b1', 'a1', 'a2']);
});

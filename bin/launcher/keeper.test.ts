import { expect, test } from 'bun:test';
import { waitUntil } from '#deploy/local/processes';
import { type Supervised, supervise } from '#deploy/local/supervise';
import { keep } from './keeper.ts';

function program(script: string): Supervised {
  return supervise({
    command: '/bin/sh',
    args: ['-c', script],
    env: { PATH: process.env.PATH },
    stopSignal: 'TERM',
    graceSeconds: 1,
    onLine: () => undefined,
  });
}

type Script = (attempt: number) => string;

// Keeps a shell script that counts as ready as soon as it runs.
function keeping(script: Script, firstTries = 1) {
  const starts: number[] = [];
  const notes: string[] = [];
  const running: Supervised[] = [];
  const kept = keep({
    name: 'press',
    firstTries,
    note: (text) => notes.push(text),
    async start(started) {
      starts.push(performance.now());
      const text = script(starts.length);
      if (text === 'cannot start') throw new Error('no ink\nat all');
      const process = program(text);
      running.push(process);
      started(process);
    },
  });
  return { kept, starts, notes, running };
}

test('what dies comes back, later each time it dies soon again', async () => {
  const { kept, starts, notes } = keeping((attempt) => (attempt <= 3 ? 'exit 3' : 'exec sleep 60'));
  await kept.ready;
  expect(await waitUntil(() => starts.length === 4, 15_000)).toBe(true);
  await waitUntil(() => notes.length === 6, 1_000);
  await kept.stop(1_000);
  const waits = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
  for (const [index, least] of [200, 400, 800].entries()) {
    expect(waits[index]).toBeGreaterThanOrEqual(least);
    expect(waits[index]).toBeLessThan(least + 2_000);
  }
  expect(notes[0]).toBe('stopped (code 3); starting it again');
  expect(notes[1]).toMatch(/^is back \(\d\.\d s\)$/);
});

test('one that does not come back is tried until it does, and each failure is told in a line', async () => {
  const { kept, notes } = keeping((attempt) => ['exit 0', 'cannot start', 'exec sleep 60'][attempt - 1] ?? 'exit 1');
  await kept.ready;
  expect(await waitUntil(() => notes.length === 3, 5_000)).toBe(true);
  await kept.stop(1_000);
  expect(notes[1]).toBe('did not come back: no ink');
  expect(notes[2]).toStartWith('is back');
});

test('what is stopped on purpose stays down and is not spoken of', async () => {
  const { kept, starts, notes, running } = keeping(() => 'exec sleep 60');
  await kept.ready;
  await kept.stop(1_000);
  await Bun.sleep(300);
  expect(starts.length).toBe(1);
  expect(notes).toEqual([]);
  expect(running[0]?.running()).toBe(false);
});

test('being stopped while it waits to come back is final', async () => {
  const { kept, starts, notes } = keeping(() => 'exit 1');
  await kept.ready;
  await waitUntil(() => notes.length === 1, 2_000);
  await kept.stop(1_000);
  await Bun.sleep(400);
  expect(starts.length).toBe(1);
});

test('before it was ever ready it gets as many tries as it was given, then its reason is told', async () => {
  const { kept, starts } = keeping(() => 'cannot start', 2);
  expect(kept.ready).rejects.toThrow('no ink');
  await kept.ready.catch(() => undefined);
  expect(starts.length).toBe(2);
});

// A key and its request: taken while it is worked on, however long that is, and free again soon after a death.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { testDatabase } from '#tests/support/servers';
import { type Database, openDatabase } from './database.ts';
import { claim, fingerprintOf, repeatable } from './idempotency.ts';
import { migrate } from './migrate.ts';
import { Problem } from './problem.ts';
import { sleep, stopwatch } from './time.ts';

let db: Database;
beforeAll(async () => {
  const url = await testDatabase('books');
  await migrate(url, join(import.meta.dir, '../services/reviews/migrations'));
  db = openDatabase(url, { acquireTimeoutMs: 3000 });
}, 60_000);
afterAll(() => db.close());

const of = { principal: 7, route: 'POST /things' } as const;
const ask = (key: string, run: () => Promise<object>) =>
  repeatable(db, { headers: { 'idempotency-key': key }, path: '/things', body: {}, set: { headers: {} } }, of, run);
const stillRunning = (error: unknown) => error instanceof Problem && error.slug === 'still-running';

test('a request that takes longer than its key is taken for keeps it, and its repeat gets its answer', async () => {
  let runs = 0;
  const begun = Promise.withResolvers<void>();
  const slow = ask('slow', async () => {
    runs += 1;
    begun.resolve();
    await sleep(5500);
    return { runs };
  });
  await begun.promise;
  let refused = 0;
  for (const elapsed = stopwatch(); elapsed() < 5200; await sleep(100))
    await ask('slow', async () => ({ runs: ++runs })).catch((error) => {
      refused += Number(stillRunning(error));
    });
  expect(refused).toBeGreaterThan(5);
  await slow;
  const again = await ask('slow', async () => ({ runs: ++runs }));
  expect(again instanceof Response && (await again.json())).toEqual({ runs: 1 });
}, 15_000);

test('a key whose room died in the middle is free within five seconds', async () => {
  // As a process leaves it that was killed between its claim and its answer.
  await claim(db, { principal: '7', route: of.route, key: 'orphan', fingerprint: fingerprintOf('/things', {}) });
  const elapsed = stopwatch();
  for (;;) {
    const answer = await ask('orphan', async () => ({ done: true })).catch((error) => error);
    if (answer instanceof Response) break;
    expect(stillRunning(answer)).toBe(true);
    await sleep(50);
  }
  expect(elapsed()).toBeWithin(3000, 5000);
}, 15_000);

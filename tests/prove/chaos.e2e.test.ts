// The short form of the chaos. Longer: bun run prove chaos --checkouts 2000 --kills 400

import { expect, test } from 'bun:test';
import { newSeed } from './chance.ts';
import { chaos } from './chaos.ts';

test('forty checkouts under fifteen deaths: all settle, none twice, nobody waits beyond the deadline', async () => {
  const seed = newSeed();
  process.stdout.write(`SEED=${seed} (again: bun run prove chaos --checkouts 40 --kills 15 --seed ${seed})\n`);
  const report = await chaos({ seed, checkouts: 40, kills: 15, clients: 6, stopMs: 4000, everyMs: [300, 2000] });
  expect(report.faults).toEqual([]);
  expect([report.checkouts >= 40, report.kills >= 15]).toEqual([true, true]);
}, 480_000);

// The short form of the provider that repeats itself. Longer: bun run prove provider --purchases 5000

import { expect, test } from 'bun:test';
import { newSeed } from './chance.ts';
import { repeatProvider } from './provider.ts';

test('the provider hears everything twice, late or without an answer, and nobody is charged twice or for nothing', async () => {
  const seed = newSeed();
  process.stdout.write(`SEED=${seed} (again: bun run prove provider --purchases 60 --seed ${seed})\n`);
  const report = await repeatProvider({ seed, purchases: 60 });
  expect(report.faults).toEqual([]);
  expect(report.captured).toBeGreaterThan(0);
}, 240_000);

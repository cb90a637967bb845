// The short form of the crash matrix: twelve deaths at twelve moments. All of them: bun run prove crash

import { expect, test } from 'bun:test';
import { newSeed } from './chance.ts';
import { crash, nameOf } from './crash.ts';

test('whoever dies at whatever moment, the order comes right and the same key ends in the same order', async () => {
  const seed = newSeed();
  process.stdout.write(`SEED=${seed} (again: bun run prove crash --sample 12 --seed ${seed})\n`);
  const { cells } = await crash({ seed, sample: 12 });
  const victims = new Set(cells.map(({ victim }) => victim));
  expect(cells.flatMap((cell) => cell.faults.map((fault) => `${nameOf(cell)}: ${fault}`))).toEqual([]);
  expect([cells.length, victims.size >= 11]).toEqual([12, true]);
}, 480_000);

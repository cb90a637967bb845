// The short form of `bun run prove restore`: the drill that docs/operating.md tells of.

import { expect, test } from 'bun:test';
import { newSeed } from './chance.ts';
import { restore } from './restore.ts';

test('a database that is lost comes back from backup and archive, nothing paid is lost, and all comes right', async () => {
  const report = await restore({ seed: newSeed(), checkouts: 3 });
  expect(report.faults).toEqual([]);
  expect([report.bought, report.lost, report.placedMeanwhile]).toEqual([3, 0, 1]);
}, 300_000);

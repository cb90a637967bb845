// The short form of `bun run prove many`.

import { expect, test } from 'bun:test';
import { newSeed } from './chance.ts';
import { many } from './many.ts';

test('two of every room on three NATS servers: some die under checkouts, and nobody sees more than a 503', async () => {
  const report = await many({ seed: newSeed(), copies: 2, checkouts: 16, clients: 4 });
  expect(report.faults).toEqual([]);
  expect(report.killed).toHaveLength(6);
  // Of each service one died, and the one that is left did all the work.
  expect(report.atWork).toMatchObject({ users: 1, books: 1, orders: 1, payments: 1, reviews: 1 });
}, 400_000);

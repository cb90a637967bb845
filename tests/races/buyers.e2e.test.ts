// A short form of `bun run prove buyers`: 300 buyers for 30 copies, once. The long one has 1,000 for 100, twenty times.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { openStage, type Stage } from '#tests/prove/stage';
import { gather, rush } from './buyers.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 90_000);
afterAll(() => stage?.close());

test('300 buyers for 30 copies: 30 are sold, 270 are told so, and nothing breaks', async () => {
  const crowd = await gather(stage, 300);
  const { sold, refused, wrong } = await rush(stage, crowd, 30);
  expect(wrong).toEqual([]);
  expect([sold, refused]).toEqual([30, 270]);
}, 120_000);

// Whatever order the facts of an evening come in, and however often, the shop ends as if each had come once and in order. The long
// form: `bun run prove events`.

import { expect, test } from 'bun:test';
import { newSeed } from '#tests/prove/chance';
import { everyEvent, tellTwice } from './deliver.ts';

const seed = Number(process.env.SEED ?? newSeed());

test(`300 facts told one to five times, shuffled, end as told once and in order (SEED=${seed})`, async () => {
  const { differences, kinds } = await tellTwice(seed, 300);
  expect(differences).toEqual([]);
  expect([...kinds.keys()].sort()).toEqual(everyEvent.map(({ type }) => type).sort());
}, 120_000);

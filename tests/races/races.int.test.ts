// Whatever two people can wish at the same moment, raced on real Postgres; then every invariant of the shop must hold. The
// long form, 200 rounds of each: `bun run prove races`.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { moneyRaces } from './money-races.ts';
import { peopleRaces } from './people-races.ts';
import { raceMany } from './race.ts';
import { openScene, type Scene } from './scene.ts';

const rounds = Number(process.env.RACE_ROUNDS ?? 4);
let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
}, 60_000);
afterAll(() => scene?.close());

const races = [...moneyRaces, ...peopleRaces];

for (const race of races)
  test(race.name, async () => {
    const { wrong } = await raceMany(scene, race, rounds);
    expect(wrong).toEqual([]);
  }, 120_000);

test('after all of it every invariant holds', async () => {
  expect(races.length).toBeGreaterThanOrEqual(25);
  expect(await scene.broken()).toEqual([]);
}, 120_000);

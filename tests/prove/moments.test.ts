// The moments worth dying at are the same in the code, in the matrix and in the document.

import { expect, test } from 'bun:test';
import { read, sources } from '../house/files.ts';
import { chanceOf } from './chance.ts';
import { cellsOf, sampleOf } from './crash.ts';
import { moments } from './moments.ts';
import { victims } from './victims.ts';

const words = /'([a-z]+(?:\.[a-z]+)?\.(?:before|after)_[a-z]+)'/g;
const inCode = sources
  .filter(({ path }) => /^(kit|nats|services|gateway)\/.*(?<!\.test)\.ts$/.test(path))
  .flatMap(({ text }) => [...text.matchAll(words)].map((match) => match[1] ?? ''))
  .sort();

test('each moment is named once in the code, and all of them are in the matrix', () => {
  expect(inCode).toEqual(moments.map(({ name }) => name).sort());
  expect(new Set(inCode).size).toBe(inCode.length);
  expect(inCode.length).toBeGreaterThanOrEqual(26);
});

test('each moment is told in docs/reliability.md, and no other', async () => {
  const told = [...(await read('docs/reliability.md')).matchAll(/^\| `([a-z_.]+)` \|/gm)].map(
    (match) => match[1] ?? '',
  );
  expect(told.sort()).toEqual(inCode);
});

test('the matrix is each moment by each of thirteen victims, and the same seed deals it the same way', () => {
  const cells = cellsOf(chanceOf(7));
  expect([cells.length, victims.length]).toEqual([moments.length * 13, 13]);
  expect(cellsOf(chanceOf(7))).toEqual(cells);
  expect(cellsOf(chanceOf(8))).not.toEqual(cells);
});

test('a sample of twelve has every victim but one, and every scene there is', () => {
  for (const seed of [1, 2, 3]) {
    const sample = sampleOf(cellsOf(chanceOf(seed)), 12);
    expect(new Set(sample.map(({ victim }) => victim)).size).toBeGreaterThanOrEqual(12);
    expect(new Set(sample.map(({ moment }) => moment.scene))).toEqual(new Set(moments.map(({ scene }) => scene)));
  }
});

// That a test notices when a guard is gone. All of them, one by one: `bun run prove guards`. Here, that the list of them is true,
// and a few that need no server.

import { afterAll, expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { guards } from './guards.ts';
import { occurrences, openCopy } from './remove.ts';

test.each(guards.map((guard) => [guard.name, guard] as const))('the guard stands once: %s', (_, guard) => {
  expect(occurrences(guard)).toBe(1);
  expect(existsSync(guard.test.file)).toBe(true);
});

test('there are many, each with a name of its own, caught by tests that exist', () => {
  expect(guards.length).toBeGreaterThanOrEqual(40);
  expect(new Set(guards.map(({ name }) => name)).size).toBe(guards.length);
  const lost = guards.filter(({ test: { file, name } }) => {
    const source = readFileSync(file, 'utf8');
    // A name with a parameter stands in the source with a gap.
    return !source.includes(name) && !source.includes(name.split(' that is ')[0] ?? name);
  });
  expect(lost).toEqual([]);
});

const copy = openCopy();
afterAll(() => copy.close());
const sample = guards.filter(({ test: { file } }) => !/\.(int|e2e)\.test\.ts$/.test(file));
const chosen = [0, 0.3, 0.6, 0.9]
  .map((part) => sample[Math.floor(part * sample.length)])
  .filter((one) => one !== undefined);

test.each(chosen.map((guard) => [guard.name, guard] as const))(
  'a test notices that it is gone: %s',
  async (_, guard) => {
    const { caughtBy } = await copy.without(guard);
    expect(caughtBy.join()).toContain(guard.test.name);
  },
  120_000,
);

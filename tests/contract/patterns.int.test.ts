// No pattern of the API can be made to think for long.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import fc from 'fast-check';
import { mergedDocument, openShop, type Shop } from './shop.ts';

const length = 100_000;
const limitMs = 50;

let shop: Shop;
let patterns: string[];
beforeAll(async () => {
  shop = await openShop();
  const found = new Set<string>();
  const walk = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return;
    const { pattern } = value as { pattern?: unknown };
    if (typeof pattern === 'string') found.add(pattern);
    for (const member of Object.values(value)) walk(member);
  };
  walk(await mergedDocument(shop));
  for (const name of Object.keys(shop.rooms)) walk(await raw(name as keyof Shop['rooms']));
  patterns = [...found].sort();
}, 60_000);
afterAll(() => shop.close());

/** With the patterns of numbers in addresses, which the document shows as integers. */
const raw = async (room: keyof Shop['rooms']) => (await shop.rooms[room].get('/swagger/raw/json')).json as unknown;

const seeds = [
  'a',
  'A',
  '0',
  '9',
  ' ',
  '-',
  '.',
  ',',
  '@',
  'é',
  '\u00aa',
  '1,',
  'a-',
  'a.',
  '.a',
  'a@',
  '@.',
  'a@a.',
  '9.',
  '9-',
  '+_',
  '/c',
  'x/',
  '\\',
  '"',
];
const endings = ['', '!', '\n', '\u0000', '-', ',', '.', '@', 'a!', ' x'];

/** Text that begins as the pattern likes it and is then pumped up, with an ending that it does not like. One at a time: they are long. */
function* attacks(pattern: string): Generator<string> {
  const liked = fc
    .sample(fc.stringMatching(new RegExp(pattern)), { numRuns: 5, seed: 1 })
    .filter((text) => text !== '');
  const pumps = new Set([...seeds, ...liked.flatMap((text) => [text.slice(0, 40), text.slice(0, 3), text.slice(-3)])]);
  for (const pump of pumps) {
    const long = pump.repeat(Math.ceil(length / pump.length)).slice(0, length);
    for (const ending of endings) yield long + ending;
    yield `${liked[0] ?? ''}${long}!`;
  }
}

/** What is slow by nature is slow each time, whatever else the machine does: the quickest of three counts. */
function slowest(pattern: string): number {
  const regexp = new RegExp(pattern);
  let worst = 0;
  for (const text of attacks(pattern)) {
    let best = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 3 && best >= limitMs; run++) {
      const started = performance.now();
      regexp.test(text);
      best = Math.min(best, performance.now() - started);
    }
    worst = Math.max(worst, best);
  }
  return worst;
}

test(`every pattern is done with ${length / 1000} kB in less than ${limitMs} ms`, () => {
  expect(patterns.length).toBeGreaterThan(10);
  const slow = patterns.map((pattern) => ({ pattern, ms: slowest(pattern) })).filter(({ ms }) => ms >= limitMs);
  expect(slow).toEqual([]);
}, 120_000);

test('the test itself knows a slow pattern when it sees one', () => {
  const ms = (text: string) => {
    const started = performance.now();
    /^(\S+\s?)+@$/.test(text);
    return performance.now() - started;
  };
  // Doubling by each letter: far below a hundred thousand it is too slow already.
  expect(ms('a'.repeat(20))).toBeGreaterThan(ms('a'.repeat(12)) * 4);
});

// A breaking change of the API fails here unless it is recorded.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { compare, parse, shapeOf } from './shape.ts';
import { mergedDocument, openShop, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
}, 60_000);
afterAll(() => shop.close());

test('nothing that clients rely on went away or became narrower', async () => {
  const before = parse(await Bun.file(join(import.meta.dir, 'openapi.snapshot')).text());
  const { breaks, additions } = compare(before, shapeOf(await mergedDocument(shop)));
  if (additions.length > 0)
    console.warn(`The API grew. Write it down with: bun tests/contract/accept.ts\n${additions.join('\n')}`);
  expect(breaks, 'if this break is meant: bun tests/contract/accept.ts, and say so in CHANGELOG.md').toEqual([]);
});

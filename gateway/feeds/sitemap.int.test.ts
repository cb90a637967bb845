// Sitemaps of a pretended catalogue: long, full of gaps, breaking off, and asked for by many at once.

import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { unavailable } from '#kit/problem';
import { aBook, listOf } from '../testing/rooms.ts';
import { openTestShop, type TestShop } from '../testing/shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterEach(() => shop.rooms.reset());
afterAll(() => shop.rooms.stop());

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  shop.handle(new Request(`http://localhost${path}`, { headers, method }));

/** A catalogue of which `has` tells which ids there are. */
function catalogueOf(newest: number, has: (id: number) => boolean, failsAt = Number.POSITIVE_INFINITY): void {
  shop.rooms.answer('books', (_, { pathname, searchParams }) => {
    if (pathname !== '/api/books/') return undefined;
    const ids = searchParams.get('ids')?.split(',').map(Number);
    if (!ids) return { json: listOf(newest === 0 ? [] : [aBook({ id: newest, isbn: null })]) };
    if (ids.some((id) => id >= failsAt)) throw unavailable('books');
    return { json: listOf(ids.filter(has).map((id) => aBook({ id, isbn: null, slug: `b${id}` }))) };
  });
}

const addresses = (xml: string) => [...xml.matchAll(/<loc>([^<]*)<\/loc>/g)].map((match) => match[1]);

test('an index names one list for every fifty thousand ids, and none for an empty shop', async () => {
  catalogueOf(100_001, () => true);
  const three = [1, 2, 3].map((part) => `http://localhost/sitemaps/books-${part}.xml`);
  expect(addresses(await (await get('/sitemap.xml')).text()).slice(2)).toEqual(three);
  expect((await get('/sitemaps/books-4.xml')).status).toBe(404);
  catalogueOf(50_000, () => true);
  expect(addresses(await (await get('/sitemap.xml')).text()).slice(2)).toEqual(three.slice(0, 1));
  catalogueOf(0, () => true);
  expect(addresses(await (await get('/sitemap.xml')).text()).slice(2)).toEqual([]);
  expect((await get('/sitemaps/books-1.xml')).status).toBe(404);
});

test('lists hold every book once, whatever ids are missing; one without books still names a page', async () => {
  const has = (id: number) => id % 1000 === 7 && (id <= 50_000 || id > 100_000);
  catalogueOf(149_007, has);
  const lists = [];
  for (const part of [1, 2, 3]) lists.push(addresses(await (await get(`/sitemaps/books-${part}.xml`)).text()));
  const expected = (from: number) =>
    Array.from({ length: 50 }, (_, n) => `http://localhost/books/${from + n * 1000 + 7}/b${from + n * 1000 + 7}`);
  expect(lists).toEqual([expected(0), ['http://localhost/books'], expected(100_000)]);
  const longest = Math.max(...shop.rooms.asked.map(({ path }) => decodeURIComponent(path).split(',').length));
  expect(longest).toBe(100);
}, 30_000);

test('a list is packed on the way for those who take it packed', async () => {
  catalogueOf(300, () => true);
  const packed = await get('/sitemaps/books-1.xml', { 'accept-encoding': 'gzip, br' });
  expect(packed.headers.get('content-encoding')).toBe('gzip');
  const text = new TextDecoder().decode(Bun.gunzipSync(await packed.arrayBuffer()));
  expect(text).toBe(await (await get('/sitemaps/books-1.xml')).text());
  expect(addresses(text).length).toBe(50_000);
}, 30_000);

test('a room that goes away in the middle breaks the list off', async () => {
  catalogueOf(40_000, () => true, 2000);
  const answer = await get('/sitemaps/books-1.xml');
  expect(answer.status).toBe(200);
  await expect(answer.text()).rejects.toThrow();
  catalogueOf(40_000, () => true, 1);
  const refused = await get('/sitemaps/books-1.xml');
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
});

test('two lists at once; who goes away or is done makes room', async () => {
  catalogueOf(2000, (id) => id <= 2000);
  const [first, second] = [await get('/sitemaps/books-1.xml'), await get('/sitemaps/books-1.xml')];
  const third = await get('/sitemaps/books-1.xml');
  expect([first.status, second.status, third.status, third.headers.get('retry-after')]).toEqual([200, 200, 503, '10']);
  await first.body?.cancel();
  expect(addresses(await second.text()).length).toBe(2000);
  const [fourth, fifth] = [await get('/sitemaps/books-1.xml'), await get('/sitemaps/books-1.xml')];
  expect([fourth.status, fifth.status]).toEqual([200, 200]);
  await Promise.all([fourth.text(), fifth.text()]);
}, 30_000);

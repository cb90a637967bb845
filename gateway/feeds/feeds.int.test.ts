// Feeds with five pretended rooms behind: what is said where a room is away, in whose cache, and page after page.

import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { refuseField } from '#kit/problem';
import { aBook, listOf } from '../testing/rooms.ts';
import { openTestShop, type TestShop } from '../testing/shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterEach(() => shop.rooms.reset());
afterAll(() => shop.rooms.stop());

const get = (path: string, headers: Record<string, string> = {}) =>
  shop.handle(new Request(`http://localhost${path}`, { headers }));

const ofBooks = [
  '/feeds/new.atom',
  '/feeds/shelves/classics.atom',
  '/feeds/search.atom?q=emma',
  '/opds',
  '/opds/books',
  '/opds/shelves/classics',
  '/opds/search?q=emma',
  '/sitemap.xml',
  '/sitemaps/pages.xml',
  '/sitemaps/authors.xml',
  '/sitemaps/books-1.xml',
];
const still = ['/robots.txt', '/humans.txt', '/.well-known/security.txt', '/opensearch.xml'];

test('a shop that never saw its books says when to come again; what needs none of them is there', async () => {
  const empty = await openTestShop();
  await empty.rooms.shut('books');
  for (const path of ofBooks) {
    const answer = await empty.handle(new Request(`http://localhost${path}`));
    expect([path, answer.status, Number(answer.headers.get('retry-after')) > 0]).toEqual([path, 503, true]);
  }
  for (const path of [...still, '/feeds'])
    expect([path, (await empty.handle(new Request(`http://localhost${path}`))).status]).toEqual([path, 200]);
  const suggestions = await empty.handle(new Request('http://localhost/search/suggestions?q=emma'));
  expect([suggestions.status, await suggestions.json()]).toEqual([200, ['emma', [], [], []]]);
  await empty.rooms.stop();
});

test('anybody may keep a document, and whoever holds it gets 304', async () => {
  for (const path of [...ofBooks.filter((one) => !one.startsWith('/sitemaps/')), ...still]) {
    const answer = await get(path);
    const etag = answer.headers.get('etag') ?? '';
    expect([path, answer.status, answer.headers.get('cache-control')?.startsWith('public, max-age=')]).toEqual([
      path,
      200,
      true,
    ]);
    expect(answer.headers.getSetCookie()).toEqual([]);
    const again = await get(path, { 'if-none-match': etag });
    expect([path, again.status, await again.text()]).toEqual([path, 304, '']);
    expect([path, (await get(path, { 'if-none-match': 'W/"other"' })).status]).toEqual([path, 200]);
  }
  expect((await get('/opds')).headers.get('vary')).toContain('Accept,');
  const packed = await get('/opds/books', { 'accept-encoding': 'gzip' });
  const text = new TextDecoder().decode(Bun.gunzipSync(await packed.arrayBuffer()));
  expect([packed.headers.get('content-encoding'), text]).toEqual(['gzip', await (await get('/opds/books')).text()]);
});

test('pages of a feed lead to each other, and a place that is none leads to the first', async () => {
  shop.rooms.answer('books', (_, { pathname, searchParams }) => {
    if (!/^\/api\/books\/(search\/)?$/.test(pathname)) return undefined;
    if (searchParams.get('cursor') === 'lost') throw refuseField('?cursor', 'Take the cursor from `next`.');
    const links = { next: `${pathname}?cursor=onward&limit=24`, previous: `${pathname}?cursor=back&limit=24` };
    return { json: { ...listOf([aBook()]), ...links, count: 10_000, count_is_exact: false, did_you_mean: null } };
  });
  for (const path of ofBooks.filter((one) => /\.atom|^\/opds\//.test(one))) {
    const at = (cursor: string) => `${path}${path.includes('?') ? '&' : '?'}cursor=${cursor}`;
    const text = await (await get(at('here'))).text();
    const link = (rel: string) =>
      new RegExp(`<link rel="${rel}" href="http://localhost([^"]*)"`).exec(text)?.[1]?.replaceAll('&amp;', '&');
    expect([link('self'), link('first')]).toEqual([at('here'), path]);
    expect([link('next'), link('previous')]).toEqual([at('onward'), at('back')]);
    expect(text).not.toContain('opensearch:totalResults');
    expect(text).not.toContain('opensearch:startIndex');
    const lost = await get(at('lost'));
    expect([path, lost.status, lost.headers.get('location')]).toEqual([path, 303, path]);
  }
});

test('there is no feed of what there is not', async () => {
  const missing = [
    '/feeds/shelves/nowhere.atom',
    '/feeds/shelves/classics',
    '/feeds/shelves/.atom',
    '/opds/shelves/nowhere',
    '/sitemaps/books-2.xml',
    '/sitemaps/books-0.xml',
    '/sitemaps/books-1',
    '/sitemaps/other.xml',
  ];
  for (const path of missing) expect([path, (await get(path)).status]).toEqual([path, 404]);
  expect((await get('/feeds/search.atom?q=%20')).headers.get('location')).toBe('/feeds/new.atom');
  expect((await get('/opds/search')).headers.get('location')).toBe('/opds/books');
});

test('a browser is led to where a password is changed', async () => {
  const answer = await get('/.well-known/change-password');
  const location = answer.headers.get('location') ?? '';
  expect([answer.status, (await get(location)).status]).toEqual([303, 200]);
});

test('security.txt runs out within a year, and not yet', async () => {
  const text = await (await get('/.well-known/security.txt')).text();
  const days = (Date.parse(/^Expires: (.+)$/m.exec(text)?.[1] ?? '') - Date.now()) / 86_400_000;
  expect([days > 90, days < 365]).toEqual([true, true]);
  expect(text).toMatch(/^Contact: mailto:security@localhost$/m);
});

test('pages tell programs where to go on; pages of errors weigh nothing more', async () => {
  const head = async (path: string) => /<head>.*<\/head>/s.exec(await (await get(path)).text())?.[0] ?? '';
  const book = await head('/books/9780141439587/emma');
  expect(book).toContain('<link rel="canonical" href="http://localhost/books/9780141439587/emma"');
  expect(book).toContain('type="application/json" title="This book as JSON" href="/api/books/1/"');
  expect(book).toContain('href="/feeds/shelves/classics.atom"');
  expect(book).toContain('<meta property="og:type" content="book"/>');
  expect(book).toMatch(/property="og:image" content="http:\/\/localhost\/covers\/9780141439587-[0-9a-z]{10}\.png"/);
  expect(book).toContain('<meta property="book:isbn" content="9780141439587"/>');
  expect(await head('/')).toContain('href="/feeds/new.atom"');
  expect(await head('/search?q=a%26b')).toContain('href="/feeds/search.atom?q=a%26b"');
  for (const path of ['/', '/basket', '/shelves'])
    expect(await head(path)).toContain('<link rel="search" type="application/opensearchdescription+xml"');
  expect(await head('/nothing')).not.toMatch(/rel="search"|og:/);
});

test('a rating is told only where there are reviews', async () => {
  const offer = async (book: ReturnType<typeof aBook>) => {
    shop.rooms.answer('books', (_, { pathname }) => (pathname === '/api/books/1/' ? { json: book } : undefined));
    const page = await (await get('/books/9780141439587/emma')).text();
    return JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(page)?.[1] ?? '');
  };
  const rated = await offer(aBook({ description: '</script><b>"&' }));
  expect(rated).toMatchObject({
    '@type': ['Book', 'Product'],
    name: 'Emma',
    isbn: '9780141439587',
    description: '</script><b>"&',
    author: [{ '@type': 'Person', name: 'Jane Austen' }],
    aggregateRating: { ratingValue: 4.5, reviewCount: 2 },
  });
  expect(rated.offers).toMatchObject({
    price: '9.99',
    priceCurrency: 'USD',
    availability: 'https://schema.org/InStock',
    shippingDetails: { shippingRate: { value: '4.95', currency: 'USD' } },
  });
  const unrated = await offer(aBook({ rating: { average: null, count: 0 }, available: 0 }));
  expect([unrated.aggregateRating, unrated.offers.availability]).toEqual([undefined, 'https://schema.org/OutOfStock']);
});

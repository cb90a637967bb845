// What stands beside a list of books: counts of the filters, and the way out of a list that filters left empty.

import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { notFound, unavailable } from '#kit/problem';
import { aBook, aCategory, listOf, someFacets } from './testing/rooms.ts';
import { openTestShop, type TestShop } from './testing/shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterEach(() => shop.rooms.reset());
afterAll(() => shop.rooms.stop());

const asked = (start: string) => shop.rooms.asked.map(({ path }) => path).filter((path) => path.startsWith(start));
const counts = (html: string) => html.match(/<span class="count">/g)?.length ?? 0;
const read = (html: string) => html.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ');

test('every list shows how many books each filter would give, asked for as the list is narrowed', async () => {
  const lists = [
    ['/shelves/classics?format=ebook&format=paperback&ordering=title', 'category=classics&format=ebook%2Cpaperback', 5],
    // What is chosen stands there, though the list has none of it.
    ['/books?language=en,fr', 'language=en%2Cfr', 6],
    ['/search?q=jane&in_stock=true', 'q=jane&in_stock=true', 5],
  ] as const;
  for (const [path, query, numbers] of lists) {
    const page = await shop.browser().get(path);
    expect([path, page.status, counts(page.text)]).toEqual([path, 200, numbers]);
    expect(asked('/api/books/facets/').at(-1)).toBe(`/api/books/facets/?${query}`);
    expect(read(page.text)).toContain('Paperback, 2 books');
    expect(read(page.text)).toContain('E-book, 0 books');
  }
});

test('a page comes without counts where they are refused or late, and the catalogue is not resting for that', async () => {
  for (const [path, refuse] of [
    ['/shelves/classics?in_stock=true', unavailable('books')],
    ['/shelves/classics?staff_pick=true', notFound('address')],
  ] as const) {
    shop.rooms.answer('books', (_, { pathname }) => {
      if (pathname === '/api/books/facets/') throw refuse;
      return undefined;
    });
    const page = await shop.browser().get(path);
    expect([page.status, counts(page.text)]).toEqual([200, 0]);
    expect(page.text).toContain('id="format-large_print"');
    expect(page.text).not.toContain('The catalogue is resting');
  }
});

test('where filters left nothing, each says what giving it up would bring, and what sells best is offered', async () => {
  shop.rooms.answer('books', (_, { pathname, searchParams }) => {
    if (pathname !== '/api/books/') return undefined;
    if (searchParams.get('limit') === '6') return { json: listOf([aBook({ title: 'Bestseller' })]) };
    const rest = ['format', 'max_price'].filter((name) => searchParams.has(name));
    if (rest.length === 2) return { json: listOf([]) };
    return { json: { ...listOf([aBook()]), count: rest[0] === 'format' ? 12 : 1 } };
  });
  const page = await shop.browser().get('/shelves/classics?format=ebook,hardback&max_price=2&ordering=title');
  const text = read(page.text);
  expect(page.status).toBe(200);
  expect(text).toContain('No books match all of these. Remove a filter:');
  expect(text).toContain('Remove filter: E-book or Hardback ×, gives 1 book');
  expect(text).toContain('Remove filter: Up to $2.00 ×, gives 12 books');
  expect(page.text).toContain('href="/shelves/classics?max_price=2&amp;ordering=title"');
  expect(text).toContain('What sells best here');
  expect(text).toContain('Bestseller');
});

test('an empty search tells the same; what cannot be counted goes without', async () => {
  shop.rooms.answer('books', (_, { pathname, searchParams }) => {
    if (pathname === '/api/books/facets/') return { json: { ...someFacets, availability: [] } };
    if (pathname !== '/api/books/search/') return undefined;
    if (searchParams.get('limit') !== '1') return { json: { ...listOf([]), did_you_mean: null } };
    if (searchParams.has('format')) throw unavailable('books');
    return { json: { ...listOf([aBook()]), count: 7, did_you_mean: null } };
  });
  const text = read((await shop.browser().get('/search?q=jane&format=ebook&in_stock=true')).text);
  expect(text).toContain('Remove filter: E-book ×, gives 7 books');
  expect(text).toContain('Remove filter: In stock ×');
  expect(text).not.toContain('In stock ×, gives');
});

test('a search read in another way is counted as it was read; counts of other books are left out', async () => {
  const answerWith = (count: number) =>
    shop.rooms.answer('books', (_, { pathname }) =>
      pathname === '/api/books/search/'
        ? { json: { ...listOf([aBook(), aBook({ id: 2 })]), count, did_you_mean: 'persuasion' } }
        : undefined,
    );
  answerWith(2);
  expect(counts((await shop.browser().get('/search?q=persuasoin')).text)).toBe(5);
  expect(asked('/api/books/facets/').at(-1)).toBe('/api/books/facets/?q=persuasion');
  answerWith(3);
  expect(counts((await shop.browser().get('/search?q=persuasoin')).text)).toBe(0);
});

test('a question nobody answers is offered with each of its words left out, with what that would give', async () => {
  shop.rooms.answer('books', (_, { pathname, searchParams }) => {
    if (pathname === '/api/books/search/') return { json: { ...listOf([]), did_you_mean: null } };
    if (pathname !== '/api/books/facets/') return undefined;
    const q = searchParams.get('q') ?? '';
    if (q === 'jane xqzv') throw unavailable('books');
    const count = q === 'jane eyre' ? 3 : 0;
    const none = { format: [], language: [], price: [], publisher: [], series: [], year: [], rating: [] };
    return { json: { ...none, availability: [{ value: 'in_stock', count }], count_is_exact: true } };
  });
  const { text } = await shop.browser().get('/search?q=jane+eyre+xqzv');
  expect(text).toContain('With one word less');
  expect(text).toContain('<a href="/search?q=jane+eyre" dir="auto">jane eyre</a> <span class="muted">3 books</span>');
  // What would give nothing is not offered; what could not be counted is, without a figure.
  expect(text).not.toContain('>eyre xqzv<');
  expect(text).toContain('<a href="/search?q=jane+xqzv" dir="auto">jane xqzv</a> </li>');
});

test('what is longer than anybody types is cut, and said to be', async () => {
  const long = `${'a'.repeat(199)} bc`;
  const cut = await shop.browser().get(`/search?q=${encodeURIComponent(long)}`);
  expect(cut.text).toContain('only its first 200 characters were searched for');
  expect(cut.text).toContain(`value="${long.slice(0, 200)}"`);
  const whole = await shop.browser().get(`/search?q=${'a'.repeat(200)}`);
  expect(whole.text).not.toContain('only its first');
  // Half of a character is none.
  expect((await shop.browser().get(`/search?q=${encodeURIComponent(`${'a'.repeat(199)}📚`)}`)).status).toBe(200);
});

test('what is typed also suggests shelves, whatever case and accents', async () => {
  const open = await openTestShop();
  open.rooms.answer('books', (_, { pathname }) => {
    if (pathname === '/api/categories/')
      return {
        json: listOf(
          ['Poésie', 'Crime', 'True crime'].map((name, at) => ({ ...aCategory, id: at, name, slug: `s${at}` })),
        ),
      };
    return pathname === '/api/books/suggest/' ? { json: { results: [] } } : undefined;
  });
  const shelves = async (q: string) =>
    [...(await open.browser().get(`/search/suggest?q=${q}`)).text.matchAll(/href="\/shelves\/(s\d)"/g)].map(
      ([, slug]) => slug,
    );
  expect(await shelves('POES')).toEqual(['s0']);
  expect(await shelves('crim')).toEqual(['s1', 's2']);
  expect(await shelves('cr')).toEqual([]);
  expect(await shelves('ime')).toEqual([]);
  await open.rooms.stop();
});

test('home shows what was looked at last, the last first, and nothing once that is gone', async () => {
  const browser = shop.browser();
  expect((await browser.get('/')).text).not.toContain('You looked at');
  for (const path of ['/books/1', '/books/2', '/books/2']) expect((await browser.get(path)).status).toBe(200);
  expect(browser.cookies.get('seen')).toBe('2.1');
  const home = (await browser.get('/')).text;
  const row = home.slice(home.indexOf('You looked at'));
  expect(asked('/api/books/?ids=').at(-1)).toBe('/api/books/?ids=1%2C2&limit=4');
  expect([...row.matchAll(/<h3 [^>]*><a href="\/books\/(\d+)/g)].length).toBe(2);
  browser.cookies.set('seen', '1.<script>');
  expect((await browser.get('/')).text).not.toContain('You looked at');
});

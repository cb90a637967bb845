// What stands beside a list of books: counts of the filters, and the way out of a list that filters left empty.

import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { notFound, unavailable } from '#kit/problem';
import { aBook, listOf, someFacets } from './testing/rooms.ts';
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

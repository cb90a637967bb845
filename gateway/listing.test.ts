import { expect, test } from 'bun:test';
import { choiceOf, filtersFrom, hasUnknown } from './listing.ts';

const filters = (query: string) => filtersFrom(new URLSearchParams(query));

test('filters of the catalogue are read from an address', () => {
  expect(
    filters(
      'format=ebook&in_stock=true&language=fr&min_price=5&max_price=20.50&min_rating=4&staff_pick=true&ordering=-price&cursor=W10',
    ),
  ).toEqual({
    format: 'ebook',
    in_stock: 'true',
    language: 'fr',
    min_price: '5',
    max_price: '20.50',
    min_rating: '4',
    staff_pick: 'true',
    ordering: '-price',
    cursor: 'W10',
  });
});

test('defaults, unknown names and values that are none are left out', () => {
  expect(
    filters(
      'format=&ordering=&in_stock=false&language=english&min_price=-1&max_price=1e3&min_rating=6&limit=100&q=x&colour=red',
    ),
  ).toEqual({});
  expect(filters(`cursor=${'a'.repeat(513)}`)).toEqual({});
});

test('years and names are read, and kept as they are', () => {
  expect(filters('min_year=-0380&max_year=1949&publisher=+Ink+%26+Sons&series=Sea,+the')).toEqual({
    min_year: '-380',
    max_year: '1949',
    publisher: 'Ink & Sons',
    series: 'Sea, the',
  });
  expect(filters(`min_year=19th&max_year=12345&publisher=${'x'.repeat(301)}&series=a%00b`)).toEqual({});
  expect(filters('min_year=-0&max_year=0')).toEqual({ min_year: '0', max_year: '0' });
});

test('a filter nobody understands is told of; what is empty or no filter is not', () => {
  const isUnknown = (query: string) => hasUnknown(new URLSearchParams(query));
  for (const query of [
    'format=scroll',
    'format=ebook,scroll',
    'language=english',
    'min_price=cheap',
    'ordering=colour',
  ])
    expect([query, isUnknown(query)]).toEqual([query, true]);
  for (const query of [
    '',
    'format=',
    'format=ebook&format=paperback',
    'ordering=-price',
    'colour=red',
    'max_price=5,00',
  ])
    expect([query, isUnknown(query)]).toEqual([query, false]);
});

test('of formats and languages several may be chosen, however a browser writes them', () => {
  expect(filters('format=paperback&format=ebook&language=fr,en')).toEqual({
    format: 'ebook,paperback',
    language: 'en,fr',
  });
  expect(filters('format=paperback,scroll,,paperback&language=x&language=')).toEqual({ format: 'paperback' });
  const many = Array.from(
    { length: 30 },
    (_, at) => `language=${String.fromCharCode(97 + (at % 26))}${at % 2 ? 'a' : 'b'}`,
  );
  expect(filters(many.join('&')).language?.split(',')).toHaveLength(20);
});

test('amounts are taken as people write them', () => {
  const min = (text: string) => filtersFrom(new URLSearchParams({ min_price: text })).min_price;
  expect([min('12,50'), min(' $ 12.5 '), min('€12'), min('1 200'), min('12.345'), min('twelve')]).toEqual([
    '12.50',
    '12.5',
    '12',
    '1200',
    undefined,
    undefined,
  ]);
});

test('a list comes by what readers like unless it is searched or sorted', () => {
  expect(choiceOf({})).toEqual({ ordering: '-popularity', limit: 24 });
  expect(choiceOf({ ordering: 'title', format: 'ebook' })).toEqual({ ordering: 'title', format: 'ebook', limit: 24 });
  expect(choiceOf({ ordering: 'title' }, { searched: true })).toEqual({ limit: 24 });
});

import { expect, test } from 'bun:test';
import type { Facets } from '#services/books/model';
import { type BookFilters, url } from '../urls.ts';
import {
  countedFormats,
  countedLanguages,
  countedNames,
  countedRatings,
  inStockCount,
  priceBands,
  yearBands,
} from './choices.ts';
import { chipsOf, groupsOf } from './filters.ts';
import { summaryOf } from './summary.ts';

const address = (filters: BookFilters) => url.shelf('crime', filters);
const chips = (filters: BookFilters) => chipsOf(filters, address, 'USD');

test('a chip drops its own filter, keeps the others and starts at the first page', () => {
  expect(chips({ format: 'hardback', in_stock: 'true', ordering: 'title', cursor: 'eA' })).toEqual([
    { label: 'Hardback', href: '/shelves/crime?in_stock=true&ordering=title' },
    { label: 'In stock', href: '/shelves/crime?format=hardback&ordering=title' },
  ]);
});

test('of several values in one filter each has a chip of its own', () => {
  expect(chips({ format: 'ebook,hardback', language: 'en,fr' })).toEqual([
    { label: 'E-book', href: '/shelves/crime?format=hardback&language=en,fr' },
    { label: 'Hardback', href: '/shelves/crime?format=ebook&language=en,fr' },
    { label: 'English', href: '/shelves/crime?format=ebook,hardback&language=fr' },
    { label: 'French', href: '/shelves/crime?format=ebook,hardback&language=en' },
  ]);
});

test('where nothing is left, values of one filter are given up together', () => {
  expect(groupsOf({ format: 'ebook,hardback', min_price: '5', cursor: 'eA' }, 'USD')).toEqual([
    { label: 'E-book or Hardback', rest: { format: undefined, min_price: '5', cursor: undefined } },
    { label: 'From $5.00', rest: { format: 'ebook,hardback', min_price: undefined, cursor: undefined } },
  ]);
});

test('both ends of a price are one chip', () => {
  const labels = (filters: BookFilters) => chips(filters).map(({ label }) => label);
  expect(labels({ min_price: '5', max_price: '15' })).toEqual(['$5.00 to $15.00']);
  expect(labels({ min_price: '5' })).toEqual(['From $5.00']);
  expect(labels({ max_price: '15' })).toEqual(['Up to $15.00']);
  expect(chips({ min_price: '5', max_price: '15' })[0]?.href).toBe('/shelves/crime');
});

test('a list without filters has no chips; an order is not a filter', () => {
  expect(chips({ ordering: '-price', in_stock: 'false' })).toEqual([]);
});

const facets: Facets = {
  format: [
    { value: 'ebook', count: 9 },
    { value: 'paperback', count: 4 },
  ],
  language: [{ value: 'fr', count: 3 }],
  price: [
    { min_price: null, max_price: '4.99', count: 2 },
    { min_price: '5.00', max_price: '9.99', count: 1 },
  ],
  availability: [{ value: 'out_of_stock', count: 4 }],
  publisher: [
    { value: 'Ink & Sons', count: 3 },
    { value: 'Paper', count: 0 },
  ],
  series: [],
  year: [
    { min_year: null, max_year: 1899, count: 2 },
    { min_year: 1900, max_year: 1949, count: 1 },
    { min_year: 2010, max_year: null, count: 1 },
  ],
  rating: [
    { min_rating: 3, count: 2 },
    { min_rating: 4, count: 0 },
  ],
  count_is_exact: true,
};

test('choices are those of the list, in one order, and what is chosen though it gives nothing', () => {
  const shown = (list: { value: string; count: number | null; chosen: boolean }[]) =>
    list.map(({ value, count, chosen }) => [value, count, chosen]);
  expect(shown(countedFormats({ format: 'audiobook' }, facets))).toEqual([
    ['paperback', 4, false],
    ['audiobook', 0, true],
    ['ebook', 9, false],
  ]);
  expect(shown(countedLanguages({ language: 'fr,sw' }, facets))).toEqual([
    ['fr', 3, true],
    ['sw', 0, true],
  ]);
  expect(inStockCount(facets)).toBe(0);
});

test('uncounted, the usual choices stand there without numbers', () => {
  expect(countedFormats({}, null).map(({ count }) => count)).toEqual([null, null, null, null, null, null]);
  expect(countedLanguages({ language: 'sw' }, null).at(-1)).toEqual({
    value: 'sw',
    label: 'Swahili',
    count: null,
    chosen: true,
  });
  expect(inStockCount(null)).toBeNull();
  expect(priceBands({}, null, 'USD')).toEqual([]);
});

test('a band of prices keeps the other filters and knows when it is chosen', () => {
  const [low, next] = priceBands({ format: 'ebook', max_price: '4.99', cursor: 'eA' }, facets, 'USD');
  expect([low?.label, low?.chosen, next?.label, next?.chosen]).toEqual(['Up to $4.99', true, '$5.00 to $9.99', false]);
  expect(address(next?.filters ?? {})).toBe('/shelves/crime?format=ebook&min_price=5.00&max_price=9.99');
});

test('bands of years, ratings and names know what is chosen, and keep the other filters', () => {
  const [old, , late] = yearBands({ format: 'ebook', max_year: '1899', cursor: 'eA' }, facets);
  expect([old?.label, old?.chosen, late?.label, late?.chosen]).toEqual(['Up to 1899', true, 'From 2010', false]);
  expect(address(late?.filters ?? {})).toBe('/shelves/crime?format=ebook&min_year=2010');
  expect(countedRatings({ min_rating: '3' }, facets).map(({ value, count, chosen }) => [value, count, chosen])).toEqual(
    [
      ['', null, false],
      ['4', 0, false],
      ['3', 2, true],
    ],
  );
  const names = (filters: BookFilters) =>
    countedNames('publisher', 'Any', { filters, facets }).map(({ value, count, chosen }) => [value, count, chosen]);
  expect(names({})).toEqual([
    ['', null, true],
    ['Ink & Sons', 3, false],
    ['Paper', 0, false],
  ]);
  expect(names({ publisher: 'Elsewhere' })[1]).toEqual(['Elsewhere', null, true]);
  expect(countedNames('series', 'Any', { filters: {}, facets })).toEqual([]);
  expect(countedNames('series', 'Any', { filters: {}, facets: null })).toEqual([]);
});

test('years before our era, and names, are said in their chips', () => {
  const filters = { min_year: '-400', max_year: '0', publisher: 'Ink & Sons', series: 'Sea, the' };
  expect(chips(filters).map(({ label }) => label)).toEqual([
    '400 BCE to 0',
    'Published by Ink & Sons',
    'Series: Sea, the',
  ]);
  expect(address(filters)).toBe('/shelves/crime?min_year=-400&max_year=0&publisher=Ink+%26+Sons&series=Sea,+the');
});

test('the heading tells how many of how many', () => {
  const page = (shown: number, count: number, links = {}) =>
    ({ count, count_is_exact: true, next: null, previous: null, results: Array(shown), ...links }) as never;
  expect(summaryOf(page(24, 301, { next: 'n' }), true)).toBe('Showing 1–24 of 301 books');
  expect(summaryOf(page(24, 301, { next: 'n', previous: 'p' }), false)).toBe('Showing 24 of 301 books');
  expect(summaryOf(page(24, 10_000, { next: 'n', count_is_exact: false }), true)).toBe(
    'Showing 1–24 of more than 10,000 books',
  );
  expect(summaryOf(page(1, 1), true)).toBe('1 book');
  expect(summaryOf(page(0, 0), true)).toBe('0 books');
});

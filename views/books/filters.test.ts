import { expect, test } from 'bun:test';
import { type BookFilters, url } from '../urls.ts';
import { chipsOf, languageChoices } from './filters.ts';

const address = (filters: BookFilters) => url.shelf('crime', filters);

test('a chip drops its own filter, keeps the others and starts at the first page', () => {
  const chips = chipsOf({ format: 'hardback', in_stock: 'true', ordering: 'title', cursor: 'eA' }, address);
  expect(chips).toEqual([
    { label: 'Hardback', href: '/shelves/crime?in_stock=true&ordering=title' },
    { label: 'In stock', href: '/shelves/crime?format=hardback&ordering=title' },
  ]);
});

test('both ends of a price are one chip', () => {
  const labels = (filters: BookFilters) => chipsOf(filters, address).map(({ label }) => label);
  expect(labels({ min_price: '5', max_price: '15' })).toEqual(['5 to 15']);
  expect(labels({ min_price: '5' })).toEqual(['From 5']);
  expect(labels({ max_price: '15' })).toEqual(['Up to 15']);
  expect(chipsOf({ min_price: '5', max_price: '15' }, address)[0]?.href).toBe('/shelves/crime');
});

test('a list without filters has no chips; an order is not a filter', () => {
  expect(chipsOf({ ordering: '-price', in_stock: 'false' }, address)).toEqual([]);
});

test('a language asked for by address is among the choices, even one nobody speaks', () => {
  expect(languageChoices('sw')).toContainEqual({ value: 'sw', label: 'Swahili' });
  expect(languageChoices('not a code')).toContainEqual({ value: 'not a code', label: 'not a code' });
});

import { expect, test } from 'bun:test';
import { madeUpPrice, readCount, readPages, readPrice } from './amounts.ts';

test.each([
  ['9.99', '9.99'],
  ['9', '9'],
  ['0', '0'],
  ['9,5', '9.5'],
  ['$9.99', '9.99'],
  ['US$ 9.99', '9.99'],
  ['USD 9.99', '9.99'],
  ['9.99 usd', '9.99'],
  ['1,234.50', '1234.50'],
  ['1.234,50', '1234.50'],
  ['1 234,50', '1234.50'],
])('%p costs %p dollars', (cell, price) => {
  expect(readPrice(cell, 'USD')).toEqual({ price });
});

test.each(['£9.99', '9.99 EUR', '-1', '9.999', '1,234', '1,234,567', '12..5', 'free', '9.99.99', '1e3', '99999999999'])(
  '%p is no price in dollars',
  (cell) => {
    expect(readPrice(cell, 'USD')).toHaveProperty('fault');
  },
);

test('a shop that sells in euros reads euros', () => {
  expect(readPrice('€ 9,99', 'EUR')).toEqual({ price: '9.99' });
  expect(readPrice('$9.99', 'EUR')).toEqual({ fault: '"$9.99" is not in EUR' });
});

test('copies are whole numbers up to a million', () => {
  expect([readCount('12'), readCount('12.0'), readCount('+3'), readCount('1000000')]).toEqual([12, 12, 3, 1_000_000]);
  expect(['-1', '1.5', 'many', '1000001', '1e3', ''].map(readCount)).toEqual(Array(6).fill(null));
});

test('pages are the last number said', () => {
  expect(['352', '352 pages', 'xii, 352 p.', '352.0'].map(readPages)).toEqual([352, 352, 352, 352]);
  expect(['0', 'many', '1000000'].map(readPages)).toEqual([null, null, null]);
});

test('a made-up price is always the same, and not the same for all', () => {
  const prices = Array.from({ length: 200 }, (_, at) => madeUpPrice({ title: `Book ${at}`, author: 'Ann Green' }));
  expect(prices[7]).toBe(madeUpPrice({ title: 'Book 7', author: 'Ann Green' }));
  expect(new Set(prices).size).toBe(9);
  expect(prices.every((price) => Number(price) >= 6.99 && Number(price) <= 16.99)).toBe(true);
});

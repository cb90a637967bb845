import { expect, test } from 'bun:test';
import fc from 'fast-check';
import {
  addLine,
  type Basket,
  copiesIn,
  formatBasket,
  maxLines,
  maxQuantity,
  parseBasket,
  setQuantity,
} from './basket.ts';

const line = (bookId: number, quantity = 1, seenMinor = 500) => ({ bookId, quantity, seenMinor });

test('any basket within the limits comes back from its cookie as it was', () => {
  const lines = fc.uniqueArray(
    fc.record({
      bookId: fc.integer({ min: 1, max: 999_999_999 }),
      quantity: fc.integer({ min: 1, max: maxQuantity }),
      seenMinor: fc.integer({ min: 0, max: 9_999_999_999 }),
    }),
    { selector: ({ bookId }) => bookId, maxLength: maxLines },
  );
  fc.assert(fc.property(lines, (basket) => expect(parseBasket(formatBasket(basket))).toEqual(basket)));
});

test('a full basket fits into a cookie', () => {
  const basket = Array.from({ length: maxLines }, (_, at) => line(999_999_900 + at, 99, 999_999));
  expect(formatBasket(basket).length).toBeLessThan(1500);
  expect(parseBasket(formatBasket(basket))).toHaveLength(maxLines);
});

test('what a visitor wrote into the cookie is never more than a wish', () => {
  expect(parseBasket(null)).toEqual([]);
  expect(parseBasket('12.2.1299-34.1.0')).toEqual([line(12, 2, 1299), line(34, 1, 0)]);
  for (const bad of [
    '0.1.5',
    '01.1.5',
    '1.0.5',
    '1.100.5',
    '1.-1.5',
    '1.1.-5',
    '1.1',
    '1.1.5.6',
    '1e3.1.5',
    ' 1.1.5',
    '1.1.5 ',
    'x',
    '',
  ]) {
    expect(parseBasket(bad)).toEqual([]);
    expect(parseBasket(`${bad}-7.1.5`).at(-1)).toEqual(line(7, 1, 5));
  }
  expect(parseBasket('7.1.5-7.9.5')).toEqual([line(7, 1, 5)]);
  expect(parseBasket(Array.from({ length: 80 }, (_, at) => `${at + 1}.1.5`).join('-'))).toHaveLength(maxLines);
  expect(parseBasket('1.1.5-'.repeat(2000))).toEqual([]);
});

test('whatever the cookie holds, reading it never throws and stays within the limits', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'0123456789.-x ') }), (text) => {
      const basket = parseBasket(text);
      expect(basket.length).toBeLessThanOrEqual(maxLines);
      expect(basket.every(({ quantity }) => quantity >= 1 && quantity <= maxQuantity)).toBeTrue();
    }),
  );
});

test('copies of a book come onto its line, up to what there is', () => {
  const basket: Basket = [line(1, 2), line(2)];
  expect(addLine(basket, line(1, 3, 600), 50)).toEqual({ outcome: 'added', basket: [line(1, 5, 600), line(2)] });
  expect(addLine(basket, line(1, 9), 4)).toEqual({ outcome: 'capped', basket: [line(1, 4), line(2)] });
  expect(addLine(basket, line(3, 98), 500).outcome).toBe('added');
  expect(addLine([line(3, 98)], line(3, 98), 500).basket).toEqual([line(3, 99)]);
  expect(addLine(basket, line(3), 0)).toEqual({ outcome: 'capped', basket });
});

test('a basket takes no fifty-first book, but more of those it has', () => {
  const full = Array.from({ length: maxLines }, (_, at) => line(at + 1));
  expect(addLine(full, line(999), 5)).toEqual({ outcome: 'full', basket: full });
  expect(addLine(full, line(50), 5).basket.at(-1)).toEqual(line(50, 2));
});

test('quantity nought takes a line out', () => {
  expect(setQuantity([line(1), line(2)], 1, 0)).toEqual([line(2)]);
  expect(setQuantity([line(1), line(2)], 2, 500)).toEqual([line(1), line(2, 99)]);
  expect(setQuantity([line(1)], 9, 4)).toEqual([line(1)]);
  expect(copiesIn([line(1, 2), line(2, 3)])).toBe(5);
});

import { expect, test } from 'bun:test';
import { toldOf } from './arrivals.ts';

test('what came along is told in full sentences, and nothing where nothing did', () => {
  expect(toldOf({ orders: 0, listed: true, books: 0 })).toEqual([]);
  expect(toldOf({ orders: 1, listed: true, books: 2 })).toEqual([
    'The order you placed as a guest joined your account.',
    '2 books from this browser joined your reading list.',
  ]);
  expect(toldOf({ orders: 3, listed: false, books: 1 })).toEqual([
    'The 3 orders you placed as a guest will be in your account in a moment.',
    '1 book from this browser joined your reading list.',
  ]);
});

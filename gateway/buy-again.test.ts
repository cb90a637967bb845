import { expect, test } from 'bun:test';
import { maxLines } from './basket.ts';
import { again, wordsOfAgain } from './buy-again.ts';
import { aBook, anOrder } from './testing/rooms.ts';

const item = anOrder().items[0];
if (!item) throw new Error('the order of the tests has no line');
const order = (...lines: [bookId: number, title: string, quantity: number][]) => ({
  items: lines.map(([book_id, title, quantity]) => ({ ...item, book_id, title, quantity, price: '9.00' })),
});

test('what is still sold goes in, at the price paid then, as far as there are so many', () => {
  const result = again([], order([1, 'Emma', 5], [2, 'Persuasion', 1]), [
    aBook({ id: 1, available: 3 }),
    aBook({ id: 2, available: 9 }),
  ]);
  expect(result.basket).toEqual([
    { bookId: 1, quantity: 3, seenMinor: 900 },
    { bookId: 2, quantity: 1, seenMinor: 900 },
  ]);
  expect(wordsOfAgain('CB-1', result)).toEqual({ kind: 'done', text: 'In your basket: 4 books of order CB-1.' });
});

test('doing it twice, or with more in the basket already, changes nothing more', () => {
  const sold = [aBook({ id: 1, available: 9 })];
  const once = again([{ bookId: 1, quantity: 4, seenMinor: 700 }], order([1, 'Emma', 2]), sold);
  expect(once.basket).toEqual([{ bookId: 1, quantity: 4, seenMinor: 700 }]);
  const first = again([], order([1, 'Emma', 2]), sold);
  expect(again(first.basket, order([1, 'Emma', 2]), sold).basket).toEqual(first.basket);
});

test('what could not go in is told, and why', () => {
  const full = Array.from({ length: maxLines }, (_, n) => ({ bookId: 100 + n, quantity: 1, seenMinor: 100 }));
  const sold = [aBook({ id: 2, available: 0 }), aBook({ id: 3, available: 1 })];
  const result = again(full, order([1, 'Emma', 1], [2, 'Persuasion', 1], [3, 'Mansfield Park', 1]), sold);
  expect(result.basket).toEqual(full);
  expect(wordsOfAgain('CB-1', result)).toEqual({
    kind: 'notice',
    text:
      'Nothing of order CB-1 can be bought just now. No longer sold: “Emma”. Out of stock just now: “Persuasion”. ' +
      'No room left in the basket for: “Mansfield Park”.',
  });
});

test('a long list of missing books stays a sentence', () => {
  const titles = Array.from({ length: 12 }, (_, n): [number, string, number] => [n + 1, `Title ${n}`.repeat(40), 1]);
  const { text } = wordsOfAgain('CB-1', again([], order(...titles), []));
  expect([text.length < 600, text.endsWith(' and 7 more.')]).toEqual([true, true]);
});

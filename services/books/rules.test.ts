import { describe, expect, test } from 'bun:test';
import type { Problem } from '#kit/problem';
import { bookFields, checkParent, checkStockLevel, colourFor, newBookFields, shelvesOf, stockMove } from './rules.ts';

const refusal = (attempt: () => unknown): Problem => {
  try {
    attempt();
  } catch (error) {
    return error as Problem;
  }
  throw new Error('it was not refused');
};
const pointers = (problem: Problem) => problem.extra.errors?.map((error) => error.pointer).sort();

describe('the fields of a book', () => {
  test('a new one has its defaults', () => {
    expect(newBookFields({ title: ' Emma ', author: ' Jane Austen', price: '9.9' }, 'USD')).toEqual({
      title: 'Emma',
      slug: 'emma',
      author: 'Jane Austen',
      priceMinor: 990,
      currency: 'USD',
      subtitle: null,
      description: '',
      isbn: null,
      series: null,
      seriesPosition: null,
      publisher: null,
      publishedOn: null,
      firstPublished: null,
      language: null,
      pageCount: null,
      format: 'paperback',
      coverUrl: null,
    });
  });

  test('a change holds only what was sent', () => {
    expect(bookFields({ price: 0.1 }, 'USD')).toEqual({ priceMinor: 10, currency: 'USD' });
    expect(bookFields({ isbn: null, subtitle: ' ', title: 'A B' }, 'USD')).toEqual({
      isbn: null,
      subtitle: null,
      title: 'A B',
      slug: 'a-b',
      currency: 'USD',
    });
  });

  test('all that is wrong is named at once', () => {
    const wrong = { isbn: '123', price: 0.001, published_on: '2025-02-29', currency: 'EUR' };
    const problem = refusal(() => bookFields(wrong, 'USD'));
    expect([problem.status, pointers(problem)]).toEqual([422, ['/currency', '/isbn', '/price', '/published_on']]);
  });
});

test('the own shelf comes first, and each once', () => {
  expect(shelvesOf({})).toBeUndefined();
  expect(shelvesOf({ category_id: 3 })).toEqual([3]);
  expect(shelvesOf({ category_ids: [1, 2] })).toEqual([1, 2]);
  expect(shelvesOf({ category_id: 2, category_ids: [1, 2] })).toEqual([2, 1]);
  expect(shelvesOf({ category_ids: [] })).toEqual([]);
});

test('stock moves by a difference or to a level', () => {
  expect(stockMove({ delta: -3, reason: 'x' })).toEqual({ delta: -3 });
  expect(stockMove({ set: 0, reason: 'x' })).toEqual({ set: 0 });
  expect(pointers(refusal(() => stockMove({ reason: 'x' })))).toEqual(['/delta', '/set']);
  expect(pointers(refusal(() => stockMove({ delta: 1, set: 1, reason: 'x' })))).toEqual(['/delta', '/set']);
});

test('a level that was not reached is refused with what is there', () => {
  expect(refusal(() => checkStockLevel(null)).status).toBe(404);
  const held = refusal(() => checkStockLevel({ outcome: 'below-held', on_hand: 5, reserved: 2 }));
  expect([held.status, held.slug, held.extra.stock, held.extra.held]).toEqual([409, 'stock-held', 5, 2]);
  expect(refusal(() => checkStockLevel({ outcome: 'too-many', on_hand: 5, reserved: 2 })).slug).toBe('stock-limit');
  expect(() => checkStockLevel({ outcome: 'changed', on_hand: 5, reserved: 2 })).not.toThrow();
});

test('a new category takes the colour that fewest have', () => {
  expect(colourFor([])).toBe('vermilion');
  expect(colourFor(['vermilion'])).toBe('black');
  const all = Array.from({ length: 16 }, (_, at) => at).reduce<string[]>((taken) => [...taken, colourFor(taken)], []);
  expect(new Set(all).size).toBe(16);
  expect(colourFor([...all, ...all.slice(0, 5)])).toBe(all[5] ?? '');
});

test('a category stands below one that exists and is not below it', () => {
  expect(() => checkParent(1, [2, 3])).not.toThrow();
  expect(() => checkParent(null, [2])).not.toThrow();
  expect(pointers(refusal(() => checkParent(null, null)))).toEqual(['/parent_id']);
  expect(pointers(refusal(() => checkParent(3, [2, 3])))).toEqual(['/parent_id']);
});

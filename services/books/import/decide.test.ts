import { describe, expect, test } from 'bun:test';
import type { BookRow } from '../repository/books.ts';
import { changesBy, chooseBook, isEmpty, meet, namesOf } from './decide.ts';
import type { Found } from './repository.ts';

const found = (change: Partial<Found> = {}): Found => ({
  at: 0,
  key: 'id:1',
  name: null,
  remembered: null,
  byIsbn: null,
  byName: null,
  ...change,
});
const isbn = '9780306406157';
const given = { title: 'The Wind Road', author: 'Ann Green' };
const remembered = (change: Partial<NonNullable<Found['remembered']>> = {}) => ({
  bookId: 5,
  isbn: null,
  withdrawn: false,
  given,
  ...change,
});

describe('a row means', () => {
  test('the book that has its ISBN, whatever its title', () => {
    expect(chooseBook(isbn, found({ byIsbn: 7 }))).toEqual({ bookId: 7, before: {} });
    expect(chooseBook(isbn, found({ byIsbn: 5, remembered: remembered({ isbn }) }))).toEqual({
      bookId: 5,
      before: given,
    });
    expect(chooseBook(isbn, found({ byIsbn: 7, remembered: remembered() }))).toEqual({ bookId: 7, before: {} });
  });

  test('the book an earlier import made of it, which now gets its ISBN', () => {
    expect(chooseBook(isbn, found({ remembered: remembered() }))).toEqual({ bookId: 5, before: given });
    expect(chooseBook(undefined, found({ remembered: remembered({ isbn }) }))).toEqual({ bookId: 5, before: given });
  });

  test('another book where the ISBN is another: it names the edition', () => {
    expect(chooseBook(isbn, found({ remembered: remembered({ isbn: '9780804429573' }) }))).toBe('new');
  });

  test('without an ISBN the book without one that has its title and author', () => {
    expect(chooseBook(undefined, found({ byName: 9 }))).toEqual({ bookId: 9, before: {} });
    expect(chooseBook(undefined, found())).toBe('new');
  });

  test('nothing where staff took its book out of the catalogue', () => {
    const withdrawn = remembered({ withdrawn: true });
    expect(chooseBook(undefined, found({ remembered: withdrawn }))).toBe('withdrawn');
    expect(chooseBook(isbn, found({ remembered: { ...withdrawn, isbn } }))).toBe('withdrawn');
    expect(chooseBook(isbn, found({ remembered: { ...withdrawn, isbn: '9780804429573' } }))).toBe('new');
  });
});

test('the second row that means the same book is refused and names the first', () => {
  const lines = new Map<string, number>();
  const seen = {
    lineOf: (name: string) => lines.get(name),
    note: (name: string, line: number) => void lines.set(name, line),
  };
  meet(seen, namesOf(isbn, found(), 'new'), 2);
  expect(() => meet(seen, namesOf(isbn, found({ key: 'id:2' }), 'new'), 9)).toThrow('line 2 is this book too');
  expect(() => meet(seen, namesOf(undefined, found(), 'new'), 9)).toThrow('line 2');
  meet(seen, namesOf(undefined, found({ key: 'id:3', name: 'the wind road\u001fann green' }), 'new'), 10);
  const twin = found({ key: 'id:4', name: 'the wind road\u001fann green' });
  expect(() => meet(seen, namesOf(undefined, twin, { bookId: 5, before: {} }), 11)).toThrow('line 10');
  meet(seen, namesOf('9780804429573', found({ key: 'id:6' }), { bookId: 5, before: {} }), 12);
  expect(() => meet(seen, namesOf(undefined, found({ key: 'id:7' }), { bookId: 5, before: {} }), 13)).toThrow(
    'line 12',
  );
});

describe('a changed row changes', () => {
  const book = {
    title: 'The Wind Road',
    slug: 'the-wind-road',
    author: 'Ann Green',
    isbn: null,
    publisher: 'Green',
    priceMinor: 999,
    currency: 'USD',
    onHand: 7,
  } as BookRow;

  test('what the file says otherwise than before, not what staff changed here', () => {
    const before = { ...given, publisher: 'Old' };
    expect(changesBy({ ...before }, before, book)).toEqual({ fields: {} });
    expect(changesBy({ ...before, title: 'The Wind Roads' }, before, book)).toEqual({
      fields: { title: 'The Wind Roads', slug: 'the-wind-roads' },
    });
  });

  test('nothing where the book says so already', () => {
    const changes = changesBy({ ...given, publisher: 'Green' }, {}, book);
    expect(changes).toEqual({ fields: {} });
    expect(isEmpty(changes)).toBe(true);
  });

  test('nothing where the file has forgotten something', () => {
    expect(changesBy(given, { ...given, publisher: 'Green', isbn }, book)).toEqual({ fields: {} });
  });

  test('price and stock only where the file gives others than before', () => {
    const before = { ...given, price: '9.99', stock: 12 };
    expect(changesBy(before, before, book)).toEqual({ fields: {} });
    expect(changesBy({ ...given, price: '8.5', stock: 20 }, before, book)).toEqual({
      fields: { priceMinor: 850 },
      stock: 20,
    });
    expect(changesBy(given, before, book)).toEqual({ fields: {} });
    expect(isEmpty({ fields: {}, stock: 20 })).toBe(false);
  });
});

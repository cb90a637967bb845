import { expect, test } from 'bun:test';
import { url } from './urls.ts';

const book = { id: 7, isbn: '9786912345676', slug: 'the-souls-of-black-folk' };

test('a book is found by its ISBN, or its id where it has none', () => {
  expect(url.book(book)).toBe('/books/9786912345676/the-souls-of-black-folk');
  expect(url.book({ ...book, isbn: null })).toBe('/books/7/the-souls-of-black-folk');
  expect(url.bareBook({ id: 7, isbn: null })).toBe('/books/7');
});

test('filters at their default stay out of the address', () => {
  expect(url.shelf('crime', { format: '', in_stock: undefined, ordering: '-price' })).toBe(
    '/shelves/crime?ordering=-price',
  );
  expect(url.books()).toBe('/books');
  expect(url.search()).toBe('/search');
});

test('whatever is asked for stays within its part of the address', () => {
  expect(url.search('a&b=c #d')).toBe('/search?q=a%26b%3Dc+%23d');
  expect(url.shelf('../staff?x#y')).toBe('/shelves/..%2Fstaff%3Fx%23y');
  expect(url.signIn('/orders/CB-1?x=1')).toBe('/sign-in?next=%2Forders%2FCB-1%3Fx%3D1');
  expect(url.order('CB/../1')).toBe('/orders/CB%2F..%2F1');
});

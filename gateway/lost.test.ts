import { expect, test } from 'bun:test';
import { lostAt } from './lost.ts';

test('an address tells what was looked for', () => {
  expect(
    [
      '/books/9780141439587/emma-woodhouse',
      '/books/9780141439587',
      '/books/emma',
      '/books/12/les-mis%C3%A9rables/reviews/new',
      '/books/%E0%A4%A/x',
      `/books/1/${'a'.repeat(200)}`,
      '/books/1/%3Cscript%3E-%22x%22',
      '/authors/jane-austen',
      '/shelves/old-maps',
      '/orders/CB-7F3K-29QX',
      '/reviews/9',
      '/nothing/here',
      '/',
    ].map(lostAt),
  ).toEqual([
    { kind: 'book', words: 'emma woodhouse' },
    { kind: 'book', words: '9780141439587' },
    { kind: 'book', words: 'emma' },
    { kind: 'book', words: 'les misérables' },
    { kind: 'book', words: 'x' },
    { kind: 'book', words: 'a'.repeat(80) },
    { kind: 'book', words: 'script x' },
    { kind: 'author', words: 'jane austen' },
    { kind: 'shelf', words: 'old maps' },
    { kind: 'order', words: '' },
    { kind: 'review', words: '' },
    { kind: 'page', words: '' },
    { kind: 'page', words: '' },
  ]);
});

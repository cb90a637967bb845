import { expect, test } from 'bun:test';
import { cellsOf, layoutOf } from './columns.ts';

const goodbooks =
  'book_id,goodreads_book_id,isbn,isbn13,authors,original_publication_year,original_title,title,language_code,ratings_5,image_url';
const goodreads =
  'Book Id,Title,Author,Author l-f,Additional Authors,ISBN,ISBN13,My Rating,Publisher,Binding,Number of Pages,Year Published,Original Publication Year,Exclusive Shelf,My Review';
const bookCrossing =
  'author;coverPicFileName;Image-URL-M;description;isbn;language;numOfPages;price;publishDate;publisher;title;Image-URL-L;Year-Of-Publication';
const olderBookCrossing =
  'ISBN;Book-Title;Book-Author;Year-Of-Publication;Publisher;Image-URL-S;Image-URL-M;Image-URL-L';

test('the files we know are told by their headers', () => {
  const kinds = [goodbooks.split(','), goodreads.split(','), bookCrossing.split(';'), olderBookCrossing.split(';')];
  expect(kinds.map((header) => layoutOf(header)?.kind)).toEqual([
    'goodbooks',
    'goodreads',
    'bookcrossing',
    'bookcrossing',
  ]);
  expect(layoutOf(['gutenberg_id', 'title', 'author', 'language'])?.kind).toBe('gutenberg');
});

test('ratings, reviews and pictures of other sites are not read', () => {
  for (const header of [goodbooks.split(','), goodreads.split(','), bookCrossing.split(';')]) {
    const read = new Set(Object.values(layoutOf(header)?.at ?? {}).flat());
    const unread = header.filter((_, at) => !read.has(at));
    expect(unread.some((name) => /image|rating|review/i.test(name))).toBe(true);
    expect(header.filter((name, at) => read.has(at) && /image|rating|review|cover/i.test(name))).toEqual([]);
  }
});

test('any other catalogue goes by usual names, however they are written', () => {
  const layout = layoutOf(['Stock_On_Hand', ' TITLE ', 'By', 'ISBN-13', 'Retail Price', 'colour', 'Page-Count']);
  expect(layout).toMatchObject({
    kind: 'csv',
    at: { stock: [0], title: [1], author: [2], isbn: [3], price: [4], pages: [6] },
  });
});

test('a header without a title is none', () => {
  expect(layoutOf(['Emma', 'Jane Austen', '9.99'])).toBeNull();
  expect(layoutOf([])).toBeNull();
});

test('of several columns for a field the first that says something counts', () => {
  const layout = layoutOf(['title', 'author', 'isbn', 'isbn13']);
  if (!layout) throw new Error('a header was not understood');
  expect(cellsOf(layout, ['Emma', 'Jane Austen', 'b', ' '], 'isbn')).toEqual(['b']);
  expect(cellsOf(layout, ['Emma', 'Jane Austen', 'b', 'a'], 'isbn')).toEqual(['a', 'b']);
  expect(cellsOf(layout, ['Emma', 'Jane Austen'], 'price')).toEqual([]);
});

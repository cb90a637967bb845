import { describe, expect, test } from 'bun:test';
import { layoutOf } from './columns.ts';
import { RowFault, sentenceOf } from './reasons.ts';
import { type RowOptions, readRow } from './row.ts';

const shelves = new Map([
  ['fiction', 'fiction'],
  ['sea stories', 'sea'],
  ['sea', 'sea'],
]);

/** Reads one row, given as a column name and its cell each. */
function read(cells: Record<string, string>, options: Partial<RowOptions> = {}) {
  const layout = layoutOf(Object.keys(cells));
  if (!layout) throw new Error('the header was not understood');
  return readRow(Object.values(cells), { layout, currency: 'USD', keepBadIsbn: false, shelves, ...options });
}

function refusal(cells: Record<string, string>, options: Partial<RowOptions> = {}): string {
  try {
    read(cells, options);
    return 'nothing was refused';
  } catch (error) {
    if (error instanceof RowFault) return sentenceOf(error);
    throw error;
  }
}

const book = { title: 'The Wind Road', author: 'Ann Green' };

test('a row says what it says and nothing more', () => {
  expect(read(book)).toEqual({ id: null, given: book, notes: [] });
  expect(read({ ...book, isbn: '', price: ' ', stock: '', pages: '', shelf: '', language: '' }).given).toEqual(book);
});

test('every column of a plain catalogue', () => {
  const row = {
    title: 'The  Wind Road',
    subtitle: 'A Story',
    author: 'Ann   Green, Bo Brown',
    isbn: '="0306406152"',
    price: '$9.5',
    stock: '12',
    description: '<p>Wind &amp; road.</p>',
    publisher: 'Green &amp Sons',
    language: 'eng',
    pages: '352 p.',
    published: '14.9.2008',
    'first published': '1865',
    series: 'Roads',
    'series number': '2',
    format: 'Hardcover',
    shelf: 'Sea Stories; fiction',
  };
  expect(read(row).given).toEqual({
    title: 'The Wind Road',
    subtitle: 'A Story',
    author: 'Ann Green, Bo Brown',
    isbn: '9780306406157',
    price: '9.5',
    stock: 12,
    description: 'Wind & road.',
    publisher: 'Green & Sons',
    language: 'en',
    page_count: 352,
    published_on: '2008-09-14',
    first_published: 1865,
    series: 'Roads',
    series_position: '2',
    format: 'hardback',
    shelves: ['sea', 'fiction'],
  });
});

describe('the catalogues we know', () => {
  const goodbooks = {
    book_id: '1',
    goodreads_book_id: '77',
    isbn: '306406152',
    isbn13: '9.78030640616e+12',
    authors: 'Ann  Green, Bo Brown',
    original_publication_year: '-720.0',
    original_title: 'Wind Road',
    title: 'The Wind Road  (Roads, #1; Winds, #4)',
    language_code: 'en-US',
    ratings_5: '12',
    image_url: 'https://pictures.example/1.jpg',
  };

  test('goodbooks: ISBN rebuilt, series out of the title, years before our era; no ratings, no pictures', () => {
    expect(read(goodbooks)).toEqual({
      id: '77',
      given: {
        title: 'The Wind Road',
        series: 'Roads',
        series_position: '1',
        author: 'Ann Green, Bo Brown',
        isbn: '9780306406157',
        first_published: -720,
        language: 'en',
      },
      notes: [],
    });
  });

  test('goodbooks: a rounded ISBN is never used', () => {
    const { given, notes } = read({ ...goodbooks, isbn: '' });
    expect(given.isbn).toBeUndefined();
    expect(notes).toEqual(['rounded']);
  });

  test('Book-Crossing: capitals, entities without their semicolon, misread letters, year 0', () => {
    const row = {
      author: 'DONNA MCINTYRE',
      'Image-URL-M': 'http://pictures.example/m.jpg',
      isbn: '306406152',
      numOfPages: '',
      price: '',
      publisher: 'LÃ?Â¼bbe &amp Co',
      title: 'Das StÃ¼ck',
      'Image-URL-L': 'http://pictures.example/l.jpg',
      'Year-Of-Publication': '2002',
    };
    const said = { title: 'Das Stück', author: 'Donna McIntyre', isbn: '9780306406157', publisher: 'Lübbe & Co' };
    expect(read(row).given).toEqual({ ...said, published_on: '2002-01-01' });
    expect(read({ ...row, 'Year-Of-Publication': '0' })).toMatchObject({ given: said, notes: [] });
  });

  test('Gutenberg: the subtitle on the next line, names turned round, the first of several languages', () => {
    const row = {
      gutenberg_id: '12',
      title: 'The Wind Road\r\nA Story\r\nIn Two Parts',
      author: 'Green, A. M. (Ann Mary)',
      language: 'fr/de',
    };
    expect(read(row)).toEqual({
      id: '12',
      given: { title: 'The Wind Road', subtitle: 'A Story. In Two Parts', author: 'A. M. Green', language: 'fr' },
      notes: [],
    });
  });

  test('a Goodreads export: two columns of authors, the binding, and nothing of the owner’s own review', () => {
    const row = {
      'Book Id': '5',
      Title: 'The Wind Road (Roads, #1)',
      Author: 'Ann   Green',
      'Additional Authors': 'Bo Brown, Cy Grey',
      ISBN: '="0306406152"',
      ISBN13: '="9780306406157"',
      Publisher: 'Green',
      Binding: 'Mass Market Paperback',
      'Number of Pages': '160',
      'Year Published': '2005',
      'Original Publication Year': '1945',
      'Exclusive Shelf': 'to-read',
      'My Review': 'Mine',
    };
    expect(read(row).given).toEqual({
      title: 'The Wind Road',
      series: 'Roads',
      series_position: '1',
      author: 'Ann Green, Bo Brown, Cy Grey',
      isbn: '9780306406157',
      publisher: 'Green',
      format: 'paperback',
      page_count: 160,
      published_on: '2005-01-01',
      first_published: 1945,
    });
  });
});

describe('a row is refused', () => {
  const refused: [sentence: string, row: Record<string, string>][] = [
    ['no title', { ...book, title: ' ' }],
    ['no author', { ...book, author: '' }],
    [
      'wrong ISBN: the check digit of "0306406153" is wrong: with these digits it would be 2',
      { ...book, isbn: '0306406153' },
    ],
    ['no price: "£3" is not in USD', { ...book, price: '£3' }],
    ['no stock figure: "-3" is no whole number up to a million', { ...book, stock: '-3' }],
    ['unknown shelf: there is no "Cellar"', { ...book, shelf: 'Cellar' }],
    ['unreadable characters: it has a zero byte in it', { ...book, title: 'T\0' }],
    ['too long: the title of 1001 characters is more than a book here can have', { ...book, title: 'T'.repeat(1001) }],
    [
      'too long: the description of 1000000 characters is more than a book here can have',
      { ...book, description: 'x'.repeat(1_000_000) },
    ],
  ];
  for (const [sentence, row] of refused) {
    test(sentence, () => {
      expect(refusal(row)).toBe(sentence);
    });
  }

  test('where its fields are too few, or too many with something in them', () => {
    const layout = layoutOf(['title', 'author', 'price']);
    if (!layout) throw new Error('the header was not understood');
    const options = { layout, currency: 'USD', keepBadIsbn: false, shelves };
    expect(() => readRow(['Emma', 'Jane Austen'], options)).toThrow('it has 2, the header has 3');
    expect(() => readRow(['Emma', 'Jane Austen', '1', 'more'], options)).toThrow('it has 4, the header has 3');
    expect(readRow(['Emma', 'Jane Austen', '1', '', ''], options).given.title).toBe('Emma');
  });
});

test('what is nice to know and cannot be read is left out and noted', () => {
  const row = { ...book, language: 'Klingonish', published: 'soon', pages: 'many' };
  expect(read(row)).toEqual({ id: null, given: book, notes: ['language', 'pages', 'date'] });
});

test('a wrong ISBN may be left out instead of the row', () => {
  expect(read({ ...book, isbn: '0306406153' }, { keepBadIsbn: true })).toMatchObject({
    given: book,
    notes: ['badIsbn'],
  });
});

test('a default author fills the gap only', () => {
  expect(read({ ...book, author: '' }, { author: 'Anonymous' }).given.author).toBe('Anonymous');
  expect(read(book, { author: 'Anonymous' }).given.author).toBe('Ann Green');
});

test('a formula and markup in a title are nothing but text', () => {
  expect(read({ ...book, title: '=HYPERLINK("http://x.example")' }).given.title).toBe('=HYPERLINK("http://x.example")');
  expect(read({ ...book, title: '<script>alert(1)</script>' }).given.title).toBe('<script>alert(1)</script>');
});

test('a subtitle or a list of authors too long to keep is shortened and noted', () => {
  const authors = Array.from({ length: 60 }, (_, at) => `Author Number${at}`).join(', ');
  const { given, notes } = read({ ...book, author: authors, subtitle: 'word '.repeat(150) });
  expect(given.subtitle?.length).toBe(495);
  expect(given.subtitle?.endsWith('word…')).toBe(true);
  expect(given.author.length).toBeLessThanOrEqual(500);
  expect(notes).toEqual(['shortened', 'shortened']);
});

import { integerIn, moneyIn, oneOf, type Row, readTable } from './table.ts';

// The order of this list is the order of the shelves in the shop, and of the book ids. New shelves go last.
const shelfSlugs = [
  'fiction',
  'classics',
  'crime',
  'science-fiction',
  'horror',
  'poetry',
  'drama',
  'history',
  'biography',
  'philosophy',
  'science',
  'nature',
  'travel',
  'children',
  'adventure',
  'essays',
] as const;

const spines = [
  'vermilion',
  'black',
  'teal',
  'plum',
  'bottle',
  'umber',
  'slate',
  'aubergine',
  'prussian',
  'olive',
  'oxblood',
  'amber-brown',
  'ultramarine',
  'rust',
  'pine',
  'violet',
] as const;

export type ShelfSlug = (typeof shelfSlugs)[number];
export type Spine = (typeof spines)[number];

export type SampleShelf = { id: number; slug: ShelfSlug; name: string; description: string; spine: Spine };

/**
 * A book as the shop sells it. `language` is that of our edition (and so of the title); `original_language` that of
 * the work. `first_published` is negative before the common era. `stock` is what stands in the shop after all sample
 * orders, `price_minor` is in cents of a US dollar.
 */
export type SampleBook = {
  id: number;
  isbn: string;
  title: string;
  subtitle?: string;
  original_title?: string;
  author: string;
  description: string;
  price_minor: number;
  stock: number;
  shelf: ShelfSlug;
  also_shelf?: ShelfSlug;
  publisher: string;
  published_on: string;
  first_published: number;
  language: string;
  original_language: string;
  page_count: number;
  format: 'paperback' | 'hardback';
  series?: string;
  series_position?: number;
  staff_pick?: { text: string; initials: string };
};

/** The shelves in shop order; ids 1..16. */
export const shelves: SampleShelf[] = readTable('shelves.tsv').map((row) => ({
  id: integerIn(row, 'id'),
  slug: oneOf(row, 'slug', shelfSlugs),
  name: row.cell('name'),
  description: row.cell('description'),
  spine: oneOf(row, 'spine', spines),
}));

/** Every book, by id from 1 upwards. */
export const books: SampleBook[] = shelfSlugs.flatMap((shelf) =>
  readTable(`books/${shelf}.tsv`).map((row) => toBook(shelf, row)),
);

const byTitle = new Map(books.map((book) => [book.title, book]));
const byId = new Map(books.map((book) => [book.id, book]));

/** The book with this id; throws for one that is not in the sample. */
export function bookById(id: number): SampleBook {
  const book = byId.get(id);
  if (book === undefined) throw new Error(`no sample book has the id ${id}`);
  return book;
}

/** The book with exactly this title (titles are unique in the sample); throws when there is none. */
export function bookByTitle(title: string): SampleBook {
  const book = byTitle.get(title);
  if (book === undefined) throw new Error(`no sample book is called "${title}"`);
  return book;
}

function toBook(shelf: ShelfSlug, row: Row): SampleBook {
  return {
    id: integerIn(row, 'id'),
    isbn: row.cell('isbn'),
    title: row.cell('title'),
    ...(row.cell('subtitle') === '' ? {} : { subtitle: row.cell('subtitle') }),
    ...(row.cell('original_title') === '' ? {} : { original_title: row.cell('original_title') }),
    author: row.cell('author'),
    description: row.cell('description'),
    price_minor: moneyIn(row, 'price'),
    stock: integerIn(row, 'stock'),
    shelf,
    ...(row.cell('also_shelf') === '' ? {} : { also_shelf: oneOf(row, 'also_shelf', shelfSlugs) }),
    publisher: row.cell('publisher'),
    published_on: row.cell('published_on'),
    first_published: integerIn(row, 'first_published'),
    language: row.cell('language'),
    original_language: row.cell('original_language'),
    page_count: integerIn(row, 'page_count'),
    format: oneOf(row, 'format', ['paperback', 'hardback']),
    ...seriesOf(row),
    ...staffPickOf(row),
  };
}

function seriesOf(row: Row): Pick<SampleBook, 'series' | 'series_position'> {
  if (row.cell('series') === '') return {};
  return { series: row.cell('series'), series_position: integerIn(row, 'series_position') };
}

function staffPickOf(row: Row): Pick<SampleBook, 'staff_pick'> {
  if (row.cell('staff_pick') === '') return {};
  return { staff_pick: { text: row.cell('staff_pick'), initials: row.cell('initials') } };
}

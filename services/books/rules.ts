// What the books room decides, without looking anything up.

import { parseMoney, toMinor } from '#kit/money';
import { conflict, type FieldError, notFound, Problem, refuseField, refuseFields } from '#kit/problem';
import { isCalendarDay } from '#kit/time';
import { authorsOf } from './author-names.ts';
import { toIsbn13 } from './isbn.ts';
import type { BookChange, NewBook, StockChange } from './model.ts';
import { slugOf } from './slug.ts';

/** The writable fields of a book as they are stored. */
export type BookFields = {
  title: string;
  subtitle: string | null;
  author: string;
  isbn: string | null;
  slug: string;
  description: string;
  priceMinor: number;
  currency: string;
  series: string | null;
  seriesPosition: string | null;
  publisher: string | null;
  publishedOn: string | null;
  firstPublished: number | null;
  language: string | null;
  pageCount: number | null;
  format: NonNullable<NewBook['format']>;
  coverUrl: string | null;
};

/** What a new book, or one replaced by PUT, is where nothing was said. */
export const bookDefaults = {
  subtitle: null,
  description: '',
  isbn: null,
  series: null,
  series_position: null,
  publisher: null,
  published_on: null,
  first_published: null,
  language: null,
  page_count: null,
  format: 'paperback',
  cover_url: null,
} as const;

/**
 * The stored fields of what was sent, those that were left out left out.
 * @throws Problem 422 naming every field whose value is no ISBN, amount, day or the shop's currency.
 */
export function bookFields(input: BookChange, currency: string): Partial<BookFields> {
  checkBook(input, currency);
  const { title, author, isbn, price } = input;
  const fields: { [Field in keyof BookFields]: BookFields[Field] | undefined } = {
    title: title?.trim(),
    slug: title === undefined ? undefined : slugOf(title),
    author: author?.trim(),
    isbn: isbn ? toIsbn13(isbn) : emptyAsNull(isbn),
    priceMinor: price === undefined ? undefined : parseMoney(price, '/price'),
    currency,
    subtitle: emptyAsNull(input.subtitle),
    description: input.description,
    series: emptyAsNull(input.series),
    seriesPosition: emptyAsNull(input.series_position),
    publisher: emptyAsNull(input.publisher),
    publishedOn: input.published_on,
    firstPublished: input.first_published,
    language: input.language,
    pageCount: input.page_count,
    format: input.format,
    coverUrl: input.cover_url,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** As {@link bookFields}, complete. */
export function newBookFields(input: NewBook, currency: string): BookFields {
  return bookFields({ ...bookDefaults, ...input }, currency) as BookFields;
}

const emptyAsNull = (text: string | null | undefined): string | null | undefined =>
  text === undefined ? undefined : text?.trim() || null;

function checkBook({ isbn, price, published_on: day, currency: given }: BookChange, currency: string): void {
  const errors: FieldError[] = [];
  if (isbn && toIsbn13(isbn) === null) {
    errors.push({ pointer: '/isbn', detail: 'This is no ISBN: its digits or its check digit are wrong.' });
  }
  if (price !== undefined && toMinor(price) === null) {
    errors.push({ pointer: '/price', detail: 'Give an amount with at most two decimal places, such as 29.99.' });
  }
  if (day && !isCalendarDay(day)) errors.push({ pointer: '/published_on', detail: 'There is no such day.' });
  if (given !== undefined && given !== currency) {
    errors.push({ pointer: '/currency', detail: `This shop sells in ${currency}.` });
  }
  if (errors.length > 0) throw refuseFields(errors);
}

/** The shelves a book is put on, its own first; undefined where nothing was said about them. */
export function shelvesOf(input: Pick<BookChange, 'category_id' | 'category_ids'>): number[] | undefined {
  const { category_id: own, category_ids: all } = input;
  if (own === undefined && all === undefined) return undefined;
  return [...new Set([...(own === undefined ? [] : [own]), ...(all ?? [])])];
}

export const unknownShelf = () => refuseField('/category_ids', 'One of these categories does not exist.');

export const duplicateIsbn = (bookId: number | null) =>
  conflict('duplicate-isbn', 'Another book has this ISBN. Change that one instead.', { book_id: bookId });

/** How a stock change is to be made. @throws Problem 422 unless exactly one of `delta` and `set` is given. */
export function stockMove(change: StockChange): { delta: number } | { set: number } {
  const { delta, set } = change;
  if (delta !== undefined && set === undefined) return { delta };
  if (set !== undefined && delta === undefined) return { set };
  throw refuseFields([
    { pointer: '/delta', detail: 'Give either delta or set.' },
    { pointer: '/set', detail: 'Give either delta or set.' },
  ]);
}

type Level = { outcome: 'changed' | 'below-held' | 'too-many'; on_hand: number; reserved: number };

/** @throws Problem 404 without a level, 409 where the change would go below what is held for orders or beyond a million. */
export function checkStockLevel(level: Level | null): asserts level is Level {
  if (!level) throw notFound('book');
  const extra = { stock: level.on_hand, held: level.reserved };
  if (level.outcome === 'below-held') {
    throw conflict(
      'stock-held',
      `Of ${level.on_hand} copies ${level.reserved} are held for orders; the stock cannot go below that.`,
      extra,
    );
  }
  if (level.outcome === 'too-many') throw conflict('stock-limit', 'A book has at most 1,000,000 copies here.', extra);
}

const colours = [
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

/** The spine colour for a new category: the one that fewest have. */
export function colourFor(taken: string[]): string {
  const uses = (colour: string) => taken.filter((other) => other === colour).length;
  return colours.reduce<string>((best, colour) => (uses(colour) < uses(best) ? colour : best), colours[0]);
}

/** Whoever comes by an old link learns that it was right once, and what it was. */
export const noLongerSold = ({ title, author }: { title: string; author: string }) =>
  new Problem(410, 'discontinued', 'This book is no longer sold.', {
    book: { title, author, authors: authorsOf(author) },
  });

export const duplicateSlug = (slug: string) =>
  conflict('duplicate-slug', `Another category has the address “${slug}”. Give another slug or name.`);

export const categoryInUse = (books: number) =>
  conflict('category-in-use', 'This category holds books or other categories. Move them first.', { book_count: books });

export const unknownParent = (): Problem => refuseField('/parent_id', 'There is no such category.');

/** @param ancestors the ids above the new parent, itself included. */
export function checkParent(id: number | null, ancestors: number[] | null): void {
  if (ancestors === null) throw unknownParent();
  if (id !== null && ancestors.includes(id)) {
    throw refuseField('/parent_id', 'A category cannot stand below itself.');
  }
}

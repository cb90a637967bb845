// Books as they were last seen, for when the catalogue is silent: a basket can still say what is in it. What they cost and
// whether there are any is then nobody's word.

import { formatMinor } from '#kit/money';
import type { Book } from '#services/books/model';
import type { BasketLine } from './basket.ts';
import { createLru } from './lru.ts';

export type KnownBooks = {
  /** Notes every book in an answer of the catalogue. */
  note(answer: unknown): void;
  find(id: number): Book | null;
};

const limit = 5000;

export function createKnownBooks(): KnownBooks {
  const seen = createLru<Book>(limit);
  return {
    note(answer) {
      const found = (answer as { results?: unknown } | null)?.results ?? answer;
      for (const one of Array.isArray(found) ? found : [found]) if (isBook(one)) seen.set(String(one.id), one);
    },
    find: (id) => seen.get(String(id)) ?? null,
  };
}

const isBook = (value: unknown): value is Book =>
  typeof value === 'object' && value !== null && 'isbn' in value && 'available' in value && 'price' in value;

/** The book of a line at the price the visitor saw; by its number alone where it was not seen here since the start. */
export const bookOfLine = (known: KnownBooks, { bookId, quantity, seenMinor }: BasketLine, currency: string): Book => ({
  ...(known.find(bookId) ?? { ...nothing, id: bookId, title: `Book no. ${bookId}`, currency }),
  price: formatMinor(seenMinor),
  // Whether there are as many is not known: nothing is said of it.
  available: quantity,
  stock: quantity,
});

/** The book behind an address of ours, as far as the address tells. */
export function bookOfAddress(known: KnownBooks, of: { id: number; isbn: string | null; slug: string }): Book {
  const words = of.slug.replaceAll('-', ' ').trim();
  const title = words === '' ? `Book no. ${of.id}` : words.charAt(0).toUpperCase() + words.slice(1);
  return known.find(of.id) ?? { ...nothing, ...of, title };
}

const nothing: Book = {
  id: 0,
  title: '',
  subtitle: null,
  author: '',
  authors: [],
  isbn: null,
  slug: 'book',
  description: '',
  price: '0.00',
  currency: 'USD',
  stock: 0,
  available: 0,
  category_ids: [],
  series: null,
  series_position: null,
  publisher: null,
  published_on: null,
  first_published: null,
  language: null,
  page_count: null,
  format: 'paperback',
  cover_url: null,
  staff_pick: null,
  rating: { average: null, count: 0 },
  created_at: '1970-01-01T00:00:00.000Z',
  updated_at: '1970-01-01T00:00:00.000Z',
};

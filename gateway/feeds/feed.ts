// A list of books as a feed, whatever it is written in: what it is called, where its pages are, which books stand on this one.

import type { Page } from '#kit/page';
import type { Book, Category } from '#services/books/model';
import { cursorOf } from '#views/parts/pager.tsx';
import type { BookFilters } from '#views/urls.ts';

/** Where the shop is, how its books look, and the day it is: what every feed needs to know. */
export type Surroundings = {
  /** Scheme, host and port, without a slash at the end. */
  origin: string;
  categories: readonly Category[];
  /** Where its picture is, as PNG of `pngSize`: the formats know no drawings. */
  coverOf(book: Book): string;
  /** The moment to give for a list in which nothing happened yet. */
  today: string;
};

export type Feed = {
  /** Names the list for good, whatever its address becomes: `new`, `shelves/crime`. */
  name: string;
  title: string;
  subtitle: string;
  /** Paths of this page, of the first, of the ones beside it, and of the same list for people. */
  self: string;
  first: string;
  next: string | null;
  previous: string | null;
  html: string;
  books: readonly Book[];
  /** Null where so many match that nobody counted them all. */
  total: number | null;
  /** The words that were searched for. */
  q?: string;
};

export const perPage = 24;

export type FeedSubject = Pick<Feed, 'name' | 'title' | 'subtitle' | 'html' | 'q'> & {
  /** The path of the list seen through these filters. */
  address(filters: BookFilters): string;
};

export function feedOf(subject: FeedSubject, filters: BookFilters, page: Page<Book>): Feed {
  const { address, ...told } = subject;
  const beside = (link: string | null) => (link === null ? null : address({ ...filters, cursor: cursorOf(link) }));
  return {
    ...told,
    self: address(filters),
    first: address({ ...filters, cursor: undefined }),
    next: beside(page.next),
    previous: beside(page.previous),
    books: page.results,
    total: page.count_is_exact ? page.count : null,
  };
}

/** When the list last changed: with the book that changed last. */
export const updatedAt = (books: readonly Book[], { today }: Surroundings): string =>
  books
    .map(({ updated_at }) => updated_at)
    .sort()
    .at(-1) ?? today;

/** A name nothing else in the world has, and that no move of a page changes (RFC 4151). */
export const tagOf = (origin: string, name: string): string =>
  `tag:${new URL(origin).hostname.replace(/[[\]]/g, '')},2026:${name}`;

const longest = 800;

/** What a book is about, in at most a few paragraphs, or at least who wrote it. */
export function summaryOf(book: Book): string {
  const text = book.description.trim();
  if (text === '') return `By ${book.author}.`;
  if (text.length <= longest) return text;
  const cut = text.slice(0, longest);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), longest / 2)).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

export const shelvesOf = (book: Book, { categories }: Surroundings): Category[] =>
  categories.filter(({ id }) => book.category_ids.includes(id));

/** The book's authors one by one, or the line that names them. */
export const authorsOf = (book: Book): { name: string; slug: string | null }[] =>
  book.authors.length > 0 ? book.authors : [{ name: book.author, slug: null }];

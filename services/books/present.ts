// Rows → what the doors show.

import type { Static } from '@sinclair/typebox';
import { formatMinor } from '#kit/money';
import { instant } from '#kit/time';
import type { quote } from '#nats/books';
import { authorsOf } from './author-names.ts';
import type { Author, Book, Category, Facets, Suggestions } from './model.ts';
import type { AuthorRow } from './repository/authors.ts';
import type { BookRow } from './repository/books.ts';
import type { CategoryRow } from './repository/categories.ts';
import { type FacetCounts, priceBands, ratingSteps, yearBands } from './repository/facets.ts';
import type { QuoteRow } from './repository/quote.ts';
import type { AuthorSuggestion, BookSuggestion } from './repository/suggest.ts';

export const present = (book: BookRow): Book => ({
  id: book.id,
  title: book.title,
  subtitle: book.subtitle,
  author: book.author,
  authors: authorsOf(book.author),
  isbn: book.isbn,
  slug: book.slug,
  description: book.description,
  price: formatMinor(book.priceMinor),
  currency: book.currency,
  stock: book.onHand,
  available: book.onHand - book.reserved,
  category_ids: book.categoryIds,
  series: book.series,
  series_position: book.seriesPosition,
  publisher: book.publisher,
  published_on: book.publishedOn,
  first_published: book.firstPublished,
  language: book.language,
  page_count: book.pageCount,
  format: book.format,
  cover_url: book.coverUrl,
  staff_pick: book.pickText === null ? null : { text: book.pickText, initials: book.pickInitials ?? '' },
  rating: { average: book.ratingCount === 0 ? null : book.rating / 100, count: book.ratingCount },
  created_at: instant(book.createdAt),
  updated_at: instant(book.updatedAt),
});

export const presentCategory = (category: CategoryRow): Category => ({
  id: category.id,
  name: category.name,
  slug: category.slug,
  description: category.description,
  parent_id: category.parentId,
  colour: category.colour,
  book_count: category.bookCount,
});

export const presentAuthor = (author: AuthorRow): Author => ({
  slug: author.slug,
  name: author.name,
  book_count: author.bookCount,
});

export const presentSuggestions = (found: { books: BookSuggestion[]; authors: AuthorSuggestion[] }): Suggestions => ({
  results: [
    ...found.books.map((book) => ({
      kind: 'book' as const,
      text: book.title,
      book_id: book.id,
      author: book.author,
      slug: book.slug,
      isbn: book.isbn,
      price: formatMinor(book.priceMinor),
    })),
    ...found.authors.map(({ name, slug }) => ({
      kind: 'author' as const,
      text: name,
      book_id: null,
      author: null,
      slug,
      isbn: null,
      price: null,
    })),
  ],
});

/** Largest groups first; prices from low to high. */
export const presentFacets = (counts: FacetCounts): Facets => ({
  format: counts.format.toSorted((a, b) => b.count - a.count),
  language: counts.language.filter(({ value }) => value !== '').toSorted((a, b) => b.count - a.count),
  price: counts.price.map(({ value: band, count }) => {
    const [from, to] = [priceBands[band - 1], priceBands[band]];
    return {
      min_price: from === undefined ? null : formatMinor(from),
      max_price: to === undefined ? null : formatMinor(to - 1),
      count,
    };
  }),
  availability: counts.inStock.map(({ value, count }) => ({ value: value ? 'in_stock' : 'out_of_stock', count })),
  publisher: counts.publisher,
  series: counts.series,
  year: counts.year.map(({ value: band, count }) => {
    const [from, to] = [yearBands[band - 1], yearBands[band]];
    return { min_year: from ?? null, max_year: to === undefined ? null : to - 1, count };
  }),
  rating: ratingSteps.map((stars, step) => ({
    min_rating: stars,
    count: counts.rating.filter(({ value }) => value > step).reduce((sum, { count }) => sum + count, 0),
  })),
  count_is_exact: counts.exact,
});

type QuoteLine = Static<typeof quote.answer.schema>['lines'][number];

/** A line of a quote; a book we never had is told as not found, one that left as found and not for sale. */
export function presentQuote(bookId: number, book: QuoteRow | undefined, currency: string): QuoteLine {
  if (!book) {
    return {
      book_id: bookId,
      found: false,
      purchasable: false,
      title: '',
      author: '',
      isbn: null,
      unit_minor: 0,
      currency,
      available: 0,
    };
  }
  const purchasable = book.discontinuedAt === null;
  return {
    book_id: bookId,
    found: true,
    purchasable,
    title: book.title,
    author: book.author,
    isbn: book.isbn,
    unit_minor: book.priceMinor,
    currency: book.currency,
    available: purchasable ? book.available : 0,
  };
}

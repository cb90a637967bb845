// Rows → what the doors show.

import type { Static } from '@sinclair/typebox';
import { formatMinor } from '#kit/money';
import { instant } from '#kit/time';
import type { quote } from '#nats/books';
import { authorsOf } from './author-names.ts';
import type { Book, Category } from './model.ts';
import type { BookRow } from './repository/books.ts';
import type { CategoryRow } from './repository/categories.ts';
import type { QuoteRow } from './repository/quote.ts';

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

import type { Book } from '#services/books/model';
import { url } from '../urls.ts';

/** The book and our offer for search engines, as JSON text for the frame's `jsonLd`. `origin` is the shop's public address. */
export function bookJsonLd(book: Book, { origin, cover }: { origin: string; cover: string }): string {
  return JSON.stringify({
    '@context': 'https://schema.org',
    '@type': ['Book', 'Product'],
    name: book.title,
    author: (book.authors.length === 0 ? [{ name: book.author }] : book.authors).map(({ name }) => ({
      '@type': 'Person',
      name,
    })),
    isbn: book.isbn ?? undefined,
    inLanguage: book.language ?? undefined,
    numberOfPages: book.page_count ?? undefined,
    description: book.description || undefined,
    url: `${origin}${url.book(book)}`,
    image: new URL(cover, origin).href,
    offers: {
      '@type': 'Offer',
      price: book.price,
      priceCurrency: book.currency,
      availability: `https://schema.org/${book.available > 0 ? 'InStock' : 'OutOfStock'}`,
      url: `${origin}${url.book(book)}`,
    },
    aggregateRating:
      book.rating.average === null || book.rating.count === 0
        ? undefined
        : { '@type': 'AggregateRating', ratingValue: book.rating.average, reviewCount: book.rating.count },
  });
}

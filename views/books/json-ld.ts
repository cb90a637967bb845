import type { Book } from '#services/books/model';
import { url } from '../urls.ts';

/** The usual way to deliver one book: its price, and how many working days it takes. */
export type Shipping = { amount: string; days: number };

/**
 * The book and our offer for search engines, as JSON text for the frame's `jsonLd`.
 * @param about `origin` is the shop's public address, `returnDays` for how long it may be sent back once it arrived
 */
export function bookJsonLd(
  book: Book,
  { origin, cover, shipping, returnDays }: { origin: string; cover: string; shipping: Shipping; returnDays: number },
): string {
  return JSON.stringify({
    '@context': 'https://schema.org',
    '@type': ['Book', 'Product'],
    name: book.title,
    author: (book.authors.length === 0 ? [{ name: book.author }] : book.authors).map(({ name }) => ({
      '@type': 'Person',
      name,
    })),
    isbn: book.isbn ?? undefined,
    gtin13: book.isbn ?? undefined,
    sku: String(book.id),
    bookFormat: formatsOf[book.format],
    publisher: book.publisher === null ? undefined : { '@type': 'Organization', name: book.publisher },
    datePublished: book.published_on ?? undefined,
    inLanguage: book.language ?? undefined,
    numberOfPages: book.page_count ?? undefined,
    description: book.description || undefined,
    position: book.series === null ? undefined : (book.series_position ?? undefined),
    isPartOf: book.series === null ? undefined : { '@type': 'BookSeries', name: book.series },
    url: `${origin}${url.book(book)}`,
    image: new URL(cover, origin).href,
    offers: {
      '@type': 'Offer',
      price: book.price,
      priceCurrency: book.currency,
      availability: `https://schema.org/${book.available > 0 ? 'InStock' : 'OutOfStock'}`,
      url: `${origin}${url.book(book)}`,
      itemCondition: 'https://schema.org/NewCondition',
      seller: { '@type': 'BookStore', name: 'Colophon Books', url: `${origin}${url.home()}` },
      shippingDetails: shippingOf(shipping, book.currency),
      hasMerchantReturnPolicy: {
        '@type': 'MerchantReturnPolicy',
        returnPolicyCategory: 'https://schema.org/MerchantReturnFiniteReturnWindow',
        merchantReturnDays: returnDays,
        returnMethod: 'https://schema.org/ReturnByMail',
        refundType: 'https://schema.org/FullRefund',
        merchantReturnLink: `${origin}${url.returns()}`,
      },
    },
    aggregateRating:
      book.rating.average === null || book.rating.count === 0
        ? undefined
        : { '@type': 'AggregateRating', ratingValue: book.rating.average, reviewCount: book.rating.count },
  });
}

const formatsOf: Partial<Record<Book['format'], string>> = {
  paperback: 'https://schema.org/Paperback',
  hardback: 'https://schema.org/Hardcover',
  audiobook: 'https://schema.org/AudiobookFormat',
  ebook: 'https://schema.org/EBook',
};

const shippingOf = ({ amount: value, days }: Shipping, currency: string) => ({
  '@type': 'OfferShippingDetails',
  shippingRate: { '@type': 'MonetaryAmount', value, currency },
  deliveryTime: {
    '@type': 'ShippingDeliveryTime',
    // What is ordered late in the day is packed on the next.
    handlingTime: inDays(0, 1),
    transitTime: inDays(days, days),
  },
});

const inDays = (least: number, most: number) => ({
  '@type': 'QuantitativeValue',
  minValue: least,
  maxValue: most,
  unitCode: 'DAY',
});

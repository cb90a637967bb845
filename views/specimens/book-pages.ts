import { bookJsonLd } from '../books/json-ld.ts';
import { BookPage } from '../books/show.tsx';
import { url } from '../urls.ts';
import type { Data } from './data.ts';
import { coverOf, type Specimen } from './specimen.ts';

export const bookPages = (data: Data): Specimen[] => [
  {
    name: 'book',
    frame: {
      jsonLd: bookJsonLd(data.book, {
        origin: 'https://books.example',
        cover: '/covers/x.png',
        shipping: { amount: '4.95', days: 3 },
        returnDays: 30,
      }),
      social: {
        type: 'book',
        title: data.book.title,
        image: { address: coverOf(data.book), width: 600, height: 900, alt: `Cover of ${data.book.title}` },
        isbn: data.book.isbn,
      },
      alternates: [
        { type: 'application/atom+xml', title: data.category.name, href: url.shelfFeed(data.category.slug) },
      ],
    },
    content: BookPage({
      book: data.book,
      shelf: data.category,
      reviews: { statistics: data.statistics, latest: data.reviews },
      own: null,
      voted: [data.review.id],
      sameAuthor: data.fewBooks,
      sameShelf: data.fewBooks,
      editions: data.fewBooks,
      series: data.fewBooks,
      coverOf,
      form: data.form,
      promise: data.promise,
    }),
  },
  {
    name: 'book, bare and sold out',
    content: BookPage({
      book: data.bareBook,
      shelf: null,
      reviews: { statistics: data.noStatistics, latest: [] },
      own: null,
      voted: [],
      sameAuthor: [],
      sameShelf: [],
      editions: [],
      series: [],
      coverOf,
      form: data.form,
      promise: null,
    }),
  },
  {
    name: 'book without services',
    content: BookPage({
      book: { ...data.book, available: 1 },
      shelf: data.category,
      reviews: null,
      own: data.review,
      voted: [],
      sameAuthor: null,
      sameShelf: null,
      editions: null,
      series: null,
      coverOf,
      form: data.form,
      promise: null,
    }),
  },
];

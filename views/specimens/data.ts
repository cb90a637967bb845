// One of everything the views show, with every optional part filled in. Tests change its texts and draw the pages again.

import type { Author, Book, Category, Facets, Suggestion } from '#services/books/model';
import type { Report, Review, Statistics } from '#services/reviews/model';
import type { Address, User } from '#services/users/model';
import type { BasketLine } from '../basket/line.tsx';
import type { DeliveryOption } from '../checkout/details.tsx';
import type { FormState } from '../parts/form.tsx';
import { ordered } from './ordered.ts';

const at = '2026-11-22T10:00:00.000Z';

const book: Book = {
  id: 12,
  title: 'The Souls of Black Folk',
  subtitle: 'Essays and Sketches',
  author: 'W. E. B. Du Bois',
  authors: [
    { name: 'W. E. B. Du Bois', slug: 'w-e-b-du-bois' },
    { name: 'Alain Locke', slug: 'alain-locke' },
  ],
  isbn: '9786912345676',
  slug: 'the-souls-of-black-folk',
  description: 'Fourteen essays.\n\nEach opens with a bar of music from the sorrow songs.',
  price: '9.99',
  currency: 'USD',
  stock: 14,
  available: 14,
  category_ids: [8],
  series: 'American Essays',
  series_position: '2',
  publisher: 'Standard Editions',
  published_on: '2026-02-02',
  first_published: 1903,
  language: 'fr',
  page_count: 1272,
  format: 'hardback',
  cover_url: null,
  staff_pick: { text: 'Read the chapter on his son last.', initials: 'L.B.' },
  rating: { average: 4.6, count: 128 },
  created_at: at,
  updated_at: at,
};

/** Nothing but what a book must have, and sold out. */
const bareBook: Book = {
  ...book,
  id: 13,
  title: 'Anonymous pamphlet',
  subtitle: null,
  authors: [],
  isbn: null,
  slug: 'anonymous-pamphlet',
  description: '',
  stock: 0,
  available: 0,
  series: null,
  series_position: null,
  publisher: null,
  published_on: null,
  first_published: -720,
  language: null,
  page_count: null,
  format: 'ebook',
  staff_pick: null,
  rating: { average: null, count: 0 },
};

const fewBooks: Book[] = [book, { ...bareBook, available: 1 }, { ...book, id: 14, available: 2, language: 'en' }];

const category: Category = {
  id: 8,
  name: 'History',
  slug: 'history',
  description: 'Eyewitnesses, partisans and one or two historians who actually checked.',
  parent_id: null,
  colour: 'umber',
  book_count: 204,
};
const categories: Category[] = [
  category,
  { ...category, id: 9, name: 'Children’s', slug: 'children', colour: 'rust', book_count: 1 },
  { ...category, id: 10, name: 'Maps', slug: 'maps', colour: 'mauve', book_count: 0 },
];

const author: Author = { slug: 'w-e-b-du-bois', name: 'W. E. B. Du Bois', book_count: 3 };

const review: Review = {
  id: 501,
  book_id: 12,
  user_id: 101,
  reviewer: 'Amara O.',
  rating: 4,
  title: 'Read it twice',
  comment: 'Once for the argument.\nOnce for the sentences.',
  verified_purchase: true,
  helpful_count: 3,
  hidden: null,
  created_at: at,
  updated_at: at,
};
const hiddenReview: Review = { ...review, hidden: { since: at, reason: 'It tells how the book ends.' } };
const report: Report = {
  id: 71,
  review_id: 501,
  book_id: 12,
  user_id: 102,
  reason: 'spam',
  comment: 'It is about shoes.',
  status: 'open',
  created_at: at,
  settled_at: null,
};
const reviews: Review[] = [review, { ...review, id: 502, title: '', verified_purchase: false, helpful_count: 0 }];

const statistics: Statistics = {
  book_id: 12,
  average_rating: 4.46,
  total_reviews: 128,
  rating_distribution: { '1': 2, '2': 3, '3': 10, '4': 31, '5': 82 },
};
const noStatistics: Statistics = {
  book_id: 13,
  average_rating: null,
  total_reviews: 0,
  rating_distribution: { '1': 0, '2': 0, '3': 0, '4': 0, '5': 0 },
};

const facets: Facets = {
  format: [
    { value: 'paperback', count: 1301 },
    { value: 'ebook', count: 1 },
    { value: 'audiobook', count: 0 },
  ],
  language: ['en', 'fr', 'de', 'el', 'he', 'zh', 'es', 'it', 'pt', 'nl'].map((value, at) => ({ value, count: 9 - at })),
  price: [
    { min_price: null, max_price: '4.99', count: 12 },
    { min_price: '5.00', max_price: '9.99', count: 0 },
    { min_price: '30.00', max_price: null, count: 3 },
  ],
  availability: [{ value: 'in_stock', count: 7 }],
  publisher: Array.from({ length: 12 }, (_, at) => ({ value: `${book.publisher} ${at}`, count: 11 - at })),
  series: [{ value: book.series ?? '', count: 3 }],
  year: [
    { min_year: null, max_year: 1899, count: 9 },
    { min_year: 2010, max_year: null, count: 1 },
  ],
  rating: [3, 4].map((stars) => ({ min_rating: stars, count: 4 - stars })),
  count_is_exact: true,
};

const suggestions: Suggestion[] = [
  {
    kind: 'book',
    text: book.title,
    book_id: 12,
    author: book.author,
    slug: book.slug,
    isbn: book.isbn,
    price: '9.99',
  },
  { kind: 'author', text: author.name, book_id: null, author: null, slug: author.slug, isbn: null, price: null },
];

const lines: BasketLine[] = [
  { book, quantity: 1, wanted: null, total: '9.99', formerPrice: '8.99' },
  { book: { ...book, id: 14, format: 'paperback' }, quantity: 2, wanted: null, total: '19.98', formerPrice: null },
];
const stuckLines: BasketLine[] = [
  { book: bareBook, quantity: 1, wanted: null, total: '9.99', formerPrice: null },
  { book: { ...book, available: 2 }, quantity: 2, wanted: 5, total: '19.98', formerPrice: '8.99' },
  { book: { ...book, id: 15, available: 3 }, quantity: 3, wanted: 4, total: '29.97', formerPrice: null },
];

const user: User = {
  id: 101,
  username: 'amara',
  email: 'amara@example.com',
  first_name: 'Amara',
  last_name: 'Okafor',
  role: 'customer',
  is_active: true,
  is_guest: false,
  email_verified: true,
  date_joined: at,
  last_login: null,
};

const deliveries: DeliveryOption[] = [
  { method: 'standard', amount: '3.50', promise: 'By Thursday 26 November' },
  { method: 'collect', amount: '0.00', promise: 'Ready Monday 23 November' },
];

const form: FormState = { csrf: 'csrf-token', requestId: '0198c0de-0000-7000-8000-000000000001' };

const addresses: Address[] = [
  {
    id: 5,
    name: 'Amara Okafor',
    line1: '4 Mill Lane',
    line2: 'Flat "B"',
    city: 'Leeds',
    region: 'Yorkshire',
    postcode: 'LS1 4DY',
    country: 'GB',
    created_at: at,
  },
];

/** Every field of every form refused, with what was typed, and a refusal of none of them. */
const fieldNames =
  'rating reason topic number message title comment username password password2 email first_name last_name name line1 line2 city region postcode country delivery_method payment_method payment_token theme quantity_12 note nowhere';
const refusedForm: FormState = {
  ...form,
  typed: {
    title: 'So good',
    comment: '\nTwo lines\nof it',
    username: 'amara',
    email: 'amara@',
    first_name: 'Amara',
    last_name: 'Okafor',
    name: 'Amara Okafor',
    line1: '4 Mill Lane',
    line2: 'Flat "B"',
    city: 'Leeds',
    region: 'Yorkshire',
    postcode: 'LS1 4DY',
    country: 'GB',
  },
  errors: fieldNames.split(' ').map((name) => ({ pointer: `/${name}`, detail: `Enter the ${name}.` })),
  problem: 'That did not work.',
};

const refusedChoice: FormState = {
  csrf: '',
  typed: { item_2: '2', reason: 'DAMAGED' },
  errors: [
    { pointer: '/items', detail: 'Choose at least one book.' },
    { pointer: '/reason', detail: 'Choose a reason.' },
  ],
};

export const data = {
  at,
  ...ordered,
  book,
  bareBook,
  fewBooks,
  category,
  categories,
  author,
  review,
  hiddenReview,
  report,
  reviews,
  statistics,
  noStatistics,
  facets,
  suggestions,
  lines,
  stuckLines,
  user,
  deliveries,
  addresses,
  form,
  refusedForm,
  refusedChoice,
  q: 'souls of folk',
  filters: {
    format: 'hardback,paperback',
    in_stock: 'true',
    language: 'sw,en',
    min_price: '5',
    max_price: '15',
    min_rating: '4',
    staff_pick: 'true',
    ordering: '-price',
    cursor: 'eA',
  },
  reviewFilters: { rating: '4', ordering: '-helpful' },
  gone: [
    { bookId: 16, title: 'Les Misérables' },
    { bookId: 17, title: null },
  ],
  removed: [{ bookId: 18, title: 'La Peste' }],
  promise: 'Order by 3 pm for delivery tomorrow.',
  known: { country: 'GB', email: 'amara@example.com' },
  seller: 'Colophon Books\n12 Tannery Row\nSheffield S1 2AB',
  frame: {
    title: 'A page',
    path: '/books',
    name: 'Amara',
    flash: 'Middlemarch added.',
    canonical: 'https://books.example/books',
    description: 'An independent bookshop.',
  },
  problem: { detail: 'There is no such page.', errors: ['The first thing.', 'The second thing.'] },
};
export type Data = typeof data;

// Every address the shop links to. Pages and redirects take them from here, so that an address is written once.

import type { Book } from '#services/books/model';

/** What a book's address is made of. */
export type BookAddress = Pick<Book, 'id' | 'isbn' | 'slug'>;

/** Filters, order and place in a list of books: the books service's own query names, each left out where it is the default. */
export type BookFilters = {
  /** One or several, joined by commas. */
  format?: string;
  in_stock?: string;
  /** One or several, joined by commas. */
  language?: string;
  min_price?: string;
  max_price?: string;
  min_rating?: string;
  /** Of the first edition, as far as it is known. */
  min_year?: string;
  max_year?: string;
  publisher?: string;
  series?: string;
  staff_pick?: string;
  ordering?: string;
  cursor?: string;
};

/** What narrows an account's orders; `status` in lower case. */
export type OrderFilters = { year?: string; status?: string; q?: string; cursor?: string };

export type ReviewFilters = { rating?: string; ordering?: string; cursor?: string };

type Query = Readonly<Record<string, string | undefined>>;

/** A path with those query members that say something; empty ones are defaults and are left out. */
function withQuery(path: string, query: Query): string {
  const said = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  if (said.length === 0) return path;
  // A comma stands for itself in a query; written out, a list of formats stays readable.
  return `${path}?${new URLSearchParams(said as [string, string][]).toString().replaceAll('%2C', ',')}`;
}

const part = encodeURIComponent;

const bareBookPath = ({ id, isbn }: Pick<Book, 'id' | 'isbn'>) => `/books/${part(isbn ?? id)}`;
const bookPath = (book: BookAddress) => `${bareBookPath(book)}/${part(book.slug)}`;
const orderPath = (number: string) => `/orders/${part(number)}`;

export const url = {
  home: () => '/',
  asset: (name: string) => `/assets/${name}`,
  swagger: () => '/swagger',

  shelves: () => '/shelves',
  shelf: (slug: string, filters: BookFilters = {}) => withQuery(`/shelves/${part(slug)}`, filters),
  /** All books of all shelves. */
  books: (filters: BookFilters = {}) => withQuery('/books', filters),
  author: (slug: string, filters: BookFilters = {}) => withQuery(`/authors/${part(slug)}`, filters),
  search: (q = '', filters: BookFilters = {}) => withQuery('/search', { q, ...filters }),
  suggest: () => '/search/suggest',
  /** Suggestions for a browser's own search box; takes `q`. */
  suggestions: () => '/search/suggestions',
  openSearch: () => '/opensearch.xml',

  book: (book: BookAddress) => bookPath(book),
  /** For those who do not know the slug; redirects to `book`. */
  bareBook: (book: Pick<Book, 'id' | 'isbn'>) => bareBookPath(book),
  /** The book as JSON. */
  bookResource: (id: number) => `/api/books/${id}/`,
  cover: (key: string | number, hash: string) => `/covers/${part(key)}-${hash}.svg`,

  /** GET lists them, POST adds one. */
  reviewsOf: (book: BookAddress, filters: ReviewFilters = {}) => withQuery(`${bookPath(book)}/reviews`, filters),
  newReview: (book: BookAddress) => `${bookPath(book)}/reviews/new`,
  /** GET shows it, POST saves changes. */
  review: (id: number) => `/reviews/${id}`,
  editReview: (id: number, part = '') => `/reviews/${id}/edit${part === '' ? '' : `#${part}`}`,
  deleteReview: (id: number) => `/reviews/${id}/deletion`,
  /** POST says that it was helpful, or takes that back. */
  helpful: (id: number) => `/reviews/${id}/helpful`,
  /** GET asks what is wrong with it, POST tells the staff. */
  reportReview: (id: number) => `/reviews/${id}/report`,

  /** GET shows it, POST saves quantities or removes a line. */
  basket: () => '/basket',
  addToBasket: () => '/basket/lines',

  /** GET shows the form, POST keeps it and goes on to the review. */
  checkout: (query: { address?: string } = {}) => withQuery('/checkout/details', query),
  /** GET shows everything once more, POST places the order. */
  checkoutReview: () => '/checkout/review',

  orders: (filters: OrderFilters = {}) => withQuery('/orders', filters),
  order: (number: string) => orderPath(number),
  orderPlaced: (number: string) => `${orderPath(number)}/placed`,
  /** POST puts its books into the basket. */
  buyAgain: (number: string) => `${orderPath(number)}/again`,
  invoice: (number: string) => `${orderPath(number)}/invoice`,
  /** What was given back, by the refund's id. */
  creditNote: (number: string, refund: number) => `${orderPath(number)}/credit-notes/${refund}`,
  /** GET asks which books, POST cancels. */
  cancelOrder: (number: string, chosen: Query = {}) => withQuery(`${orderPath(number)}/cancellation`, chosen),
  /** Shows once more what would be cancelled; takes `item_<id>` and `reason`. */
  checkCancellation: (number: string) => `${orderPath(number)}/cancellation/check`,
  newReturn: (number: string, chosen: Query = {}) => withQuery(`${orderPath(number)}/returns/new`, chosen),
  checkReturn: (number: string) => `${orderPath(number)}/returns/check`,
  /** POST asks for one. */
  returnsOf: (number: string) => `${orderPath(number)}/returns`,
  return: (number: string, id: number) => `${orderPath(number)}/returns/${id}`,
  /** The choice of a way to pay; it posts to `payments`. */
  pay: (number: string) => `${orderPath(number)}/payments/new`,
  payments: (number: string) => `${orderPath(number)}/payments`,
  /** The pretended payment provider's own page: GET shows it, POST pays. */
  simulator: (number: string) => `${orderPath(number)}/payments/simulator`,

  account: () => '/account',
  /** GET shows it, POST puts a book on it. */
  readingList: (place: { ordering?: string; cursor?: string } = {}) => withQuery('/account/list', place),
  /** POST shares it by a link, or stops that. */
  shareReadingList: () => '/account/list/sharing',
  /** Somebody's list, for who has the link. */
  sharedList: (secret: string, cursor = '') => withQuery(`/lists/${part(secret)}`, { cursor }),
  /** POST changes the note, takes the book off, or puts it into the basket. */
  readingItem: (bookId: number) => `/account/list/${bookId}`,
  /** GET lists them, POST adds one. */
  addresses: () => '/account/addresses',
  newAddress: () => '/account/addresses/new',
  keptAddress: (id: number) => `/account/addresses/${id}`,
  removeAddress: (id: number) => `/account/addresses/${id}/removal`,
  /** An order by its number and address, for who is not signed in: GET shows the form, POST looks. */
  track: (number = '') => withQuery('/track', { number }),
  /** What was found; the seal stands for the number. */
  tracked: (seal: string) => `/track/${part(seal)}`,
  /** POST corrects the address a guest ordered with. */
  correctAddress: (number: string) => `${orderPath(number)}/email`,
  /** POST makes an account of the guest that ordered. */
  keepAccount: (number: string) => `${orderPath(number)}/account`,
  /** GET shows the form, POST signs in; `next` is the local address to go on to. */
  signIn: (next = '') => withQuery('/sign-in', { next }),
  signUp: (next = '') => withQuery('/sign-up', { next }),
  /** After opening an account with an address that is known, or not. */
  signUpSent: () => '/sign-up/sent',
  signOut: () => '/sign-out',
  forgotPassword: () => '/forgot',
  resetPassword: (token: string) => `/reset/${part(token)}`,
  /** GET shows the form, POST sets another one. */
  changePassword: () => '/account/password',
  /** GET lists where the visitor is signed in, POST signs out there, or everywhere. */
  sessions: () => '/account/sessions',
  /** A mailed link: GET asks, POST confirms the address. */
  verifyAddress: (token: string) => `/verify/${part(token)}`,
  /** GET shows the address and the form for another one, POST asks for it. */
  address: () => '/account/email',
  /** POST sends the link that confirms the address again. */
  addressVerification: () => '/account/email/verification',
  /** Everything the shop holds about the visitor, to take away. */
  accountExport: () => '/account/export',
  /** GET asks, POST closes the account. */
  closeAccount: () => '/account/closing',
  settings: () => '/settings',

  /** In development: the mails that would have been sent, one of them, and that one as HTML. */
  mailbox: () => '/dev/mail',
  mail: (uid: string) => `/dev/mail/${part(uid)}`,
  mailDocument: (uid: string) => `/dev/mail/${part(uid)}/html`,

  /** All feeds, told for people. */
  feeds: () => '/feeds',
  newBooksFeed: (cursor = '') => withQuery('/feeds/new.atom', { cursor }),
  shelfFeed: (slug: string, cursor = '') => withQuery(`/feeds/shelves/${part(slug)}.atom`, { cursor }),
  searchFeed: (q: string, cursor = '') => withQuery('/feeds/search.atom', { q, cursor }),
  /** The catalogue for reading programs. */
  opds: () => '/opds',
  opdsBooks: (filters: BookFilters = {}) => withQuery('/opds/books', filters),
  opdsShelf: (slug: string, filters: BookFilters = {}) => withQuery(`/opds/shelves/${part(slug)}`, filters),
  opdsSearch: (q: string, filters: BookFilters = {}) => withQuery('/opds/search', { q, ...filters }),
  sitemap: () => '/sitemap.xml',
  sitemapPart: (name: string) => `/sitemaps/${part(name)}.xml`,

  /** Every view in every state, in development. */
  specimens: () => '/dev/views',
  specimen: (name: string, theme = '') => withQuery(`/dev/views/${part(name)}`, { theme }),

  delivery: () => '/help/delivery',
  returns: () => '/help/returns',
  /** GET shows the form, POST sends it; `topic` and `number` fill it in. */
  contact: (known: Query = {}) => withQuery('/help/contact', known),
  contactSent: () => '/help/contact/sent',
  privacy: () => '/privacy',
  terms: () => '/terms',
  developers: () => '/developers',
  openApi: () => '/swagger/json',
  status: () => '/health/ready',
  accessibility: () => '/accessibility',
};

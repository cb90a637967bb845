// The five rooms as the pages ask them, typed by the rooms' own models.

import type { Page } from '#kit/page';
import type {
  Author,
  Book,
  BookQuery,
  Category,
  Facets,
  SearchPage,
  SearchQuery,
  Suggestions,
} from '#services/books/model';
import type {
  Cancellation,
  NewOrder,
  NewReturn,
  Order,
  OrderQuery,
  OrderReturn,
  ReturnQuery,
} from '#services/orders/model';
import type { NewPayment, Payment, PaymentQuery } from '#services/payments/model';
import type {
  FoundHelpful,
  NewReport,
  NewReview,
  Report,
  ReportQuery,
  Review,
  ReviewChange,
  ReviewQuery,
  Statistics,
} from '#services/reviews/model';
import type {
  AccountExport,
  Address,
  AddressMove,
  FirstPassword,
  GuestRegistration,
  Login,
  NewAddress,
  PasswordChange,
  PasswordReset,
  ReadingEntry,
  ReadingNote,
  Registration,
  SharedList,
  Sharing,
  Tokens,
  User,
  UserChange,
} from '#services/users/model';
import { type Asker, type Calls, callsTo, checkoutMs } from './calls.ts';
import { createKnownBooks } from './known-books.ts';
import type { Limits } from './limits.ts';
import { keeping, keepingEach, remembering } from './recall.ts';
import type { RoomName, Upstream } from './upstream.ts';

export type Services = ReturnType<typeof createServices>;
export type BookChoice = Partial<BookQuery>;

export const createServices = (upstreams: Record<RoomName, Upstream>, limits: Pick<Limits, 'refusal'>) => ({
  users: usersRoom(callsTo(upstreams.users, limits)),
  books: booksRoom(callsTo(upstreams.books, limits)),
  orders: ordersRoom(callsTo(upstreams.orders, limits)),
  payments: paymentsRoom(callsTo(upstreams.payments, limits)),
  reviews: reviewsRoom(callsTo(upstreams.reviews, limits)),
});

/** What anybody may read is asked without the visitor's token: one that ran out would get it refused. */
const asAnybody = (by: Asker): Asker => ({ ...by, token: null });

const usersRoom = (call: Calls) => ({
  register: (by: Asker, body: Registration) =>
    call<Tokens>(asAnybody(by), '/api/users/register/', { method: 'POST', body }),
  login: (by: Asker, body: Login) =>
    call<Tokens>(asAnybody(by), '/api/users/login/', { method: 'POST', body, harmless: true }),
  guest: (by: Asker, body: GuestRegistration) =>
    call<Tokens>(asAnybody(by), '/api/users/guest/', { method: 'POST', body }),
  forgot: (by: Asker, email: string) =>
    call<unknown>(asAnybody(by), '/api/users/password/forgot/', { method: 'POST', body: { email } }),
  reset: (by: Asker, body: PasswordReset) =>
    call<unknown>(asAnybody(by), '/api/users/password/reset/', { method: 'POST', body }),
  keepAccount: (by: Asker, body: FirstPassword) => call<User>(by, '/api/users/me/account/', { method: 'POST', body }),
  changePassword: (by: Asker, body: PasswordChange) =>
    call<unknown>(by, '/api/users/me/password/', { method: 'POST', body }),
  moveAddress: (by: Asker, body: AddressMove) => call<unknown>(by, '/api/users/me/email/', { method: 'POST', body }),
  verifyAgain: (by: Asker) => call<unknown>(by, '/api/users/me/email/verification/', { method: 'POST' }),
  confirmAddress: (by: Asker, token: string) =>
    call<unknown>(asAnybody(by), '/api/users/email/confirm/', { method: 'POST', body: { token } }),
  export: (by: Asker) => call<AccountExport>(by, '/api/users/me/export/'),
  close: (by: Asker, id: number) => call<unknown>(by, `/api/users/${id}/`, { method: 'DELETE' }),
  me: (by: Asker) => call<User>(by, '/api/users/me/'),
  addresses: (by: Asker) => call<Page<Address>>(by, '/api/users/me/addresses/', { query: { limit: 100 } }),
  addAddress: (by: Asker, body: NewAddress) => call<Address>(by, '/api/users/me/addresses/', { method: 'POST', body }),
  replaceAddress: (by: Asker, id: number, body: NewAddress) =>
    call<Address>(by, `/api/users/me/addresses/${id}/`, { method: 'PUT', body, harmless: true }),
  deleteAddress: (by: Asker, id: number) =>
    call<unknown>(by, `/api/users/me/addresses/${id}/`, { method: 'DELETE', harmless: true }),
  sharing: (by: Asker) => call<Sharing>(by, '/api/users/me/reading_list/sharing/'),
  shareReading: (by: Asker) =>
    call<Sharing>(by, '/api/users/me/reading_list/sharing/', { method: 'PUT', harmless: true }),
  stopSharing: (by: Asker) =>
    call<unknown>(by, '/api/users/me/reading_list/sharing/', { method: 'DELETE', harmless: true }),
  sharedList: (by: Asker, secret: string, query: { limit: number; cursor?: string }) =>
    call<SharedList>(asAnybody(by), `/api/users/shared_lists/${encodeURIComponent(secret)}/`, { query }),
  reading: (by: Asker, query: { limit: number; cursor?: string; ordering?: string }) =>
    call<Page<ReadingEntry>>(by, '/api/users/me/reading_list/', { query }),
  mergeReading: (by: Asker, ids: number[]) =>
    call<{ added: number }>(by, '/api/users/me/reading_list/', {
      method: 'POST',
      body: { book_ids: ids },
      harmless: true,
    }),
  keepReading: (by: Asker, bookId: number, body: ReadingNote) =>
    call<ReadingEntry>(by, `/api/users/me/reading_list/${bookId}/`, { method: 'PUT', body, harmless: true }),
  dropReading: (by: Asker, bookId: number) =>
    call<unknown>(by, `/api/users/me/reading_list/${bookId}/`, { method: 'DELETE', harmless: true }),
  change: (by: Asker, id: number, body: UserChange) => call<User>(by, `/api/users/${id}/`, { method: 'PATCH', body }),
});

function booksRoom(call: Calls) {
  const known = createKnownBooks();
  const read = remembering(call, known.note);
  return {
    /** What was seen of books before, for when nobody answers. */
    known,
    list: (by: Asker, query: BookChoice) => read<Page<Book>>(by, '/api/books/', query),
    /** A few books for a row of cards; may be some seconds old. */
    row: keepingEach((by: Asker, query: BookChoice) => read<Page<Book>>(by, '/api/books/', query)),
    search: (by: Asker, query: Partial<SearchQuery>) => read<SearchPage>(by, '/api/books/search/', query),
    /** May be some seconds old, like a row. */
    facets: keepingEach((by: Asker, query: BookChoice) => read<Facets>(by, '/api/books/facets/', query)),
    suggest: (by: Asker, q: string) => read<Suggestions>(by, '/api/books/suggest/', { q }),
    show: (by: Asker, id: number) => read<Book>(by, `/api/books/${id}/`),
    byIsbn: (by: Asker, isbn: string) => read<Book>(by, `/api/books/isbn/${isbn}/`),
    /** A step of a walk through the whole catalogue: asked anew each time and not remembered. */
    batch: (by: Asker, query: BookChoice) => call<Page<Book>>(asAnybody(by), '/api/books/', { query }),
    authorBatch: (by: Asker, query: { limit: number; cursor: string | undefined }) =>
      call<Page<Author>>(asAnybody(by), '/api/authors/', { query }),
    authors: (by: Asker, q: string) => read<Page<Author>>(by, '/api/authors/', { q, limit: 3 }),
    author: (by: Asker, slug: string) => read<Author>(by, `/api/authors/${encodeURIComponent(slug)}/`),
    categories: keeping((by: Asker) => read<Page<Category>>(by, '/api/categories/', { limit: 100 })),
  };
}

const ordersRoom = (call: Calls) => ({
  list: (by: Asker, query: Partial<OrderQuery>) => call<Page<Order>>(by, '/api/orders/', { query }),
  place: (by: Asker, body: NewOrder, key: string) =>
    call<Order>(by, '/api/orders/', { method: 'POST', body, key, timeoutMs: checkoutMs }),
  cancelLines: (by: Asker, id: number, body: Cancellation, key: string) =>
    call<Order>(by, `/api/orders/${id}/cancel/`, { method: 'POST', body, key, timeoutMs: checkoutMs }),
  askReturn: (by: Asker, id: number, body: NewReturn, key: string) =>
    call<OrderReturn>(by, `/api/orders/${id}/returns/`, { method: 'POST', body, key }),
  returns: (by: Asker, query: Partial<ReturnQuery>) => call<Page<OrderReturn>>(by, '/api/orders/returns/', { query }),
  showReturn: (by: Asker, id: number) => call<OrderReturn>(by, `/api/orders/returns/${id}/`),
  cancel: (by: Asker, id: number) => call<unknown>(by, `/api/orders/${id}/`, { method: 'DELETE', harmless: true }),
});

const paymentsRoom = (call: Calls) => ({
  pay: (by: Asker, body: NewPayment, key: string) =>
    call<Payment>(by, '/api/payments/', { method: 'POST', body, key, timeoutMs: checkoutMs }),
  list: (by: Asker, query: Partial<PaymentQuery>) => call<Page<Payment>>(by, '/api/payments/', { query }),
  /** An account's latest. */
  ofUser: (by: Asker, userId: number) =>
    call<Page<Payment>>(by, '/api/payments/', { query: { user_id: userId, limit: 50 } }),
  ofOrder: (by: Asker, orderId: number) =>
    call<Page<Payment>>(by, '/api/payments/by_order/', { query: { order_id: orderId } }),
});

const reviewsRoom = (call: Calls) => ({
  list: (by: Asker, query: Partial<ReviewQuery>) => call<Page<Review>>(asAnybody(by), '/api/reviews/', { query }),
  /** With what staff hid, where it is the visitor's own. */
  ownList: (by: Asker, query: Partial<ReviewQuery> & { user_id: number }) =>
    call<Page<Review>>(by, '/api/reviews/', { query }),
  statistics: (by: Asker, bookId: number) =>
    call<Statistics>(asAnybody(by), '/api/reviews/book_statistics/', { query: { book_id: bookId } }),
  /** Whoever wrote it sees it also when it is hidden, so it is asked for in the visitor's name. */
  show: (by: Asker, id: number) => call<Review>(by, `/api/reviews/${id}/`),
  write: (by: Asker, body: NewReview, key: string) => call<Review>(by, '/api/reviews/', { method: 'POST', body, key }),
  change: (by: Asker, id: number, body: ReviewChange, { key, ifMatch }: { key: string; ifMatch?: string }) =>
    call<Review>(by, `/api/reviews/${id}/`, { method: 'PATCH', body, key, ifMatch }),
  remove: (by: Asker, id: number) => call<unknown>(by, `/api/reviews/${id}/`, { method: 'DELETE', harmless: true }),
  vote: (by: Asker, id: number, helpful: boolean) =>
    call<Review>(by, `/api/reviews/${id}/helpful/`, { method: helpful ? 'POST' : 'DELETE', harmless: true }),
  report: (by: Asker, id: number, body: NewReport) =>
    call<Report>(by, `/api/reviews/${id}/reports/`, { method: 'POST', body, harmless: true }),
  reports: (by: Asker, query: Partial<ReportQuery>) => call<Page<Report>>(by, '/api/reviews/reports/', { query }),
  /** Which of a book's reviews the visitor found helpful. */
  votes: (by: Asker, bookId: number) =>
    call<FoundHelpful>(by, '/api/reviews/found_helpful/', { query: { book_id: bookId } }),
});

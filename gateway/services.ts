// The five rooms as the pages ask them: typed by the rooms' own models, deadlines and problems in one place. A call never
// rejects; `ok` and `orNothing` say what a page does with a refusal.

import type { Page } from '#kit/page';
import { Problem, type ProblemBody, unavailable } from '#kit/problem';
import type { Author, Book, BookQuery, Category, SearchPage, SearchQuery, Suggestions } from '#services/books/model';
import type { NewOrder, Order, OrderQuery } from '#services/orders/model';
import type { NewPayment, Payment } from '#services/payments/model';
import type { NewReview, Review, ReviewChange, Statistics } from '#services/reviews/model';
import type { GuestRegistration, Login, Registration, Tokens, User, UserChange } from '#services/users/model';
import { createLru } from './lru.ts';
import type { RoomName, Upstream } from './upstream.ts';

/**
 * In whose name a room is asked. `readBy` is the moment (of performance.now()) by which all reads of one page must be done;
 * `resting` collects the rooms that did not answer, for the page to say so.
 */
export type Asker = {
  token: string | null;
  requestId: string;
  address: string | null;
  readBy: number;
  resting: Set<RoomName>;
};

/** `stale`: the room is silent, this is its answer of at most a minute ago. */
export type Answer<T> =
  | { ok: true; value: T; etag: string | null; status: number; stale: boolean }
  | { ok: false; problem: Problem };

/** What the page cannot do without: a refusal becomes the page. @throws the room's Problem */
export async function ok<T>(asked: Promise<Answer<T>>): Promise<T> {
  const answer = await asked;
  if (answer.ok) return answer.value;
  throw answer.problem;
}

/** What the page can do without: null where the room refuses or is silent. */
export async function orNothing<T>(asked: Promise<Answer<T>>): Promise<T | null> {
  const answer = await asked;
  return answer.ok ? answer.value : null;
}

export type Services = ReturnType<typeof createServices>;

export type BookChoice = Partial<BookQuery>;
type Query = Record<string, string | number | undefined>;
type Wish = {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  query?: Query;
  body?: unknown;
  /** Idempotency-Key: the same wish sent twice is done once. */
  key?: string;
  /** Sending it twice does no harm even without a key. */
  harmless?: boolean;
  ifMatch?: string;
  timeoutMs?: number;
};

/** What all reads of one page may take together. */
export const readMs = 1300;
export const writeMs = 3000;
export const checkoutMs = 6000;
const keptMs = 60_000;

export function createServices(upstreams: Record<RoomName, Upstream>) {
  const users = callsTo(upstreams.users);
  const books = remembering(callsTo(upstreams.books));
  const orders = callsTo(upstreams.orders);
  const payments = callsTo(upstreams.payments);
  const reviews = callsTo(upstreams.reviews);
  return {
    users: {
      register: (by: Asker, body: Registration) => users<Tokens>(by, '/api/users/register/', { method: 'POST', body }),
      login: (by: Asker, body: Login) =>
        users<Tokens>(by, '/api/users/login/', { method: 'POST', body, harmless: true }),
      guest: (by: Asker, body: GuestRegistration) => users<Tokens>(by, '/api/users/guest/', { method: 'POST', body }),
      forgot: (by: Asker, email: string) =>
        users<unknown>(by, '/api/users/password/forgot/', { method: 'POST', body: { email } }),
      reset: (by: Asker, body: { token: string; password: string; password2: string }) =>
        users<unknown>(by, '/api/users/password/reset/', { method: 'POST', body }),
      me: (by: Asker) => users<User>(by, '/api/users/me/'),
      change: (by: Asker, id: number, body: UserChange, ifMatch?: string) =>
        users<User>(by, `/api/users/${id}/`, { method: 'PATCH', body, ifMatch }),
      changePassword: (by: Asker, body: { current_password: string; password: string; password2: string }) =>
        users<unknown>(by, '/api/users/me/password/', { method: 'POST', body }),
      close: (by: Asker, id: number) => users<unknown>(by, `/api/users/${id}/`, { method: 'DELETE' }),
    },
    books: {
      list: (by: Asker, query: BookChoice) => books<Page<Book>>(by, '/api/books/', query),
      /** A few books for a row of cards; may be some seconds old. */
      row: keepingEach((by: Asker, query: BookChoice) => books<Page<Book>>(by, '/api/books/', query)),
      search: (by: Asker, query: Partial<SearchQuery>) => books<SearchPage>(by, '/api/books/search/', query),
      suggest: (by: Asker, q: string) => books<Suggestions>(by, '/api/books/suggest/', { q }),
      show: (by: Asker, id: number) => books<Book>(by, `/api/books/${id}/`),
      authors: (by: Asker, q: string) => books<Page<Author>>(by, '/api/authors/', { q, limit: 3 }),
      author: (by: Asker, slug: string) => books<Author>(by, `/api/authors/${encodeURIComponent(slug)}/`),
      categories: keeping((by: Asker) => books<Page<Category>>(by, '/api/categories/', { limit: 100 })),
    },
    orders: {
      list: (by: Asker, query: Partial<OrderQuery>) => orders<Page<Order>>(by, '/api/orders/', { query }),
      place: (by: Asker, body: NewOrder, key: string) =>
        orders<Order>(by, '/api/orders/', { method: 'POST', body, key, timeoutMs: checkoutMs }),
      cancel: (by: Asker, id: number) => orders<unknown>(by, `/api/orders/${id}/`, { method: 'DELETE' }),
    },
    payments: {
      pay: (by: Asker, body: NewPayment, key: string) =>
        payments<Payment>(by, '/api/payments/', { method: 'POST', body, key, timeoutMs: checkoutMs }),
      ofOrder: (by: Asker, orderId: number) =>
        payments<Page<Payment>>(by, '/api/payments/by_order/', { query: { order_id: orderId } }),
    },
    reviews: {
      ofBook: (by: Asker, query: { book_id: number; ordering?: string; limit?: number; cursor?: string }) =>
        reviews<Page<Review>>(by, '/api/reviews/by_book/', { query }),
      list: (by: Asker, query: Query) => reviews<Page<Review>>(by, '/api/reviews/', { query }),
      statistics: (by: Asker, bookId: number) =>
        reviews<Statistics>(by, '/api/reviews/book_statistics/', { query: { book_id: bookId } }),
      show: (by: Asker, id: number) => reviews<Review>(by, `/api/reviews/${id}/`),
      write: (by: Asker, body: NewReview, key: string) =>
        reviews<Review>(by, '/api/reviews/', { method: 'POST', body, key }),
      change: (by: Asker, id: number, body: ReviewChange, ifMatch?: string) =>
        reviews<Review>(by, `/api/reviews/${id}/`, { method: 'PATCH', body, ifMatch }),
      remove: (by: Asker, id: number, ifMatch?: string) =>
        reviews<unknown>(by, `/api/reviews/${id}/`, { method: 'DELETE', ifMatch }),
    },
  };
}

type Calls = <T>(by: Asker, path: string, wish?: Wish) => Promise<Answer<T>>;

function callsTo(upstream: Upstream): Calls {
  return async <T>(by: Asker, path: string, wish: Wish = {}): Promise<Answer<T>> => {
    const method = wish.method ?? 'GET';
    const timeoutMs = wish.timeoutMs ?? (method === 'GET' ? by.readBy - performance.now() : writeMs);
    const body = wish.body === undefined ? undefined : JSON.stringify(wish.body);
    try {
      const response = await upstream.send(path + queryOf(wish.query), {
        method,
        headers: headersOf(by, wish, timeoutMs),
        body,
        timeoutMs,
        repeatable: method === 'GET' || wish.key !== undefined || wish.harmless === true,
      });
      return await read<T>(response, upstream.name);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.status === 503) by.resting.add(upstream.name);
      return { ok: false, problem: error };
    }
  };
}

function headersOf(by: Asker, wish: Wish, timeoutMs: number): Record<string, string> {
  const headers: Record<string, string> = { 'x-request-id': by.requestId, 'x-deadline': String(Math.round(timeoutMs)) };
  if (by.token) headers.authorization = `Bearer ${by.token}`;
  if (by.address) headers['x-forwarded-for'] = by.address;
  if (wish.body !== undefined) headers['content-type'] = 'application/json';
  if (wish.key !== undefined) headers['idempotency-key'] = wish.key;
  if (wish.ifMatch !== undefined) headers['if-match'] = wish.ifMatch;
  return headers;
}

function queryOf(query: Query | undefined): string {
  if (!query) return '';
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return given.length > 0 ? `?${given.join('&')}` : '';
}

/** @throws Problem: the room's own refusal, or 503 where its answer breaks off or is none of ours. */
async function read<T>(response: Response, room: RoomName): Promise<Answer<T>> {
  const { status, headers } = response;
  let body: unknown;
  try {
    const text = await response.text();
    body = text === '' ? undefined : JSON.parse(text);
  } catch {
    throw unavailable(room);
  }
  if (status < 400) return { ok: true, value: body as T, etag: headers.get('etag'), status, stale: false };
  if (!isProblem(body)) throw unavailable(room);
  throw Problem.from(body, kept(headers, ['retry-after', 'etag']));
}

const isProblem = (body: unknown): body is ProblemBody =>
  typeof body === 'object' && body !== null && 'type' in body && 'status' in body && 'detail' in body;

function kept(headers: Headers, names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
}

type Reads = <T>(by: Asker, path: string, query?: Query) => Promise<Answer<T>>;

/**
 * Reads anybody may make, asked without a token. The last answers are remembered: while the room is silent, one of at most a
 * minute ago is better than none, and the page says so (`resting`).
 */
function remembering(calls: Calls): Reads {
  const earlier = createLru<{ answer: Answer<unknown>; at: number }>(300);
  return async <T>(by: Asker, path: string, query?: Query): Promise<Answer<T>> => {
    const key = path + queryOf(query);
    const answer = await calls<T>({ ...by, token: null }, path, { query });
    if (answer.ok) {
      earlier.set(key, { answer, at: performance.now() });
      return answer;
    }
    const known = earlier.get(key);
    if (answer.problem.status !== 503 || !known || performance.now() - known.at > keptMs) return answer;
    return { ...(known.answer as Answer<T> & { ok: true }), stale: true };
  };
}

/** Asks at most twice a minute: for what is on every page and seldom changes. An old answer serves while the room is silent. */
function keeping<T>(ask: (by: Asker) => Promise<Answer<T>>): (by: Asker) => Promise<Answer<T>> {
  const kept = keepingEach((by: Asker, _query: Query) => ask(by), {
    freshMs: 30_000,
    goodMs: Number.POSITIVE_INFINITY,
  });
  return (by) => kept(by, {});
}

/** As {@link keeping}, for questions of which there are many. */
function keepingEach<Q extends Query, T>(
  ask: (by: Asker, query: Q) => Promise<Answer<T>>,
  { freshMs, goodMs } = { freshMs: 10_000, goodMs: keptMs },
): (by: Asker, query: Q) => Promise<Answer<T>> {
  const held = createLru<{ answer: Answer<T>; at: number }>(500);
  const pending = new Map<string, Promise<Answer<T>>>();
  const renew = async (by: Asker, query: Q, key: string): Promise<Answer<T>> => {
    const answer = await ask(by, query);
    const known = held.get(key);
    if (answer.ok && !answer.stale) held.set(key, { answer, at: performance.now() });
    return answer.ok || !known || performance.now() - known.at > goodMs ? answer : known.answer;
  };
  return (by, query) => {
    const key = queryOf(query);
    const known = held.get(key);
    if (known && performance.now() - known.at < freshMs) return Promise.resolve(known.answer);
    const asked = pending.get(key) ?? renew(by, query, key).finally(() => pending.delete(key));
    pending.set(key, asked);
    return asked;
  };
}

// Five pretended rooms for tests of the gateway: they answer what a few pages need, in the shapes of the rooms' models, note
// what they were asked, and can be shut, slowed or made to refuse.

import { notFound, Problem, refuseFields } from '#kit/problem';
import type { Book, Category, Facets } from '#services/books/model';
import type { Order } from '#services/orders/model';
import type { Payment } from '#services/payments/model';
import type { Review, Statistics } from '#services/reviews/model';
import type { Tokens, User } from '#services/users/model';
import type { RoomName } from '../upstream.ts';

export type Asked = { room: RoomName; method: string; path: string; headers: Headers; text: string };
/** What a room answers: JSON with a status, or a thrown Problem. */
export type Reply = { status?: number; json?: unknown; headers?: Record<string, string> };
export type Answering = (asked: Asked, url: URL) => Reply | undefined;

export type FakeRooms = {
  origin: Record<RoomName, string>;
  asked: Asked[];
  /** Answers before the room's own answers do, until `reset`. */
  answer(room: RoomName, answering: Answering): void;
  /** Nobody listens at the room's port any more. */
  shut(room: RoomName): Promise<void>;
  /** The room takes requests and never answers. */
  hang(room: RoomName): void;
  reset(): Promise<void>;
  stop(): Promise<void>;
};

export const roomNames: readonly RoomName[] = ['users', 'books', 'orders', 'payments', 'reviews'];
type Server = ReturnType<typeof Bun.serve>;

export function openFakeRooms(): FakeRooms {
  const asked: Asked[] = [];
  const special = new Map<RoomName, Answering>();
  const hanging = new Set<RoomName>();
  const servers = new Map<RoomName, Server>();
  const open = (room: RoomName, port = 0) => {
    const fetch = async (request: Request): Promise<Response> => {
      if (hanging.has(room)) await new Promise(() => {});
      const url = new URL(request.url);
      const { method, headers } = request;
      const one = { room, method, path: url.pathname + url.search, headers, text: await request.text() };
      asked.push(one);
      return respond(() => special.get(room)?.(one, url) ?? own[room](one, url));
    };
    servers.set(room, Bun.serve({ port, hostname: '127.0.0.1', idleTimeout: 60, fetch }));
  };
  for (const room of roomNames) open(room);
  const ports = new Map([...servers].map(([room, server]) => [room, server.port]));
  const stop = async (room: RoomName) => {
    await servers.get(room)?.stop(true);
    servers.delete(room);
  };
  return {
    origin: Object.fromEntries([...ports].map(([room, port]) => [room, `http://127.0.0.1:${port}`])) as Record<
      RoomName,
      string
    >,
    asked,
    answer: (room, answering) => void special.set(room, answering),
    shut: stop,
    hang: (room) => void hanging.add(room),
    async reset() {
      asked.length = 0;
      special.clear();
      for (const room of [...hanging]) await stop(room);
      hanging.clear();
      for (const room of roomNames) if (!servers.has(room)) open(room, ports.get(room));
    },
    async stop() {
      await Promise.all(roomNames.map(stop));
    },
  };
}

function respond(reply: () => Reply | undefined): Response {
  try {
    const answer = reply();
    if (!answer) throw notFound('address');
    const { status = 200, json, headers } = answer;
    const body = json === undefined ? null : JSON.stringify(json);
    return new Response(body, {
      status,
      headers: { ...(body === null ? {} : { 'content-type': 'application/json' }), ...headers },
    });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const headers = { 'content-type': 'application/problem+json', ...error.headers };
    return new Response(JSON.stringify(error.body()), { status: error.status, headers });
  }
}

export const aBook = (of: Partial<Book> = {}): Book => ({
  id: 1,
  title: 'Emma',
  subtitle: null,
  author: 'Jane Austen',
  authors: [{ name: 'Jane Austen', slug: 'jane-austen' }],
  isbn: '9780141439587',
  slug: 'emma',
  description: 'Handsome, clever, and rich.',
  price: '9.99',
  currency: 'USD',
  stock: 5,
  available: 5,
  category_ids: [1],
  series: null,
  series_position: null,
  publisher: null,
  published_on: null,
  first_published: 1815,
  language: 'en',
  page_count: 474,
  format: 'paperback',
  cover_url: null,
  staff_pick: null,
  rating: { average: 4.5, count: 2 },
  created_at: '2026-11-01T10:00:00.000Z',
  updated_at: '2026-11-01T10:00:00.000Z',
  ...of,
});

const secondBook = aBook({ id: 2, title: 'Persuasion', isbn: null, slug: 'persuasion', price: '8.00', available: 1 });
export const aCategory: Category = {
  id: 1,
  name: 'Classics',
  slug: 'classics',
  description: 'What stays.',
  parent_id: null,
  colour: 'teal',
  book_count: 2,
};
export const aUser: User = {
  id: 7,
  username: 'ada',
  email: 'ada@example.com',
  first_name: 'Ada',
  last_name: 'King',
  role: 'customer',
  is_active: true,
  is_guest: false,
  email_verified: true,
  date_joined: '2026-11-01T10:00:00.000Z',
  last_login: null,
};
export const anOrder = (of: Partial<Order> = {}): Order => ({
  id: 31,
  number: 'CB-7F3K-29QX',
  user_id: 7,
  status: 'PENDING',
  items: [
    {
      id: 1,
      book_id: 1,
      title: 'Emma',
      author: 'Jane Austen',
      isbn: null,
      price: '9.99',
      quantity: 1,
      subtotal: '9.99',
      cancelled: 0,
      returned: 0,
      returning: 0,
    },
  ],
  total_amount: '14.94',
  currency: 'USD',
  shipping_address: 'Ada King',
  payment_status: 'UNPAID',
  refunded_amount: '0.00',
  cancel_reason: null,
  delivery_method: 'standard',
  delivery_amount: '4.95',
  confirming: false,
  returnable_until: null,
  expires_at: '2026-11-24T21:00:00.000Z',
  created_at: '2026-11-24T20:45:00.000Z',
  updated_at: '2026-11-24T20:45:00.000Z',
  history: [{ status: 'PENDING', at: '2026-11-24T20:45:00.000Z', by: 'customer', note: null }],
  ...of,
});
export const aPayment = (of: Partial<Payment> = {}): Payment => ({
  id: 91,
  order_id: 31,
  user_id: 7,
  amount: '14.94',
  refunded_amount: '0.00',
  currency: 'USD',
  payment_method: 'CREDIT_CARD',
  status: 'COMPLETED',
  transaction_id: 't1',
  provider: 'simulator',
  failure_reason: null,
  refunds: [],
  created_at: '2026-11-24T20:46:00.000Z',
  updated_at: '2026-11-24T20:46:00.000Z',
  ...of,
});
export const aReview = (of: Partial<Review> = {}): Review => ({
  id: 51,
  book_id: 1,
  user_id: 8,
  reviewer: 'Bo K.',
  rating: 5,
  title: 'Yes',
  comment: 'A comedy of errors of judgement.',
  verified_purchase: true,
  helpful_count: 0,
  hidden: null,
  created_at: '2026-11-20T10:00:00.000Z',
  updated_at: '2026-11-20T10:00:00.000Z',
  ...of,
});
const statistics: Statistics = {
  book_id: 1,
  average_rating: 4.5,
  total_reviews: 2,
  rating_distribution: { '1': 0, '2': 0, '3': 0, '4': 1, '5': 1 },
};
export const someFacets: Facets = {
  format: [
    { value: 'paperback', count: 2 },
    { value: 'ebook', count: 0 },
  ],
  language: [{ value: 'en', count: 2 }],
  price: [{ min_price: '5.00', max_price: '9.99', count: 2 }],
  availability: [{ value: 'in_stock', count: 2 }],
  publisher: [],
  series: [],
  year: [],
  rating: [],
  count_is_exact: true,
};
export const tokensFor = (user: User): Tokens => ({
  user,
  access: `access-of-${user.id}`,
  refresh: `refresh-of-${user.id}`,
  token_type: 'Bearer',
  expires_in: 600,
});
export const listOf = (results: unknown[]) => ({
  count: results.length,
  count_is_exact: true,
  next: null,
  previous: null,
  results,
});

const own: Record<RoomName, Answering> = {
  users({ method, path, text }) {
    if (path === '/api/users/me/') return { json: aUser };
    if (method !== 'POST') return undefined;
    const body = text ? (JSON.parse(text) as Record<string, string>) : {};
    if (path === '/api/users/login/') {
      if (body.password !== 'right password')
        throw new Problem(401, 'wrong-login', 'The name or the password is not right.');
      return { json: tokensFor(aUser) };
    }
    if (path === '/api/users/guest/') return { status: 201, json: tokensFor({ ...aUser, id: 9, is_guest: true }) };
    if (path === '/api/users/register/' && !body.email?.includes('@'))
      throw refuseFields([{ pointer: '/email', detail: 'Enter an e-mail address such as name@example.com.' }]);
    return path === '/api/users/register/' ? { status: 201, json: tokensFor(aUser) } : undefined;
  },
  books(_, { pathname, searchParams }) {
    const all = [aBook(), secondBook];
    if (pathname === '/api/books/') {
      if (searchParams.has('edition_of')) return { json: listOf([]) };
      const ids = searchParams.get('ids')?.split(',');
      const isbn = searchParams.get('isbn');
      return {
        json: listOf(all.filter((book) => (!ids || ids.includes(String(book.id))) && (!isbn || book.isbn === isbn))),
      };
    }
    if (pathname === '/api/books/search/') return { json: { ...listOf(all), did_you_mean: null } };
    if (pathname === '/api/books/facets/') return { json: someFacets };
    if (pathname === '/api/categories/') return { json: listOf([aCategory]) };
    if (pathname === '/api/authors/') return { json: listOf([]) };
    const id = /^\/api\/books\/(\d+)\/$/.exec(pathname)?.[1];
    const book = all.find((one) => String(one.id) === id);
    return book ? { json: book, headers: { etag: '"1-abc"' } } : undefined;
  },
  orders({ method, path }) {
    if (method === 'POST' && path === '/api/orders/') return { status: 201, json: anOrder() };
    return method === 'GET' && path.startsWith('/api/orders/?') ? { json: listOf([anOrder()]) } : undefined;
  },
  payments({ method, path }) {
    if (method === 'POST') return { status: 201, json: aPayment() };
    return path.startsWith('/api/payments/by_order/') ? { json: listOf([]) } : undefined;
  },
  reviews({ method }, { pathname, searchParams }) {
    if (method === 'POST') return { status: 201, json: aReview({ user_id: 7 }) };
    if (pathname === '/api/reviews/book_statistics/') return { json: statistics };
    if (pathname === '/api/reviews/reports/') return { json: listOf([]) };
    if (pathname === '/api/reviews/found_helpful/') return { json: { book_id: 1, review_ids: [] } };
    if (pathname === '/api/reviews/') return { json: listOf(searchParams.has('user_id') ? [] : [aReview()]) };
    return pathname === '/api/reviews/51/' ? { json: aReview(), headers: { etag: '"1-abc"' } } : undefined;
  },
};

// /api and /swagger: what reaches the rooms and what comes back.

import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { Problem } from '#kit/problem';
import { type Reply, roomNames } from './testing/rooms.ts';
import { openTestShop, type TestShop } from './testing/shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterEach(() => shop.rooms.reset());
afterAll(() => shop.rooms.stop());

const call = (path: string, init?: RequestInit) => shop.handle(new Request(`http://localhost${path}`, init));

test('each noun is handed to the room that owns it, path and query as they came', async () => {
  const owners = {
    users: 'users',
    books: 'books',
    categories: 'books',
    authors: 'books',
    orders: 'orders',
    payments: 'payments',
    reviews: 'reviews',
  };
  for (const [noun, room] of Object.entries(owners)) {
    for (const path of [`/api/${noun}`, `/api/${noun}/`, `/api/${noun}/7/?q=a%20b&q=%2F+c`, `/api/${noun}/x/y?`]) {
      await call(path);
      const seen = shop.rooms.asked.at(-1);
      expect([seen?.room, seen?.path]).toEqual([room, path.replace(/\?$/, '')] as never);
    }
  }
});

test('method, body and headers reach the room; cookies and those of the connection do not', async () => {
  await call('/api/reviews/', {
    method: 'POST',
    body: '{"a": 1 }',
    headers: {
      'content-type': 'application/json',
      authorization: 'Bearer a.b.c',
      'idempotency-key': 'k-1',
      'if-match': '"1-x"',
      'x-request-id': 'mine-1',
      cookie: 'sid=session-of-7-0123456789',
      connection: 'keep-alive, x-private',
      'x-private': 'no',
      te: 'trailers',
      'x-forwarded-for': '6.6.6.6',
      forwarded: 'for=6.6.6.6',
    },
  });
  const [seen] = shop.rooms.asked;
  const names = ['content-type', 'authorization', 'idempotency-key', 'if-match', 'x-request-id'];
  expect([seen?.method, seen?.text]).toEqual(['POST', '{"a": 1 }']);
  expect(names.map((name) => seen?.headers.get(name))).toEqual([
    'application/json',
    'Bearer a.b.c',
    'k-1',
    '"1-x"',
    'mine-1',
  ]);
  for (const name of ['cookie', 'x-private', 'te', 'x-forwarded-for', 'forwarded'])
    expect([name, seen?.headers.get(name)]).toEqual([name, null]);
});

test('answers come back as they are: problems, tags, addresses, empty ones', async () => {
  shop.rooms.answer('orders', (_, { pathname }): Reply => {
    if (pathname.endsWith('/1/'))
      throw new Problem(409, 'out-of-stock', 'None left.', {
        lines: [{ book_id: 1 }],
        headers: { 'retry-after': '9' },
      });
    if (pathname.endsWith('/2/'))
      return {
        status: 201,
        json: { id: 2 },
        headers: { etag: '"1-a"', location: '/api/orders/2/', 'idempotent-replayed': 'true', 'set-cookie': 'x=y' },
      };
    return { status: pathname.endsWith('/3/') ? 204 : 304, headers: { etag: '"3-c"' } };
  });
  const refused = await call('/api/orders/1/', { method: 'DELETE' });
  expect([refused.status, refused.headers.get('content-type'), refused.headers.get('retry-after')]).toEqual([
    409,
    'application/problem+json',
    '9',
  ]);
  expect(await refused.json()).toEqual({
    type: '/problems/out-of-stock',
    title: 'Conflict',
    status: 409,
    detail: 'None left.',
    lines: [{ book_id: 1 }],
  });
  const made = await call('/api/orders/2/');
  expect([
    made.status,
    made.headers.get('etag'),
    made.headers.get('location'),
    made.headers.get('idempotent-replayed'),
  ]).toEqual([201, '"1-a"', '/api/orders/2/', 'true']);
  expect(made.headers.get('set-cookie')).toBeNull();
  expect(await made.text()).toBe('{"id":2}');
  expect([(await call('/api/orders/3/')).status, (await call('/api/orders/4/')).status]).toEqual([204, 304]);
});

test('a long answer is streamed through whole', async () => {
  const results = Array.from({ length: 20_000 }, (_, at) => ({ at, text: 'x'.repeat(20) }));
  shop.rooms.answer('books', () => ({ json: { results } }));
  expect(await (await call('/api/books/')).json()).toEqual({ results });
});

test('there is no other address, and none that climbs out', async () => {
  for (const path of [
    '/api',
    '/api/',
    '/api/nothing/',
    '/api/constructor/',
    '/api/__proto__/',
    '/api/Users/',
    '/api//users/',
    '/api/reviews/%2e%2e/%2e%2e/api2',
  ]) {
    const answer = await call(path);
    expect([
      path,
      answer.status,
      answer.status === 404 && (answer.headers.get('content-type') ?? '').split(';')[0],
    ]).toEqual([path, 404, path.endsWith('api2') ? 'text/html' : 'application/problem+json']);
  }
  expect(shop.rooms.asked).toEqual([]);
});

test('a body beyond the limit goes no further than here', async () => {
  const headers = { 'content-type': 'application/json' };
  const answer = await call('/api/reviews/', { method: 'POST', headers, body: 'x'.repeat(64 * 1024 + 1) });
  expect([answer.status, (await answer.json()).type]).toEqual([413, '/problems/too-large']);
  const stream = new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(16 * 1024));
    },
  });
  expect((await call('/api/reviews/', { method: 'POST', headers, body: stream })).status).toBe(413);
  expect(shop.rooms.asked).toEqual([]);
  expect((await call('/api/reviews/', { method: 'POST', headers, body: 'x'.repeat(64 * 1024) })).status).toBe(201);
});

test('a room that is away is a 503 problem with Retry-After, at once, and the others answer', async () => {
  await shop.rooms.shut('payments');
  const began = performance.now();
  const answer = await call('/api/payments/', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect([answer.status, answer.headers.get('content-type'), answer.headers.get('retry-after')]).toEqual([
    503,
    'application/problem+json',
    '2',
  ]);
  expect((await answer.json()).type).toBe('/problems/payments-unavailable');
  expect(performance.now() - began).toBeLessThan(3000);
  expect((await call('/api/books/1/')).status).toBe(200);
});

test('five documents become one; names that clash are told apart, and a silent room is named', async () => {
  const document = (noun: string, fields: string) => ({
    openapi: '3.0.3',
    info: { title: noun },
    paths: {
      [`/api/${noun}/`]: {
        get: {
          responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Item' } } } } },
        },
      },
    },
    components: { schemas: { Item: { type: 'object', required: [fields] }, Problem: { type: 'object' } } },
  });
  for (const room of roomNames)
    shop.rooms.answer(room, () => ({ json: document(room, room === 'users' || room === 'books' ? 'same' : room) }));
  await shop.rooms.shut('orders');
  const partial = await (await call('/swagger/json')).json();
  expect(partial.info.description).toContain('silent just now: orders.');
  expect(Object.keys(partial.paths)).toEqual(['/api/users/', '/api/books/', '/api/payments/', '/api/reviews/']);
  await shop.rooms.reset();
  for (const room of roomNames)
    shop.rooms.answer(room, () => ({ json: document(room, room === 'users' || room === 'books' ? 'same' : room) }));
  const whole = await (await call('/swagger/json')).json();
  expect(Object.keys(whole.components.schemas)).toEqual([
    'Item',
    'Problem',
    'orders_Item',
    'payments_Item',
    'reviews_Item',
  ]);
  const schemaOf = (noun: string) =>
    whole.paths[`/api/${noun}/`].get.responses['200'].content['application/json'].schema.$ref;
  expect([schemaOf('users'), schemaOf('books'), schemaOf('orders')]).toEqual([
    '#/components/schemas/Item',
    '#/components/schemas/Item',
    '#/components/schemas/orders_Item',
  ]);
  const page = await call('/swagger');
  expect([page.status, (await page.text()).includes('/swagger/swagger-ui-bundle.js')]).toEqual([200, true]);
});

// The reviews door on a real database, its neighbours answered from memory.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import * as booksContract from '#nats/books';
import * as ordersContract from '#nats/orders';
import * as usersContract from '#nats/users';
import { type Neighbours, type Room, startRoom } from '#tests/support/room';
import { reviews } from './index.ts';

let room: Room;
const neighbours: Neighbours = (bus) => {
  bus.answer(usersContract.check, async ({ user_id: id }) => ({
    exists: true,
    is_active: id !== 66,
    account: { id, username: `u${id}`, display_name: `Reader ${id}`, role: 'customer' as const, is_guest: id === 77 },
  }));
  bus.answer(booksContract.book, async ({ book_id: id }) => ({
    exists: id < 1000,
    title: id < 1000 ? `Book ${id}` : null,
  }));
  bus.answer(ordersContract.bought, async ({ user_id: id }) => ({ bought: id === 1 }));
};

beforeAll(async () => {
  room = await startRoom(reviews, neighbours);
}, 60_000);
afterAll(() => room.stop());

test('a signed-in reader reviews a book once, and the statistics follow', async () => {
  const token = await room.token({ id: 1 });
  const first = await room.post(
    '/api/reviews/',
    { book_id: 1, rating: 5, comment: 'Excellent book! Highly recommended.' },
    token,
  );
  expect(first.status).toBe(201);
  expect(first.json).toMatchObject({
    book_id: 1,
    user_id: 1,
    rating: 5,
    reviewer: 'Reader 1',
    verified_purchase: true,
  });
  const second = await room.post('/api/reviews/', { book_id: 1, rating: 1, comment: 'Again.' }, token);
  expect([second.status, second.json.review_id]).toEqual([409, first.json.id]);
  const statistics = await room.get('/api/reviews/book_statistics/?book_id=1');
  expect(statistics.json).toEqual({
    book_id: 1,
    average_rating: 5,
    total_reviews: 1,
    rating_distribution: { '1': 0, '2': 0, '3': 0, '4': 0, '5': 1 },
  });
});

test('a repeat with the same Idempotency-Key gets the first answer, byte for byte', async () => {
  const token = await room.token({ id: 2 });
  const body = { book_id: 2, rating: 4, comment: 'Good.' };
  const key = { 'idempotency-key': 'k-1' };
  const first = await room.post('/api/reviews/', body, token, key);
  const repeat = await room.post('/api/reviews/', { comment: 'Good.', rating: 4, book_id: 2 }, token, key);
  expect(first.status).toBe(201);
  expect(repeat.text).toBe(first.text);
  expect([repeat.status, repeat.headers.get('idempotent-replayed'), repeat.headers.get('location')]).toEqual([
    201,
    'true',
    first.headers.get('location'),
  ]);
  expect((await room.post('/api/reviews/', { ...body, rating: 1 }, token, key)).status).toBe(422);
});

test('every refusal is a problem that names all bad fields at once', async () => {
  const token = await room.token({ id: 3 });
  const refused = await room.post('/api/reviews/', { book_id: 0, rating: 9, comment: ' ', role: 'admin' }, token);
  expect([refused.status, refused.headers.get('content-type')]).toEqual([422, 'application/problem+json']);
  expect(refused.json.errors.map((error: { pointer: string }) => error.pointer).sort()).toEqual([
    '/book_id',
    '/comment',
    '/rating',
    '/role',
  ]);
  expect(
    (await room.post('/api/reviews/', { book_id: 5000, rating: 3, comment: 'x' }, token)).json.errors[0].pointer,
  ).toBe('/book_id');
  expect((await room.post('/api/reviews/', { book_id: 1, rating: 3, comment: 'x' })).status).toBe(401);
  expect((await room.post('/api/reviews/', { book_id: 1, user_id: 9, rating: 3, comment: 'x' }, token)).status).toBe(
    403,
  );
  expect((await room.send('DELETE', '/api/reviews/')).headers.get('allow')).toBe('GET, HEAD, OPTIONS, POST');
  expect((await room.get('/api/nothing/')).status).toBe(404);
  expect((await room.get('/api/reviews/?cursor=zzz')).status).toBe(422);
  expect((await room.get('/api/reviews/?limit=101')).status).toBe(422);
  expect(
    (await room.send('POST', '/api/reviews/', { body: 'a=b', type: 'application/x-www-form-urlencoded', token }))
      .status,
  ).toBe(415);
  expect((await room.send('POST', '/api/reviews/', { body: '{bad', token })).status).toBe(400);
});

test('only the writer or staff change a review, and not an older version of it', async () => {
  const [writer, other, staff] = [
    await room.token({ id: 4 }),
    await room.token({ id: 5 }),
    await room.token({ id: 6, role: 'staff' }),
  ];
  const made = await room.post('/api/reviews/', { book_id: 4, rating: 2, comment: 'Meh.' }, writer);
  const at = `/api/reviews/${made.json.id}/`;
  const seen = await room.get(at);
  const etag = seen.headers.get('etag') ?? '';
  expect((await room.get(at, undefined, { 'if-none-match': etag })).status).toBe(304);
  expect((await room.send('PATCH', at, { json: { rating: 3 }, token: other })).status).toBe(403);
  expect(
    (await room.send('PATCH', at, { json: { rating: 3 }, token: writer, headers: { 'if-match': etag } })).json.rating,
  ).toBe(3);
  expect(
    (await room.send('PATCH', at, { json: { rating: 1 }, token: writer, headers: { 'if-match': etag } })).status,
  ).toBe(412);
  expect((await room.send('DELETE', at, { token: staff })).status).toBe(204);
  expect((await room.get(at)).status).toBe(404);
});

test('cursors walk the whole list once, forwards and back', async () => {
  for (let id = 10; id < 25; id++)
    await room.post('/api/reviews/', { book_id: 9, rating: (id % 5) + 1, comment: `n${id}` }, await room.token({ id }));
  const seen: number[] = [];
  let url: string | null = '/api/reviews/by_book?book_id=9&limit=4&ordering=-rating';
  let last = '';
  while (url) {
    last = url;
    const page = await room.get(url);
    expect(page.json.count).toBe(15);
    seen.push(...page.json.results.map((review: { id: number }) => review.id));
    url = page.json.next;
  }
  expect(new Set(seen).size).toBe(15);
  const back = await room.get((await room.get(last)).json.previous);
  expect(back.json.results.map((review: { id: number }) => review.id)).toEqual(seen.slice(8, 12));
});

test('a closed account keeps its reviews without the name, and a book that left takes its reviews along', async () => {
  await room.post('/api/reviews/', { book_id: 30, rating: 5, comment: 'x' }, await room.token({ id: 30 }));
  const fact = { id: Bun.randomUUIDv7(), type: 'users.deleted', at: '2026-01-01', sequence: 1, body: { user_id: 30 } };
  await room.tell(fact);
  await room.tell(fact);
  expect((await room.get('/api/reviews/by_user/?user_id=30')).json.results[0].reviewer).toBe('Former customer');
  await room.tell({
    id: Bun.randomUUIDv7(),
    type: 'books.discontinued',
    at: '2026-01-01',
    sequence: 1,
    body: { book_id: 30 },
  });
  expect((await room.get('/api/reviews/by_book/?book_id=30')).json.count).toBe(0);
  const late = await room.post(
    '/api/reviews/',
    { book_id: 30, rating: 5, comment: 'late' },
    await room.token({ id: 31 }),
  );
  expect(late.status).toBe(422);
});

test('the document describes the room and is valid', async () => {
  const { json } = await room.get('/swagger/json');
  expect(Object.keys(json.paths)).toContain('/api/reviews/{id}/');
  expect(json.paths['/api/reviews/'].post['x-authz']).toBe('user');
  const { Validator } = await import('@seriousme/openapi-schema-validator');
  const verdict = await new Validator().validate(json);
  expect(verdict.errors ?? []).toEqual([]);
});

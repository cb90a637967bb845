// Helpful votes on a real database: once an account, never one's own, and a count that is the number of votes.

import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { sql } from 'drizzle-orm';
import { rows } from '#kit/database';
import { startReviewsRoom } from '#tests/support/reviews-room';
import type { Room } from '#tests/support/room';

let room: Room;
const neighbours = { silent: false };
beforeAll(async () => {
  room = await startReviewsRoom(neighbours);
}, 60_000);
afterAll(() => room.stop());

let lastBook = 100;
let book: number;
let at: string;
const writer = 1;
beforeEach(async () => {
  neighbours.silent = false;
  lastBook += 1;
  book = lastBook;
  const made = await room.post('/api/reviews/', { book_id: book, rating: 4, comment: 'Good.' }, await tokenOf(writer));
  at = `/api/reviews/${made.json.id}/`;
});

const tokenOf = (id: number) => room.token({ id });
const vote = async (id: number) => room.send('POST', `${at}helpful/`, { token: await tokenOf(id) });
const takeBack = async (id: number) => room.send('DELETE', `${at}helpful/`, { token: await tokenOf(id) });
const count = async () => (await room.get(at)).json.helpful_count;
const found = async (id: number) =>
  (await room.get(`/api/reviews/found_helpful/?book_id=${book}`, await tokenOf(id))).json;

test('a reader finds a review helpful, once however often it is said, and takes it back', async () => {
  const first = await vote(2);
  expect([first.status, first.json.helpful_count]).toEqual([200, 1]);
  expect([(await vote(2)).json.helpful_count, (await vote(3)).json.helpful_count]).toEqual([1, 2]);
  expect(await found(2)).toEqual({ book_id: book, review_ids: [first.json.id] });
  expect([(await takeBack(2)).json.helpful_count, (await takeBack(2)).json.helpful_count]).toEqual([1, 1]);
  expect((await found(2)).review_ids).toEqual([]);
  expect((await vote(2)).json.helpful_count).toBe(2);
});

test('fifty readers at once are fifty votes, and each of them twice at once still fifty', async () => {
  const readers = Array.from({ length: 50 }, (_, n) => n + 1000);
  const statuses = (await Promise.all([...readers, ...readers].map(vote))).map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(await count()).toBe(50);
  await Promise.all([...readers.slice(0, 20), ...readers.slice(0, 20)].map(takeBack));
  expect(await count()).toBe(30);
});

test('votes, taking back, changes and the deletion of a review at once end well', async () => {
  const owner = await tokenOf(writer);
  const acts = Array.from({ length: 60 }, (_, n) => {
    if (n === 50) return room.send('DELETE', at, { token: owner });
    if (n % 7 === 0) return room.send('PATCH', at, { json: { comment: `Take ${n}` }, token: owner });
    return n % 3 === 0 ? takeBack(2000 + (n % 10)) : vote(2000 + (n % 10));
  });
  const statuses = (await Promise.all(acts)).map(({ status }) => status);
  expect(statuses.filter((status) => ![200, 204, 404].includes(status))).toEqual([]);
  expect(await strayCounts()).toEqual([]);
});

test('the count of every review is the number of its votes', async () => {
  await Promise.all([vote(5), vote(6), takeBack(5)]);
  expect(await strayCounts()).toEqual([]);
});

const strayCounts = () =>
  room.deps.db.use((query) =>
    rows(
      query,
      sql`select r.id from reviews r left join review_votes v on v.review_id = r.id
      group by r.id having count(v.user_id) <> r.helpful_count`,
    ),
  );

test('one’s own review, no name, guests and closed accounts are refused, and an unknown review is not there', async () => {
  expect([(await vote(writer)).status, (await takeBack(writer)).status]).toEqual([403, 403]);
  expect((await room.send('POST', `${at}helpful/`)).status).toBe(401);
  expect((await room.get(`/api/reviews/found_helpful/?book_id=${book}`)).status).toBe(401);
  for (const id of [77, 66, 404]) expect([id, (await vote(id)).status]).toEqual([id, 403]);
  expect((await room.send('POST', '/api/reviews/999999/helpful/', { token: await tokenOf(2) })).status).toBe(404);
  expect((await room.send('DELETE', '/api/reviews/999999/helpful/', { token: await tokenOf(2) })).status).toBe(404);
  neighbours.silent = true;
  expect((await vote(2)).status).toBe(503);
  expect(await count()).toBe(0);
});

test('a vote is no change of the words: whoever edits them is not refused for it', async () => {
  const before = (await room.get(at)).headers.get('etag') ?? '';
  await vote(2);
  const owner = await tokenOf(writer);
  const headers = { 'if-match': before };
  const changed = await room.send('PATCH', at, { json: { rating: 5 }, token: owner, headers });
  expect([changed.status, changed.json.helpful_count]).toEqual([200, 1]);
  expect((await room.get(at, undefined, { 'if-none-match': before })).status).toBe(200);
});

test('the most helpful come first', async () => {
  const other = await room.post('/api/reviews/', { book_id: book, rating: 2, comment: 'No.' }, await tokenOf(9));
  await Promise.all([10, 11].map(vote));
  const { results } = (await room.get(`/api/reviews/?book_id=${book}&ordering=-helpful`)).json;
  expect(results.map((review: { helpful_count: number }) => review.helpful_count)).toEqual([2, 0]);
  expect(results[1].id).toBe(other.json.id);
});

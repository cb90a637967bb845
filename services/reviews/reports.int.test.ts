// Reports of reviews on a real database: one an account, seen by staff and by who wrote them; and what hiding a review does.

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

const writer = 1;
let book = 100;
let review: number;
beforeEach(async () => {
  neighbours.silent = false;
  book += 1;
  review = await reviewBy(writer, 2);
});

const tokenOf = (id: number) => room.token({ id });
const staffToken = () => room.token({ id: 900, role: 'staff' });
const reviewBy = async (id: number, rating: number): Promise<number> =>
  (await room.post('/api/reviews/', { book_id: book, rating, comment: 'Words.' }, await tokenOf(id))).json.id;
const report = async (id: number, body: object = { reason: 'spam', comment: 'Shoes.' }, of = review) =>
  room.post(`/api/reviews/${of}/reports/`, body, await tokenOf(id));
const reports = async (token: string, query = '') =>
  (await room.get(`/api/reviews/reports/?review_id=${review}${query}`, token)).json.results;
const hide = async (reason = 'It advertises shoes.') =>
  room.send('PUT', `/api/reviews/${review}/hiding/`, { json: { reason }, token: await staffToken() });
const showAgain = async () => room.send('DELETE', `/api/reviews/${review}/hiding/`, { token: await staffToken() });
const totals = async () => {
  const { json } = await room.get(`/api/reviews/book_statistics/?book_id=${book}`);
  return [json.total_reviews, json.average_rating];
};
const listed = async (token?: string, query = '') => {
  const { json } = await room.get(`/api/reviews/?book_id=${book}${query}`, token);
  return [json.count, json.results.map(({ id }: { id: number }) => id)];
};

test('a reader reports a review once: said again, the first report is the answer', async () => {
  const first = await report(2);
  expect([first.status, first.json]).toMatchObject([
    201,
    {
      review_id: review,
      book_id: book,
      user_id: 2,
      reason: 'spam',
      comment: 'Shoes.',
      status: 'open',
      settled_at: null,
    },
  ]);
  const kept = await room.get(first.headers.get('location') ?? '', await tokenOf(2));
  expect(kept.json.results).toEqual([first.json]);
  const again = await report(2, { reason: 'offensive' });
  expect([again.status, again.json]).toEqual([200, first.json]);
  const many = await Promise.all(Array.from({ length: 20 }, () => report(3)));
  expect(many.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(new Set(many.map(({ json }) => json.id)).size).toBe(1);
  expect(await reports(await staffToken())).toHaveLength(2);
});

test('staff see every report, a reader their own, and the writer of the review none', async () => {
  const [mine, other] = [(await report(2)).json, (await report(3, { reason: 'offensive' })).json];
  expect(await reports(await staffToken())).toEqual([other, mine]);
  expect(await reports(await staffToken(), '&reason=offensive')).toEqual([other]);
  expect(await reports(await staffToken(), '&status=upheld')).toEqual([]);
  expect(await reports(await staffToken(), '&user_id=2')).toEqual([mine]);
  expect(await reports(await tokenOf(2))).toEqual([mine]);
  expect(await reports(await tokenOf(2), '&user_id=3')).toEqual([]);
  expect(await reports(await tokenOf(writer))).toEqual([]);
  const { json } = await room.get(`/api/reviews/reports/?review_id=${review}&limit=1`, await staffToken());
  const rest = await room.get(json.next, await staffToken());
  expect([json.count, json.results, rest.json.results]).toEqual([2, [other], [mine]]);
});

test('one’s own review, no name, guests, closed accounts, no reason and a reason without words are refused', async () => {
  expect((await report(writer)).status).toBe(403);
  expect((await room.post(`/api/reviews/${review}/reports/`, { reason: 'spam' })).status).toBe(401);
  for (const id of [77, 66, 404]) expect([id, (await report(id)).status]).toEqual([id, 403]);
  expect((await report(2, { reason: 'spam' }, 999_999)).status).toBe(404);
  for (const body of [{}, { reason: 'boring' }, { reason: 'other' }, { reason: 'other', comment: '  ' }])
    expect([body, (await report(2, body)).status]).toEqual([body, 422]);
  neighbours.silent = true;
  expect((await report(2)).status).toBe(503);
  expect(await reports(await staffToken())).toEqual([]);
});

test('a hidden review leaves lists, ratings and strangers’ sight; its writer sees why, and may not undo it', async () => {
  const other = await reviewBy(9, 4);
  await report(2);
  expect(await totals()).toEqual([2, 3]);
  const hidden = await hide();
  expect([hidden.status, hidden.json.hidden.reason]).toEqual([200, 'It advertises shoes.']);
  expect(await totals()).toEqual([1, 4]);
  expect(await listed()).toEqual([1, [other]]);
  expect(await listed(await tokenOf(writer))).toEqual([1, [other]]);
  expect(await listed(await tokenOf(writer), `&user_id=${writer}`)).toEqual([1, [review]]);
  expect(await listed(await tokenOf(2), `&user_id=${writer}`)).toEqual([0, []]);
  const at = `/api/reviews/${review}/`;
  expect((await room.get(at)).status).toBe(404);
  expect((await room.get(at, await tokenOf(2))).status).toBe(404);
  expect((await room.get(at, await tokenOf(writer))).json.hidden.reason).toBe('It advertises shoes.');
  expect((await room.get(at, await staffToken())).status).toBe(200);
  expect((await room.send('POST', `${at}helpful/`, { token: await tokenOf(2) })).status).toBe(404);
  expect((await room.send('PATCH', at, { json: { rating: 1 }, token: await tokenOf(2) })).status).toBe(404);
  expect((await report(5)).status).toBe(404);
  expect((await report(2)).status).toBe(200);
  const changed = await room.send('PATCH', at, { json: { rating: 5 }, token: await tokenOf(writer) });
  expect([changed.status, changed.json.rating, changed.json.hidden.reason]).toEqual([200, 5, 'It advertises shoes.']);
  expect(await totals()).toEqual([1, 4]);
  expect((await reports(await staffToken()))[0].status).toBe('upheld');
  const again = await room.post('/api/reviews/', { book_id: book, rating: 5, comment: 'Anew.' }, await tokenOf(writer));
  expect([again.status, again.json.review_id]).toEqual([409, review]);
});

test('hidden twice it is hidden once, with the later reason; shown again it counts again, once', async () => {
  await report(2);
  await Promise.all([hide(), hide()]);
  expect((await hide('It names a person.')).json.hidden.reason).toBe('It names a person.');
  expect(await totals()).toEqual([0, null]);
  const back = await Promise.all([showAgain(), showAgain()]);
  expect(back.map(({ status, json }) => [status, json.hidden])).toEqual([
    [200, null],
    [200, null],
  ]);
  expect(await totals()).toEqual([1, 2]);
  expect((await reports(await staffToken()))[0].status).toBe('dismissed');
});

test('the totals announced are those of what is seen, also where a hidden review is deleted', async () => {
  await reviewBy(9, 4);
  expect((await hide()).status).toBe(200);
  await room.send('DELETE', `/api/reviews/${review}/`, { token: await tokenOf(writer) });
  expect(await totals()).toEqual([1, 4]);
  const told = await room.deps.db.use((query) =>
    rows<{ body: unknown }>(
      query,
      sql`select body from outbox where aggregate_id = ${String(book)} order by aggregate_seq`,
    ),
  );
  const rating = (rating_sum: number, rating_count: number) => ({ body: { book_id: book, rating_sum, rating_count } });
  expect(told).toEqual([rating(2, 1), rating(6, 2), rating(4, 1)]);
});

test('staff dismiss a report: the review stays, the same again is fine, and an upheld one is not dismissed', async () => {
  const { id } = (await report(2)).json;
  const dismiss = async () => room.send('POST', `/api/reviews/reports/${id}/dismissal/`, { token: await staffToken() });
  const [first, second] = [await dismiss(), await dismiss()];
  expect([first.status, first.json.status, first.json.settled_at]).toEqual([200, 'dismissed', expect.any(String)]);
  expect([second.status, second.json]).toEqual([200, first.json]);
  expect(await totals()).toEqual([1, 2]);
  const upheld = (await report(3)).json;
  await hide();
  const late = await room.send('POST', `/api/reviews/reports/${upheld.id}/dismissal/`, { token: await staffToken() });
  expect([late.status, late.json.type]).toEqual([409, '/problems/report-settled']);
  expect((await dismiss()).json.status).toBe('dismissed');
});

test('of a closed account the report stays, without the account and its words; a late one is refused', async () => {
  await report(44);
  const body = { user_id: 44 };
  await room.tell({ id: Bun.randomUUIDv7(), type: 'users.deleted', at: '2026-11-24T10:00:00.000Z', sequence: 1, body });
  expect(await reports(await staffToken())).toMatchObject([
    { user_id: null, comment: '', reason: 'spam', status: 'open' },
  ]);
  expect((await report(44)).status).toBe(403);
  expect(await reports(await staffToken())).toHaveLength(1);
});

// Reporting a review from its page: what is asked, what is kept over a sign-in, and what the answer leads to.

import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { notFound, unauthorized, unavailable } from '#kit/problem';
import { unescaped } from './testing/browser.ts';
import { aReview, listOf } from './testing/rooms.ts';
import { openTestShop, type TestShop } from './testing/shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterEach(() => shop.rooms.reset());
afterAll(() => shop.rooms.stop());

const page = '/reviews/51/report';
const wish = { reason: 'spam', comment: 'It sells shoes.' };
const aReport = (of: object = {}) => ({
  id: 9,
  review_id: 51,
  book_id: 1,
  user_id: 7,
  ...wish,
  status: 'open',
  created_at: '2026-11-22T10:00:00.000Z',
  settled_at: null,
  ...of,
});

/** A reviews room that takes reports, and tells the ones it was given. */
function takeReports(earlier: object[] = [], review = aReview()): object[] {
  const sent: object[] = [];
  shop.rooms.answer('reviews', ({ method, text }, { pathname }) => {
    if (pathname === '/api/reviews/reports/') return { json: listOf(earlier) };
    if (pathname === '/api/reviews/51/') return { json: review };
    if (pathname !== '/api/reviews/51/reports/' || method !== 'POST') return undefined;
    sent.push(JSON.parse(text));
    return { status: 201, json: aReport() };
  });
  return sent;
}

test('every review but one’s own leads to its report', async () => {
  takeReports();
  const reader = await shop.signedIn();
  for (const path of ['/reviews/51', '/books/9780141439587/emma', '/books/9780141439587/emma/reviews'])
    expect([path, (await reader.get(path)).text.includes(`href="${page}"`)]).toEqual([path, true]);
  takeReports([], aReview({ user_id: 7 }));
  expect((await reader.get('/reviews/51')).text).not.toContain(`href="${page}"`);
  const own = await reader.send(page);
  expect([own.status, own.headers.get('location')]).toEqual([303, '/reviews/51/edit']);
});

test('a report is sent, and the reader is back at the reviews', async () => {
  const sent = takeReports();
  const reader = await shop.signedIn();
  const form = await reader.get(page);
  expect(form.text).toContain('A comedy of errors of judgement.');
  const answer = await reader.submit(form, page, wish);
  expect(sent).toEqual([wish]);
  expect(answer.text).toContain('Our staff will look at the review');
});

test('without a reason, or with another one and no words, the form comes back as it was', async () => {
  const sent = takeReports();
  const reader = await shop.signedIn();
  const none = await reader.submit(await reader.get(page), page, { reason: '', comment: 'Hm & <so>' });
  expect([none.status, none.text.includes('Choose what is wrong'), unescaped(none.text).includes('Hm & <so>')]).toEqual(
    [422, true, true],
  );
  const other = await reader.submit(none, page, { reason: 'other', comment: ' ' });
  expect([other.status, other.text.includes('href="#comment"')]).toEqual([422, true]);
  expect(sent).toEqual([]);
});

test('what was reported before is told with what became of it, and no form', async () => {
  const reader = await shop.signedIn();
  for (const [status, words] of [
    ['open', 'We have not looked at it yet'],
    ['dismissed', 'the review may stay'],
  ] as const) {
    takeReports([aReport({ status })]);
    const { text } = await reader.get(page);
    expect([status, text.includes(words), text.includes('Send report')]).toEqual([status, true, false]);
  }
});

test('who is signed out meanwhile comes back, signed in, to what was typed', async () => {
  takeReports();
  const visitor = shop.browser();
  const asked = await visitor.send(page);
  expect([asked.status, asked.headers.get('location')]).toEqual([303, `/sign-in?next=${encodeURIComponent(page)}`]);
  const reader = await shop.signedIn();
  const form = await reader.get(page);
  shop.sessions.mode = 'ended';
  shop.rooms.answer('reviews', ({ method }) => {
    if (method === 'POST') throw unauthorized('The access token has expired or was revoked.');
    return undefined;
  });
  const signIn = await reader.submit(form, page, { reason: 'other', comment: 'Half of it is mine.' });
  expect(signIn.path).toBe(`/sign-in?next=${encodeURIComponent(page)}`);
  shop.sessions.mode = 'known';
  const sent = takeReports();
  const again = await reader.submit(signIn, '/sign-in', { username: 'ada', password: 'right password' });
  expect([again.path, again.text.includes('Half of it is mine.')]).toEqual([page, true]);
  await reader.submit(again, page);
  expect(sent).toEqual([{ reason: 'other', comment: 'Half of it is mine.' }]);
});

test('while reviews or users rest nothing typed is lost, and a review that is not there is not found', async () => {
  takeReports();
  const reader = await shop.signedIn();
  const form = await reader.get(page);
  shop.rooms.answer('reviews', ({ method }) => {
    if (method === 'POST') throw unavailable('users');
    throw unavailable('reviews');
  });
  const late = await reader.submit(form, page, wish);
  expect([late.status, late.text.includes('It sells shoes.'), late.headers.get('retry-after')]).toEqual([
    503,
    true,
    '2',
  ]);
  shop.rooms.answer('reviews', () => {
    throw notFound('review');
  });
  expect((await reader.get(page)).status).toBe(404);
  expect((await reader.get('/reviews/none/report')).status).toBe(404);
});

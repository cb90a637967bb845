// Helpful votes on the pages: a button for whoever may vote, a form without scripts, a part of the page with them.

import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { forbidden, unavailable } from '#kit/problem';
import { formBody } from './testing/browser.ts';
import { aReview, listOf } from './testing/rooms.ts';
import { openTestShop, type TestShop } from './testing/shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterEach(() => shop.rooms.reset());
afterAll(() => shop.rooms.stop());

const page = '/books/9780141439587/emma/reviews';
const action = '/reviews/51/helpful';
const partial = { 'hx-request': 'true', 'hx-request-type': 'partial' };
const from = (path: string) => ({ referer: `http://localhost${path}` });

/** A reviews room that counts one vote. */
function countVotes(start = 3): void {
  let voted = false;
  const shown = () => aReview({ helpful_count: start + (voted ? 1 : 0) });
  shop.rooms.answer('reviews', ({ method }, { pathname, searchParams }) => {
    if (pathname === '/api/reviews/found_helpful/') return { json: { book_id: 1, review_ids: voted ? [51] : [] } };
    if (pathname === '/api/reviews/51/helpful/') {
      voted = method === 'POST';
      return { json: shown() };
    }
    if (pathname === '/api/reviews/51/') return { json: shown() };
    if (pathname === '/api/reviews/') return { json: listOf(searchParams.has('user_id') ? [] : [shown()]) };
    return undefined;
  });
}

const button = (html: string) => /aria-pressed="(true|false)"[^>]*>Helpful \((\d+)\)</.exec(html)?.slice(1);

test('a vote without scripts leads back to the review, which then shows it; pressed again it is taken back', async () => {
  countVotes();
  const browser = await shop.signedIn();
  for (const path of [page, '/books/9780141439587/emma', '/reviews/51']) {
    const before = await browser.get(path);
    expect([path, button(before.text)]).toEqual([path, ['false', '3']]);
    const sent = { method: 'POST', body: formBody(before.text, action, {}), headers: from(path) };
    const answer = await browser.send(action, sent);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${path}#review-51`]);
    const after = await browser.get(path);
    expect([path, button(after.text)]).toEqual([path, ['true', '4']]);
    expect(after.text).toContain('you found this review helpful');
    expect(button((await browser.submit(after, action, {}, from(path))).text)).toEqual(['false', '3']);
  }
});

test('with htmx the answer is the form again, and nothing else', async () => {
  countVotes();
  const browser = await shop.signedIn();
  const before = await browser.get(page);
  const voted = await browser.submit(before, action, {}, partial);
  expect([voted.status, button(voted.text)]).toEqual([200, ['true', '4']]);
  expect(voted.text).toMatch(/^<form class="helpful"[\s\S]*<\/form>$/);
  const back = await browser.submit(voted, action, {}, partial);
  expect(button(back.text)).toEqual(['false', '3']);
});

test('nobody and guests are sent to sign in and back, the whole page even where a part was asked for', async () => {
  const visitor = shop.browser();
  const seen = await visitor.get(page);
  const body = formBody(seen.text, action, {});
  const plain = await visitor.send(action, { method: 'POST', body, headers: from(page) });
  const signIn = `/sign-in?next=${encodeURIComponent(page)}`;
  expect([plain.status, plain.headers.get('location')]).toEqual([303, signIn]);
  const part = await visitor.send(action, { method: 'POST', body, headers: { ...partial, ...from(page) } });
  expect([part.status, part.headers.get('hx-redirect'), part.headers.get('location'), part.text]).toEqual([
    200,
    signIn,
    null,
    '',
  ]);
  expect(shop.rooms.asked.filter(({ path }) => path.includes('helpful'))).toEqual([]);
});

test('a refusal is told where the answer was expected, and an unknown review is not there', async () => {
  const browser = await shop.signedIn();
  const seen = await browser.get(page);
  for (const [problem, status] of [
    [forbidden('This review is yours.'), 403],
    [unavailable('reviews'), 503],
  ] as const) {
    shop.rooms.answer('reviews', (_, { pathname }) => {
      if (pathname.endsWith('/helpful/')) throw problem;
      return undefined;
    });
    const part = await browser.submit(seen, action, {}, partial);
    expect([part.status, part.text.includes(problem.message)]).toEqual([status, true]);
    expect((await browser.submit(seen, action)).status).toBe(status);
  }
  const csrf = new URLSearchParams(formBody(seen.text, action, {})).get('csrf') ?? '';
  const body = new URLSearchParams({ csrf, vote: 'yes' }).toString();
  expect((await browser.send('/reviews/0/helpful', { method: 'POST', body })).status).toBe(404);
  expect((await browser.send(action, { method: 'POST', body: 'vote=yes' })).status).toBeGreaterThanOrEqual(400);
});

test('one’s own review has no button, and pages come without the votes where they cannot be had', async () => {
  shop.rooms.answer('reviews', (_, { pathname }) => {
    if (pathname === '/api/reviews/found_helpful/') throw unavailable('reviews');
    return pathname === '/api/reviews/51/' ? { json: aReview({ user_id: 7, helpful_count: 2 }) } : undefined;
  });
  const browser = await shop.signedIn();
  const own = await browser.get('/reviews/51');
  expect([own.text.includes(action), own.text.includes('2 readers found this helpful.')]).toEqual([false, true]);
  expect(button((await browser.get(page)).text)).toEqual(['false', '0']);
});

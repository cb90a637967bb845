// What a visitor sees who was too quick: a page that says when to go on, and everything that was typed.

import { afterEach, beforeEach, expect, test } from 'bun:test';
import { Problem } from '#kit/problem';
import { openTestShop, type TestShop } from './testing/shop.ts';

let shop: TestShop;
beforeEach(async () => {
  shop = await openTestShop({ rateLimits: '1' });
});
afterEach(() => shop.rooms.stop());

const emma = '/books/9780141439587/emma';
const call = (path: string, init?: RequestInit) => shop.handle(new Request(`http://localhost${path}`, init));

test('a program gets the problem document, with the headers that say when to go on', async () => {
  const statuses = [];
  for (let n = 0; n < 60; n++) statuses.push((await call('/api/books/search/?q=emma')).status);
  expect(statuses).not.toContain(429);
  const refused = await call('/api/books/search/?q=emma');
  expect([refused.status, refused.headers.get('content-type')]).toEqual([429, 'application/problem+json']);
  expect(Number(refused.headers.get('retry-after'))).toBeWithin(1, 61);
  expect(refused.headers.get('ratelimit-policy')).toBe('"api";q=300;w=60, "search";q=60;w=60');
  expect(refused.headers.get('ratelimit')).toMatch(/^"api";r=239;t=\d+, "search";r=0;t=\d+$/);
  expect(await refused.json()).toMatchObject({
    type: '/problems/too-many-requests',
    status: 429,
    instance: '/api/books/search/',
  });
  expect((await call('/api/books/')).headers.get('ratelimit')).toMatch(/^"api";r=238;t=\d+$/);
});

test("a room's own limit is named beside the gateway's", async () => {
  shop.rooms.answer('users', () => ({
    status: 200,
    json: {},
    headers: { ratelimit: '"sign-in";r=3;t=9', 'ratelimit-policy': '"sign-in";q=20;w=60' },
  }));
  const { headers } = await call('/api/users/login/', { method: 'POST', body: '{}' });
  expect(headers.get('ratelimit')).toBe('"sign-in";r=3;t=9, "api";r=299;t=60');
  expect(headers.get('ratelimit-policy')).toBe('"sign-in";q=20;w=60, "api";q=300;w=60');
});

test('who searches too fast finds the words still in the box, and suggestions just stay away', async () => {
  const browser = shop.browser();
  for (let n = 0; n < 60; n++) await call('/api/books/search/?q=emma');
  const page = await browser.get('/search?q=jane+%22austen%22');
  expect([page.status, page.headers.get('content-type')]).toEqual([429, 'text/html; charset=utf-8']);
  expect(Number(page.headers.get('retry-after'))).toBeWithin(1, 61);
  expect(page.text).toContain('A little slower');
  expect(page.text).toContain('value="jane &#34;austen&#34;"');
  for (let n = 0; n < 240; n++) await call('/api/books/suggest/?q=em');
  expect((await browser.get('/search/suggest?q=em')).status).toBe(200);
});

test('an order too many keeps the basket and the address', async () => {
  const browser = shop.browser();
  await browser.submit(await browser.get(emma), '/basket/lines', { quantity: '1' });
  const address = {
    name: 'Ada King',
    line1: '12 St James Square',
    city: 'London',
    postcode: 'SW1Y 4JH',
    country: 'GB',
  };
  const wish = { ...address, email: 'ada@example.com', delivery_method: 'standard' };
  const review = await browser.submit(await browser.get('/checkout/details'), '/checkout/details', wish);
  for (let n = 0; n < 10; n++) {
    const basket = browser.cookies.get('basket') ?? '';
    await browser.submit(review, '/checkout/review', { request_id: `wish-${n}` });
    browser.cookies.set('basket', basket);
  }
  const refused = await browser.submit(review, '/checkout/review', { request_id: 'wish-10' });
  expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
  expect(refused.text).toContain('That was a little too often.');
  expect(refused.text).toContain('12 St James Square');
  expect(browser.cookies.get('basket')).toBeDefined();
});

test('what was written stays when a review, a sign-in or an account comes too soon', async () => {
  const browser = await shop.signedIn();
  const tooSoon = () => {
    throw new Problem(429, 'too-many-requests', 'That was a little too often. Wait 9 minutes, then try again.', {
      headers: { 'retry-after': '540' },
    });
  };
  const form = await browser.get(`${emma}/reviews/new`);
  let written = await browser.send(`${emma}/reviews`);
  for (let n = 0; n < 11; n++)
    written = await browser.submit(form, `${emma}/reviews`, {
      rating: '5',
      comment: 'Long thought over.',
      request_id: `r${n}`,
    });
  expect([written.status, written.text.includes('Long thought over.')]).toEqual([429, true]);
  expect(Number(written.headers.get('retry-after'))).toBeWithin(3000, 3601);
  shop.rooms.answer('users', tooSoon);
  const other = shop.browser();
  const signIn = await other.submit(await other.get('/sign-in'), '/sign-in', { username: 'ada', password: 'a secret' });
  expect([signIn.status, signIn.text.includes('value="ada"'), signIn.text.includes('a secret')]).toEqual([
    429,
    true,
    false,
  ]);
  expect([signIn.headers.get('retry-after'), signIn.text.includes('Wait 9 minutes')]).toEqual(['540', true]);
  const wish = { username: 'grace', email: 'grace@mail.test', password: 'a secret', password2: 'a secret' };
  const signUp = await other.submit(await other.get('/sign-up'), '/sign-up', wish);
  expect([signUp.status, signUp.text.includes('value="grace"'), signUp.text.includes('a secret')]).toEqual([
    429,
    true,
    false,
  ]);
  const forgot = await other.submit(await other.get('/forgot'), '/forgot', { email: 'grace@mail.test' });
  expect([forgot.status, forgot.text.includes('value="grace@mail.test"')]).toEqual([429, true]);
});

test('visitors are told apart by the connection, not by what they say of it; users hears whose wish it is', async () => {
  await call('/api/books/', { headers: { 'x-forwarded-for': '198.51.100.1' } });
  const second = await call('/api/books/', { headers: { 'x-forwarded-for': '198.51.100.2' } });
  expect(second.headers.get('ratelimit')).toMatch(/^"api";r=298;/);
  expect(shop.rooms.asked.map(({ headers }) => headers.get('x-forwarded-for'))).toEqual([null, null]);
});

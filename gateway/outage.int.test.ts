// A room that is shut, and a room that takes requests and never answers: what a visitor then gets, and how soon.

import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { type Browser, formBody } from './testing/browser.ts';
import { aReview } from './testing/rooms.ts';
import { openTestShop, type TestShop } from './testing/shop.ts';
import type { RoomName } from './upstream.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterEach(async () => {
  await shop.rooms.reset();
  shop.sessions.mode = 'known';
});
afterAll(() => shop.rooms.stop());

const emma = '/books/9780141439587/emma';
const order = '/orders/CB-7F3K-29QX';

/** Address → status and a sentence on the page. Each must come within 1.5 s. */
type Row = [path: string, status: number, says: string];
const rows: Record<RoomName, Row[]> = {
  reviews: [
    ['/', 200, 'Books for the long evening'],
    ['/shelves/classics', 200, 'Emma'],
    ['/search?q=emma', 200, 'Persuasion'],
    [emma, 200, 'Reviews are unavailable just now.'],
    [`${emma}/reviews`, 503, 'The reviews service does not answer just now.'],
    ['/basket', 200, 'Your basket'],
    [order, 200, 'CB-7F3K-29QX'],
  ],
  payments: [
    [emma, 200, 'Emma'],
    [order, 200, 'Payments are unavailable just now.'],
    ['/orders', 200, 'Payment status delayed'],
    [`${order}/invoice`, 503, 'The payments service does not answer just now.'],
  ],
  orders: [
    [emma, 200, 'Emma'],
    ['/basket', 200, 'Emma'],
    [order, 503, 'The orders service does not answer just now.'],
    ['/orders', 503, 'Your basket is as it was.'],
    ['/account', 200, 'Orders are unavailable just now.'],
  ],
  users: [
    ['/', 200, 'Ada K.'],
    [emma, 200, 'Emma'],
    [order, 200, 'CB-7F3K-29QX'],
    ['/account', 200, 'Your details are unavailable just now.'],
    ['/checkout/details', 200, 'Full name'],
  ],
  books: [
    ['/', 200, 'New books are unavailable just now.'],
    ['/shelves/classics', 503, 'The books service does not answer just now.'],
    [emma, 503, 'The catalogue is resting just now'],
    ['/basket', 200, 'prices are not confirmed'],
    ['/settings', 200, 'Settings'],
    [order, 200, 'CB-7F3K-29QX'],
    ['/help/returns', 200, 'Returns'],
  ],
};

async function inTime(browser: Browser, path: string) {
  const began = performance.now();
  const page = await browser.get(path);
  return { page, ms: performance.now() - began };
}

for (const way of ['shut', 'hang'] as const) {
  for (const [room, expected] of Object.entries(rows) as [RoomName, Row[]][]) {
    // Waiting takes its time: the pages that feel the room's silence most are enough.
    const pages = way === 'shut' ? expected : expected.slice(0, 4);
    test(`${room} ${way === 'shut' ? 'is away' : 'never answers'}: every page comes in time and says so`, async () => {
      // A shop of its own: nothing is remembered, no breaker has opened.
      const fresh = await openTestShop();
      const browser = await fresh.signedIn();
      browser.cookies.set('basket', '1.2.999');
      await fresh.rooms[way](room);
      for (const [path, status, says] of pages) {
        const { page, ms } = await inTime(browser, path);
        expect([path, page.status, page.text.includes(says)]).toEqual([path, status, true]);
        // A second and a half is the promise; a busy machine may take one more, but a wait for a silent room takes longer.
        expect(ms).toBeLessThan(2500);
        expect(browser.cookies.get('basket')).toBe('1.2.999');
      }
      await fresh.rooms.stop();
    }, 20_000);
  }
}

test('the catalogue rests: a page seen a moment ago is shown again, and says that it may be old', async () => {
  const browser = shop.browser();
  await browser.get(emma);
  await shop.rooms.shut('books');
  const page = await browser.get(emma);
  expect([page.status, page.text.includes('The catalogue is resting')]).toEqual([200, true]);
  expect(page.headers.get('etag')).toBeNull();
});

test('users is silent: who was here stays for as long as their token, a stranger is signed out, nobody is thrown out', async () => {
  const browser = await shop.signedIn();
  shop.sessions.mode = 'silent';
  expect((await browser.get('/orders')).text).toContain('Ada K.');
  const other = shop.browser();
  other.cookies.set('sid', 'session-of-8-0123456789');
  const page = await other.get('/');
  expect([page.status, page.text.includes('Sign in')]).toEqual([200, true]);
  expect(other.cookies.get('sid')).toBe('session-of-8-0123456789');
  expect((await other.get('/orders')).text).toContain('Signing in does not work just now.');
  const { text, status } = await other.submit(await other.get('/sign-in'), '/sign-in', {
    username: 'ada',
    password: 'right password',
  });
  expect([status, text.includes('value="ada"'), text.includes('right password')]).toEqual([503, true, false]);
});

test('orders is away while an order is placed: basket and id are kept, and the same wish can be sent again', async () => {
  const browser = await shop.signedIn();
  browser.cookies.set('basket', '1.2.999');
  const address = {
    name: 'Ada',
    line1: '1 Road',
    city: 'York',
    postcode: 'Y1',
    country: 'GB',
    delivery_method: 'collect',
  };
  const review = await browser.submit(await browser.get('/checkout/details'), '/checkout/details', address);
  await shop.rooms.shut('orders');
  const began = performance.now();
  const failed = await browser.submit(review, '/checkout/review');
  const id = (page: { text: string }) => /name="request_id" value="([^"]+)"/.exec(page.text)?.[1];
  expect([failed.status, failed.headers.get('retry-after'), id(failed)]).toEqual([503, '2', id(review)]);
  expect(performance.now() - began).toBeLessThan(2500);
  expect(browser.cookies.get('basket')).toBe('1.2.999');
  await shop.rooms.reset();
  expect((await browser.submit(failed, '/checkout/review')).path).toBe(
    `${order}/payments/simulator?method=CREDIT_CARD`,
  );
});

test('reviews is away while one is sent: the text stays in the form', async () => {
  const browser = await shop.signedIn();
  const form = await browser.get(`${emma}/reviews/new`);
  await shop.rooms.shut('reviews');
  const kept = await browser.submit(form, `${emma}/reviews`, { rating: '3', comment: 'Not lost.' });
  expect([kept.status, kept.text.includes('Not lost.'), kept.headers.get('retry-after')]).toEqual([503, true, '2']);
});

test('payments is away while one pays: the provider’s page again with the same id', async () => {
  const browser = await shop.signedIn();
  const provider = await browser.get(`${order}/payments/simulator?method=CREDIT_CARD`);
  await shop.rooms.shut('payments');
  const again = await browser.submit(provider, `${order}/payments/simulator`, { payment_token: 'tok_ok' });
  const id = (page: { text: string }) => /name="request_id" value="([^"]+)"/.exec(page.text)?.[1];
  expect([again.status, id(again)]).toEqual([503, id(provider)]);
});

test('the catalogue is silent: the basket is as it was seen, can be changed, and cannot be checked out', async () => {
  const fresh = await openTestShop();
  const browser = await fresh.signedIn();
  await browser.get(emma);
  browser.cookies.set('basket', '1.2.899-77.1.500');
  await fresh.rooms.shut('books');
  const page = await browser.get('/basket');
  expect([page.status, page.text.includes('prices are not confirmed'), page.text.includes('Go to checkout')]).toEqual([
    200,
    true,
    false,
  ]);
  for (const words of ['Emma', 'Book no. 77', '17.98', '22.98']) expect(page.text).toContain(words);
  expect(browser.cookies.get('basket')).toBe('1.2.899-77.1.500');
  await browser.submit(page, '/basket', { quantity_1: '3', quantity_77: '0' });
  expect(browser.cookies.get('basket')).toBe('1.3.899');
  expect((await browser.get('/checkout/details')).status).toBe(503);
  await fresh.rooms.stop();
});

test('the catalogue is silent while a review is sent: its text and id stay in the form', async () => {
  const fresh = await openTestShop();
  const browser = await fresh.signedIn();
  const form = await browser.get(`${emma}/reviews/new`);
  await fresh.rooms.shut('books');
  const id = (page: { text: string }) => /name="request_id" value="([^"]+)"/.exec(page.text)?.[1];
  // A book this gateway never saw: it knows no more than the address tells.
  const [wish, elsewhere] = [{ rating: '3', comment: 'Not lost.' }, '/books/2/persuasion/reviews'];
  const kept = await browser.send(elsewhere, { method: 'POST', body: formBody(form.text, `${emma}/reviews`, wish) });
  expect([kept.status, kept.text.includes('Not lost.'), id(kept)]).toEqual([503, true, id(form)]);
  expect(kept.text).toContain('Review <cite>Persuasion</cite>');
  expect(fresh.rooms.asked.filter(({ room, method }) => room === 'reviews' && method === 'POST')).toEqual([]);
  await fresh.rooms.stop();
});

test('reviews is away while one is changed: the text stays in the form', async () => {
  const fresh = await openTestShop();
  const browser = await fresh.signedIn();
  fresh.rooms.answer('reviews', ({ path }) =>
    path === '/api/reviews/51/' ? { json: aReview({ user_id: 7 }), headers: { etag: '"1-abc"' } } : undefined,
  );
  const form = await browser.get('/reviews/51/edit');
  await fresh.rooms.shut('reviews');
  const kept = await browser.submit(form, '/reviews/51', { rating: '2', comment: 'On second thoughts.' });
  expect([
    kept.status,
    kept.text.includes('On second thoughts.'),
    kept.text.includes('value="&#34;1-abc&#34;"'),
  ]).toEqual([503, true, true]);
  await fresh.rooms.stop();
});

test('orders is away while one pays: nothing was charged, and the page says so', async () => {
  const browser = await shop.signedIn();
  const provider = await browser.get(`${order}/payments/simulator?method=CREDIT_CARD`);
  await shop.rooms.shut('orders');
  const answer = await browser.submit(provider, `${order}/payments/simulator`, { payment_token: 'tok_ok' });
  expect([answer.status, answer.text.includes('nothing was charged')]).toEqual([503, true]);
  expect(shop.rooms.asked.filter(({ room, method }) => room === 'payments' && method === 'POST')).toEqual([]);
});

// Forms that are sent twice: by a double click, by going back, by a browser that asks "send again?". Those that create or charge
// carry the id of the one wish, which the rooms get as its key; the others are named here with why twice is the same as once.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Browser } from './testing/browser.ts';
import { openTestShop, type TestShop } from './testing/shop.ts';

let shop: TestShop;
let reader: Browser;
const order = '/orders/CB-7F3K-29QX';
beforeAll(async () => {
  shop = await openTestShop();
  reader = await shop.signedIn();
  reader.cookies.set('basket', '1.2.999');
});
afterAll(() => shop.rooms.stop());

const harmless: Record<string, string> = {
  '/sign-in': 'two sessions of one person',
  '/sign-up': 'the second finds the name taken and signs in with the password it came with',
  '/sign-out': 'who has left has left',
  '/account/password': 'the second finds the present password wrong, and nothing is lost',
  '/account/sessions': 'who is signed out is signed out',
  '/forgot': 'another mail with the same meaning',
  '/settings': 'sets what is set',
  '/basket': 'sets quantities',
  '/basket/lines':
    'the basket is the visitor’s own cookie: nothing is held or charged, and the page shows what is in it',
  '/account/list': 'a book is on the list or it is not',
  '/orders/:number/email': 'sets the address that is set',
  '/account/list/sharing': 'a list is shared or it is not',
  '/orders/:number/again': 'the basket holds at least what the order had: once is as good as twice',
  '/orders/:number/cancellation': 'what is cancelled stays so',
  '/reviews/:id/deletion': 'what is gone stays gone',
  '/reviews/:id/helpful': 'one vote an account',
  '/reviews/:id/report': 'one report an account',
};

const pages = [
  '/',
  '/sign-in',
  '/sign-up',
  '/forgot',
  '/settings',
  '/account',
  '/account/password',
  '/account/sessions',
  '/basket',
  '/books/9780141439587/emma',
  '/books/9780141439587/emma/reviews',
  '/books/9780141439587/emma/reviews/new',
  '/reviews/51/report',
  '/checkout/details',
  '/orders',
  '/orders/CB-7F3K-29QX/cancellation',
  '/orders/CB-7F3K-29QX/payments/new',
  '/orders/CB-7F3K-29QX/payments/simulator?method=CREDIT_CARD',
];

const formsIn = (html: string): { action: string; id: string | undefined }[] =>
  [...html.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/g)]
    .map(([form]) => form)
    .filter((form) => /method="post"/.test(form))
    .map((form) => ({
      action: /\saction="([^"]*)"/.exec(form)?.[1] ?? '',
      id: /name="request_id" value="([^"]+)"/.exec(form)?.[1],
    }));

const patternOf = (action: string): string =>
  action
    .replace(/^\/orders\/[\w-]+/, '/orders/:number')
    .replace(/^\/reviews\/\d+/, '/reviews/:id')
    .replace(/^\/books\/\w+\/[\w-]+/, '/books/:key/:slug');

test('every form that creates or charges carries the id of the wish; every other is known to be harmless', async () => {
  const keyed = new Set<string>();
  const keyless = new Set<string>();
  const strangers = shop.browser();
  for (const path of pages) {
    for (const browser of [reader, strangers]) {
      for (const { action, id } of formsIn((await browser.get(path)).text))
        (id === undefined ? keyless : keyed).add(patternOf(action));
    }
  }
  expect([...keyless].filter((action) => !(action in harmless))).toEqual([]);
  expect([...keyed].sort()).toEqual([
    '/books/:key/:slug/reviews',
    '/checkout/details',
    '/orders/:number/payments',
    '/orders/:number/payments/simulator',
  ]);
});

test('what a form sends twice reaches the room with the same key', async () => {
  const keysOf = (room: string) =>
    shop.rooms.asked
      .filter((asked) => asked.room === room && asked.method !== 'GET')
      .map(({ headers }) => headers.get('idempotency-key'));
  const simulator = await reader.get(`${order}/payments/simulator?method=CREDIT_CARD`);
  for (let n = 0; n < 2; n++)
    await reader.submit(simulator, `${order}/payments/simulator`, { payment_token: 'tok_ok' });
  const [first, second, ...more] = keysOf('payments');
  expect([typeof first, second, more]).toEqual(['string', first as string, []]);
  const form = await reader.get('/books/9780141439587/emma/reviews/new');
  for (let n = 0; n < 2; n++)
    await reader.submit(form, '/books/9780141439587/emma/reviews', { rating: '4', comment: 'Good.' });
  const reviews = keysOf('reviews');
  expect([reviews.length, new Set(reviews).size, reviews.every((key) => key !== null)]).toEqual([2, 1, true]);
});

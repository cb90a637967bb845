// What people do with their account: confirm or change its address, take their data away, close it.

import { afterEach, beforeAll, expect, test } from 'bun:test';
import { conflict, refuseField } from '#kit/problem';
import type { Browser } from './testing/browser.ts';
import { anOrder, aUser } from './testing/rooms.ts';
import { openTestShop, type TestShop } from './testing/shop.ts';

let shop: TestShop;
let ada: Browser;
beforeAll(async () => {
  shop = await openTestShop();
  ada = await shop.signedIn();
}, 60_000);
afterEach(() => shop.rooms.reset());

const asked = (path: string) => shop.rooms.asked.filter((one) => one.path === path);
const users = (path: string, json?: unknown, status = 200) =>
  shop.rooms.answer('users', ({ path: at }) => (at === path ? { status, json } : undefined));

test('a mailed link is used up by a press, not by being opened', async () => {
  users('/api/users/email/confirm/', undefined, 204);
  const page = await ada.get('/verify/abc');
  expect([page.status, asked('/api/users/email/confirm/')]).toEqual([200, []]);
  const done = await ada.submit(page, '/verify/abc', {});
  expect(done.text).toContain('Your e-mail address is confirmed.');
  expect(JSON.parse(asked('/api/users/email/confirm/')[0]?.text ?? '')).toEqual({ token: 'abc' });
});

test('a link that works no more says so and leads on', async () => {
  shop.rooms.answer('users', ({ path }) => {
    if (path !== '/api/users/email/confirm/' && path !== '/api/users/password/reset/') return undefined;
    throw refuseField('/token', 'This link has expired or was used.');
  });
  const spent = await ada.submit(await ada.get('/verify/abc'), '/verify/abc', {});
  expect([spent.status, spent.text.includes('This link has run out')]).toEqual([422, true]);
  const visitor = shop.browser();
  const words = { password: 'right password', password2: 'right password' };
  const reset = await visitor.submit(await visitor.get('/reset/abc'), '/reset/abc', words);
  expect([reset.status, reset.text.includes('href="/forgot"')]).toEqual([422, true]);
});

test('an address that is not confirmed is told in the settings, and the link can be had again', async () => {
  users('/api/users/me/', { ...aUser, email_verified: false });
  const page = await ada.get('/settings');
  expect(page.text).toContain('is not confirmed yet');
  shop.rooms.answer('users', ({ path }) => {
    if (path === '/api/users/me/') return { json: { ...aUser, email_verified: false } };
    return path === '/api/users/me/email/verification/' ? { status: 202, json: { detail: '' } } : undefined;
  });
  const sent = await ada.submit(page, '/account/email/verification', {});
  expect([
    sent.text.includes('The link is on its way again'),
    asked('/api/users/me/email/verification/').length,
  ]).toEqual([true, 1]);
  expect((await shop.browser().get('/settings')).text).not.toContain('confirmed');
});

test('another address is asked for with the password', async () => {
  shop.rooms.answer('users', ({ path }) => {
    if (path !== '/api/users/me/email/') return undefined;
    throw refuseField('/current_password', 'This is not your present password.');
  });
  const wish = { email: 'new@mail.test', current_password: 'not-my-word' };
  const page = await ada.get('/account/email');
  const refused = await ada.submit(page, '/account/email', wish);
  expect([
    refused.status,
    refused.text.includes('value="new@mail.test"'),
    refused.text.includes('not-my-word'),
  ]).toEqual([422, true, false]);
  users('/api/users/me/email/', { detail: '' }, 202);
  const sent = await ada.submit(refused, '/account/email', { ...wish, current_password: 'right password' });
  expect(sent.text).toContain('Look in your mail');
});

test('signing up with a known address says that there is mail, and not why', async () => {
  shop.rooms.answer('users', ({ path }) => {
    if (path !== '/api/users/register/') return undefined;
    const errors = [{ pointer: '/email', detail: 'There is an account with this address.' }];
    throw conflict('already-taken', 'There is an account with this address.', { errors });
  });
  const visitor = shop.browser();
  const words = { username: 'new', email: 'ada@example.com', password: 'other password', password2: 'other password' };
  const answer = await visitor.submit(await visitor.get('/sign-up'), '/sign-up', words);
  expect([answer.text.includes('Look in your mail'), answer.text.includes('There is an account')]).toEqual([
    true,
    false,
  ]);
});

test('one takes away all of it, page by page, or nothing', async () => {
  const page = (results: unknown[], next: string | null) => ({
    json: { count: 2, count_is_exact: true, next, previous: null, results },
  });
  users('/api/users/me/export/', { account: aUser, sessions: [], mails: [], elsewhere: ['/api/orders/'] });
  shop.rooms.answer('orders', (_, { searchParams }) =>
    searchParams.get('cursor') === 'two'
      ? page([anOrder({ id: 32 })], null)
      : page([anOrder()], '/api/orders/?limit=100&cursor=two'),
  );
  shop.rooms.answer('payments', () => page([], null));
  shop.rooms.answer('reviews', () => page([], null));
  const answer = await ada.get('/account/export');
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="colophon-\d{4}-\d\d-\d\d\.json"$/);
  const data = JSON.parse(answer.text);
  expect(data.orders.map(({ id }: { id: number }) => id)).toEqual([31, 32]);
  expect([data.account.email, data.elsewhere, data.reviews]).toEqual(['ada@example.com', undefined, []]);
  await shop.rooms.shut('reviews');
  expect((await ada.get('/account/export')).status).toBe(503);
  expect((await shop.browser().get('/account/export')).text).toContain('Sign in');
});

test('an account with unfinished orders stays, and names them; one without is closed and signed out', async () => {
  const leaving = await shop.signedIn();
  shop.rooms.answer('users', ({ method, path }) => {
    if (method !== 'DELETE' || path !== '/api/users/7/') return undefined;
    const orders = [{ id: 31, number: 'CB-7F3K-29QX', status: 'SHIPPED' }];
    throw conflict('orders-open', 'The account has orders that are not finished.', { orders });
  });
  const page = await leaving.get('/account/closing');
  const refused = await leaving.submit(page, '/account/closing', {});
  expect([refused.status, refused.text.includes('href="/orders/CB-7F3K-29QX"')]).toEqual([409, true]);
  shop.rooms.answer('users', ({ method }) => (method === 'DELETE' ? { status: 204 } : undefined));
  const closed = await leaving.submit(refused, '/account/closing', {});
  expect(closed.text).toContain('Your account is closed');
  expect((await leaving.get('/account')).text).toContain('Sign in');
});

test('passwords are shown and hidden again by sending the form, which does nothing else', async () => {
  const visitor = shop.browser();
  const form = await visitor.get('/sign-in?next=/basket');
  const words = { username: 'ada', password: 'a "quoted" <word>' };
  const shown = await visitor.submit(form, '/sign-in', { ...words, show_password: 'yes' });
  expect(shown.status).toBe(200);
  const field = (text: string) => /<input[^\n]*?name="password".*?(?=<\/div>)/s.exec(text)?.[0] ?? '';
  expect(field(shown.text)).toContain('type="text"');
  expect(field(shown.text)).toContain('value="a &#34;quoted&#34; <word>"');
  expect([shown.text.includes('value="ada"'), shown.text.includes('name="next" value="/basket"')]).toEqual([
    true,
    true,
  ]);
  const hidden = await visitor.submit(shown, '/sign-in', { ...words, show_password: 'no' });
  expect(field(hidden.text)).toContain('type="password"');
  expect([asked('/api/users/login/'), shown.headers.get('cache-control')]).toEqual([[], 'private, no-store']);
  const refused = await visitor.submit(hidden, '/sign-in', { username: 'ada', password: '' });
  expect([refused.status, field(refused.text).includes('quoted')]).toEqual([422, false]);
});

test('a password is changed by who knows the present one; what was wrong is said on the form', async () => {
  const path = '/api/users/me/password/';
  const words = { current_password: 'old password', password: 'right password', password2: 'right password' };
  shop.rooms.answer('users', ({ path: at }) => {
    if (at === path) throw refuseField('/current_password', 'This is not your present password.');
    return undefined;
  });
  const form = await ada.get('/account/password');
  const refused = await ada.submit(form, '/account/password', words);
  expect([refused.status, refused.text.includes('This is not your present password.')]).toEqual([422, true]);
  expect(refused.text).not.toContain('old password');
  users(path, undefined, 204);
  const done = await ada.submit(refused, '/account/password', words);
  expect(done.text).toContain('Your new password is saved. Every other device is signed out.');
  expect(JSON.parse(asked(path).at(-1)?.text ?? '')).toEqual(words);
  const stranger = await shop.browser().get('/account/password');
  expect(stranger.text).toContain('<h1>Sign in</h1>');
});

test('a session is ended by its id, all of them without one; the browser forgets its own', async () => {
  const one = await shop.signedIn();
  const page = await one.get('/account/sessions');
  expect(page.text).toContain('Safari on iPhone');
  expect([...page.text.matchAll(/aria-label="Sign out: ([^"]+)"/g)].map(([, name]) => name)).toEqual([
    'Safari on iPhone',
  ]);
  const ends = () => shop.asked.filter(({ subject }) => subject === 'ask.users.end_sessions').map(({ body }) => body);
  const other = '0198c0de-0000-7000-8000-000000000002';
  const done = await one.submit(page, '/account/sessions', { id: other });
  expect([done.path, done.text.includes('That device is signed out.')]).toEqual(['/account/sessions', true]);
  const all = await one.submit(done, '/account/sessions', { id: '' });
  expect([all.path, all.text.includes('You are signed out everywhere.')]).toEqual(['/', true]);
  expect(ends()).toEqual([{ sid: 'session-of-7-0123456789', id: other }, { sid: 'session-of-7-0123456789' }]);
  expect(one.cookies.has('sid')).toBe(false);
  expect((await shop.browser().get('/account/sessions')).text).toContain('<h1>Sign in</h1>');
});

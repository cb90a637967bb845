// The shop's pages as a browser without scripts sees them, with five pretended rooms behind.

import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { brotliDecompressSync } from 'node:zlib';
import { Problem, refuseFields } from '#kit/problem';
import { url } from '#views/urls.ts';
import { type Browser, formBody, unescaped } from './testing/browser.ts';
import { aBook, aReview, listOf } from './testing/rooms.ts';
import { openTestShop, type TestShop } from './testing/shop.ts';

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
const body = (room: string, path: string) =>
  shop.rooms.asked
    .filter((one) => one.room === room && one.method === 'POST' && one.path === path)
    .map(({ text }) => JSON.parse(text));

async function withBasket(browser: Browser): Promise<Browser> {
  await browser.submit(await browser.get(emma), '/basket/lines', { quantity: '2' });
  return browser;
}

test('every page open to all renders whole, under the policy, with a title and one heading', async () => {
  const browser = shop.browser();
  const paths = [
    '/',
    '/shelves',
    '/shelves/classics',
    '/books',
    emma,
    `${emma}/reviews`,
    '/search?q=emma',
    '/basket',
    '/sign-in',
    '/sign-up',
    '/forgot',
    '/reset/abc',
    '/settings',
    '/help/delivery',
    '/help/returns',
    '/privacy',
    '/accessibility',
    '/terms',
    '/developers',
    '/help/contact',
    '/help/contact/sent',
    '/reviews/51',
  ];
  for (const path of paths) {
    const page = await browser.send(path);
    expect([path, page.status]).toEqual([path, 200]);
    expect(page.text).toMatch(/^<!doctype html><html lang="en"/i);
    expect(page.text.match(/<h1[ >]/g)).toHaveLength(1);
    expect(page.text).not.toContain('{{');
    expect(page.headers.get('content-security-policy')).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self'",
    );
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('vary')).toContain('HX-Request-Type');
    expect(page.headers.get('x-request-id')).toBeTruthy();
  }
});

test('every address the views link to leads somewhere', () => {
  const book = { id: 1, isbn: null, slug: 'emma' };
  const samples: Record<keyof typeof url, string> = {
    ...(Object.fromEntries(
      Object.entries(url).map(([name, build]) => [name, (build as (...given: unknown[]) => string)('x', 'y')]),
    ) as Record<keyof typeof url, string>),
    book: url.book(book),
    reviewsOf: url.reviewsOf(book),
    newReview: url.newReview(book),
    cover: url.cover(1, 'abcdefghij'),
  };
  const patterns = shop.routes.map(
    ({ path }) => new RegExp(`^${path.replace(/:\w+/g, '[^/]+').replace('*', '.+')}/?$`),
  );
  const lost = Object.entries(samples).filter(
    ([, path]) => !patterns.some((pattern) => pattern.test(path.replace(/[?#].*$/, ''))),
  );
  expect(lost).toEqual([]);
});

test('the address of a book has one form; others lead there for good', async () => {
  const browser = shop.browser();
  for (const other of [
    '/books/9780141439587',
    '/books/9780141439587/emma-woodhouse',
    '/books/978-0-14-143958-7/emma',
    '/books/1',
    '/books/1/emma',
  ]) {
    const answer = await browser.send(other);
    expect([other, answer.status, answer.headers.get('location')]).toEqual([other, 301, emma]);
  }
  expect((await browser.send('/books/2/persuasion')).status).toBe(200);
  for (const missing of [
    '/books/9780000000000/x',
    '/books/77',
    '/books/emma',
    '/shelves/nowhere',
    '/books/01',
    '/reviews/0',
  ]) {
    expect([missing, (await browser.send(missing)).status]).toEqual([missing, 404]);
  }
});

test('a book that was sold once says what it was, by number and by ISBN, and what else there is', async () => {
  const book = { title: 'Emma <i>', author: 'Jane Austen', authors: [{ name: 'Jane Austen', slug: 'jane-austen' }] };
  shop.rooms.answer('books', (_, { pathname }) => {
    if (/^\/api\/books\/(5|isbn\/9780000000019)\/$/.test(pathname))
      throw new Problem(410, 'discontinued', 'This book is no longer sold.', { book });
    return undefined;
  });
  for (const path of ['/books/5/gone', '/books/9780000000019', '/books/9780000000019/gone']) {
    const page = await shop.browser().get(path);
    expect([path, page.status, page.text.includes('is no longer sold')]).toEqual([path, 410, true]);
    expect(page.text).toContain('More by Jane Austen');
    expect(page.text).toMatch(/<cite[^>]*>Emma &lt;i/);
  }
});

test('a book that is no longer sold says so with 410', async () => {
  shop.rooms.answer('books', (_, { pathname }) => {
    if (pathname === '/api/books/5/') throw new Problem(410, 'discontinued', 'This book is no longer sold.');
    return undefined;
  });
  const page = await shop.browser().get('/books/5/gone');
  expect([page.status, page.text.includes('no longer sold')]).toEqual([410, true]);
});

test('where a book is not, its address is worth a search', async () => {
  const page = await shop.browser().get('/books/9780000000000/emma-woodhouse');
  expect([page.status, page.text.includes('href="/search?q=emma+woodhouse"')]).toEqual([404, true]);
  expect(page.text).toContain('value="emma woodhouse"');
});

test('an unknown address and a wrong method get pages, and a fragment gets a fragment', async () => {
  const browser = shop.browser();
  const missing = await browser.get('/nothing');
  expect([missing.status, missing.text.includes('<h1>Page not found</h1>')]).toEqual([404, true]);
  expect(missing.headers.get('content-security-policy')).toContain("default-src 'none'");
  const wrong = await browser.send('/shelves', { method: 'POST', body: '' });
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  const part = await browser.get('/nothing', { 'hx-request-type': 'partial' });
  expect([part.status, part.text.startsWith('<p class="note problem"')]).toEqual([404, true]);
  expect(shop.rooms.asked).toEqual([]);
});

test('an address asked for by htmx in part comes without the frame', async () => {
  const whole = await shop.browser().get('/shelves');
  const part = await shop.browser().get('/shelves', { 'hx-request-type': 'partial' });
  const full = await shop.browser().get('/shelves', { 'hx-request': 'true', 'hx-request-type': 'full' });
  expect(part.text).not.toContain('<html');
  expect(whole.text).toContain(part.text);
  expect(full.text).toContain('<html');
});

test('a catalogue page that did not change is not sent again; a personal one is never kept', async () => {
  const browser = shop.browser();
  await browser.get(emma);
  const first = await browser.get(emma);
  const again = await browser.get(emma, { 'if-none-match': first.headers.get('etag') ?? '' });
  expect([first.headers.get('cache-control'), again.status, again.text]).toEqual(['private, no-cache', 304, '']);
  await withBasket(browser);
  const withCount = await browser.get(emma, { 'if-none-match': first.headers.get('etag') ?? '' });
  expect([withCount.status, withCount.text.includes('(2)')]).toEqual([200, true]);
  expect((await browser.get('/basket')).headers.get('cache-control')).toBe('private, no-store');
});

test('the colophon line says what the page weighs, style sheet and script as sent', async () => {
  const headers = { 'accept-encoding': 'br' };
  const answer = await shop.handle(new Request(`http://localhost${emma}`, { headers }));
  const packed = await answer.arrayBuffer();
  const html = brotliDecompressSync(packed).toString();
  const told = Number(/weighs ([\d.]+) kB/.exec(html)?.[1]) * 1000;
  const files = [...html.matchAll(/(?:href|src)="(\/assets\/shop\.[^"]+)"/g)].map((match) => match[1] ?? '');
  let sent = packed.byteLength;
  for (const file of files) {
    const asset = await shop.handle(new Request(`http://localhost${file}`, { headers }));
    sent += (await asset.arrayBuffer()).byteLength;
  }
  expect(files).toHaveLength(2);
  expect(Math.abs(told - sent)).toBeLessThan(100);
  expect(answer.headers.get('content-encoding')).toBe('br');
});

test('filters come from the address; what is none of ours is left out, and a place that is gone is the first page', async () => {
  const browser = shop.browser();
  await browser.get(
    '/shelves/classics?format=ebook&format=x&in_stock=true&min_price=$%2012,50&max_price=lots&language=EN&ordering=-price&sort=evil&limit=9999',
  );
  const asked = shop.rooms.asked.find(({ path }) => path.startsWith('/api/books/?category'));
  expect(asked?.path).toBe(
    '/api/books/?category=classics&format=ebook&in_stock=true&min_price=12.50&ordering=-price&limit=24',
  );
  shop.rooms.answer('books', (_, { searchParams }) => {
    if (searchParams.has('cursor')) throw refuseFields([{ pointer: '?cursor', detail: 'No.' }]);
    return undefined;
  });
  const lost = await browser.send('/shelves/classics?format=ebook&cursor=zzz');
  expect([lost.status, lost.headers.get('location')]).toEqual([303, '/shelves/classics?format=ebook']);
});

test('searching for nothing leads to the shelves, for an ISBN to the book', async () => {
  const browser = shop.browser();
  expect((await browser.send('/search?q=%20%20')).headers.get('location')).toBe('/shelves');
  shop.rooms.answer('books', (_, { pathname }) =>
    pathname === '/api/books/search/' ? { json: { ...listOf([aBook()]), did_you_mean: null } } : undefined,
  );
  for (const q of ['9780141439587', '978-0-14-143958-7', '0141439580', '0-14-143958-0']) {
    expect((await browser.send(`/search?q=${q}`)).headers.get('location')).toBe(emma);
  }
  expect((await browser.send('/search?q=emma')).status).toBe(200);
});

test('what needs a name leads to sign-in and back, and only back into this shop', async () => {
  const browser = shop.browser();
  for (const path of ['/orders', '/account', '/orders/CB-7F3K-29QX', '/reviews/51/edit', `${emma}/reviews/new`]) {
    expect((await browser.send(path)).headers.get('location')).toBe(`/sign-in?next=${encodeURIComponent(path)}`);
  }
  const page = await browser.get('/sign-in?next=//evil.example/');
  expect(page.text).toContain('name="next" value=""');
  const answer = await browser.send('/sign-in', {
    method: 'POST',
    body: formBody(page.text, '/sign-in', { username: 'ada', password: 'right password', next: '//evil.example/' }),
  });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/account']);
});

test('signing in gives a new session, a wrong password keeps the name and not the password', async () => {
  const browser = shop.browser();
  const wrong = await browser.submit(await browser.get('/sign-in?next=/orders'), '/sign-in', {
    username: 'ada',
    password: 'wrong "pass"',
  });
  expect([wrong.status, wrong.text.includes('value="ada"'), wrong.text.includes('wrong "pass')]).toEqual([
    422,
    true,
    false,
  ]);
  expect(wrong.text).toContain('The name or the password is not right.');
  browser.cookies.set('sid', 'planted-session-0123456789');
  const inside = await browser.submit(await browser.get('/sign-in?next=/orders'), '/sign-in', {
    username: 'ada',
    password: 'right password',
  });
  expect([inside.path, browser.cookies.get('sid')]).toEqual(['/orders', 'session-of-7-0123456789']);
  expect(inside.text).toContain('Ada K.');
  const out = await browser.submit(inside, '/sign-out');
  expect([out.path, browser.cookies.has('sid'), out.text.includes('You are signed out.')]).toEqual(['/', false, true]);
});

test('a refused registration keeps what was typed but the passwords', async () => {
  const browser = shop.browser();
  const refused = await browser.submit(await browser.get('/sign-up'), '/sign-up', {
    email: 'nope',
    username: 'r"d',
    password: 'secret one',
    password2: 'secret two',
  });
  expect([refused.status, refused.text.includes('value="r&#34;d"'), refused.text.includes('secret')]).toEqual([
    422,
    true,
    false,
  ]);
  expect(refused.text).toContain('Enter an e-mail address such as name@example.com.');
});

test('a review written while the session ended is there again after signing in', async () => {
  const browser = await shop.signedIn();
  const form = await browser.get(`${emma}/reviews/new`);
  shop.sessions.mode = 'ended';
  shop.rooms.answer('reviews', ({ method }) => {
    if (method === 'POST') throw new Problem(401, 'sign-in-first', 'The access token has expired or was revoked.');
    return undefined;
  });
  const signIn = await browser.submit(form, `${emma}/reviews`, {
    rating: '4',
    title: 'Fine',
    comment: 'Long\nthoughts "here"',
  });
  expect(signIn.path).toBe(`/sign-in?next=${encodeURIComponent(`${emma}/reviews/new`)}`);
  shop.sessions.mode = 'known';
  await shop.rooms.reset();
  const again = await browser.submit(signIn, '/sign-in', { username: 'ada', password: 'right password' });
  expect(again.path).toBe(`${emma}/reviews/new`);
  expect(unescaped(again.text)).toContain('Long\nthoughts "here"');
  await browser.submit(again, `${emma}/reviews`);
  expect(body('reviews', '/api/reviews/')).toEqual([
    { book_id: 1, rating: 4, title: 'Fine', comment: 'Long\nthoughts "here"' },
  ]);
});

test('a review changed in another window is shown beside the new text, and nothing is lost', async () => {
  const browser = await shop.signedIn();
  const mine = aReview({ user_id: 7 });
  shop.rooms.answer('reviews', ({ method, headers }, { pathname }) => {
    if (pathname !== '/api/reviews/51/') return undefined;
    if (method === 'GET') return { json: mine, headers: { etag: '"2-new"' } };
    if (headers.get('if-match') === '"2-new"') return { json: mine };
    throw new Problem(412, 'changed-meanwhile', 'Changed.');
  });
  const form = await browser.get('/reviews/51/edit');
  const old = { ...form, text: form.text.replace('2-new', '1-old') };
  const clash = await browser.submit(old, '/reviews/51', { rating: '2', comment: 'My new text' });
  expect([
    clash.status,
    clash.text.includes('My new text'),
    clash.text.includes('A comedy of errors of judgement.'),
  ]).toEqual([409, true, true]);
  expect((await browser.submit(clash, '/reviews/51')).path).toBe(emma);
});

test('another’s review cannot be changed here', async () => {
  const browser = await shop.signedIn();
  expect((await browser.send('/reviews/51/edit')).status).toBe(403);
});

test('forms from elsewhere, without their token, or with another browser’s do nothing', async () => {
  const browser = await shop.signedIn();
  const page = await browser.get(emma);
  const good = formBody(page.text, '/basket/lines', {});
  const other = formBody((await shop.browser().get(emma)).text, '/basket/lines', {});
  const tries: [body: string, headers: Record<string, string>, status: number][] = [
    [good, { 'sec-fetch-site': 'cross-site' }, 403],
    [good, { 'sec-fetch-site': 'same-site' }, 403],
    ['book_id=1', {}, 403],
    [other, {}, 403],
    [good.replace(/csrf=[^&]*/, 'csrf='), {}, 403],
    [good, { 'content-type': 'text/plain' }, 415],
    [good, {}, 303],
  ];
  for (const [sent, headers, status] of tries) {
    const answer = await browser.send('/basket/lines', { method: 'POST', body: sent, headers });
    expect([sent.slice(0, 30), headers, answer.status]).toEqual([sent.slice(0, 30), headers, status]);
  }
  const silent = new Request('http://localhost/basket/lines', {
    method: 'POST',
    body: good,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      cookie: [...browser.cookies].map((pair) => pair.join('=')).join('; '),
    },
  });
  expect((await shop.handle(silent)).status).toBe(303);
});

test('every page that changes something refuses a form without a token', async () => {
  const paths = [
    '/basket',
    '/basket/lines',
    '/checkout/details',
    '/checkout/review',
    '/orders/X/cancellation',
    '/orders/X/payments',
    '/orders/X/payments/simulator',
    '/sign-in',
    '/sign-out',
    '/sign-up',
    '/forgot',
    '/reset/x',
    '/settings',
    `${emma}/reviews`,
    '/reviews/51',
    '/reviews/51/deletion',
  ];
  for (const path of paths) {
    expect([path, (await shop.browser().send(path, { method: 'POST', body: 'a=b' })).status]).toEqual([path, 403]);
  }
  expect(shop.rooms.asked).toEqual([]);
});

test('text from people stays text', async () => {
  const evil = '<img src=x onerror=alert(1)>';
  shop.rooms.answer('books', (_, { pathname }) =>
    /^\/api\/books\/\d*\/?$/.test(pathname)
      ? {
          json:
            pathname === '/api/books/'
              ? listOf([aBook({ title: evil, author: evil, description: evil })])
              : aBook({ title: evil, description: evil }),
        }
      : undefined,
  );
  shop.rooms.answer('reviews', (_, { pathname }) =>
    pathname === '/api/reviews/' ? { json: listOf([aReview({ title: evil, comment: `${evil}{{kB}}` })]) } : undefined,
  );
  for (const path of [emma, `${emma}/reviews`, '/books', `/search?q=${encodeURIComponent(evil)}`]) {
    const page = await shop.browser().get(path);
    expect(page.status).toBe(200);
    // Within a quoted attribute a tag is only text.
    expect(page.text.replace(/"[^"]*"/g, '')).not.toContain('<img src=x');
    expect(page.text).toContain('&lt;img src=x');
  }
});

test('the theme is kept in a cookie', async () => {
  const browser = shop.browser();
  const saved = await browser.submit(await browser.get('/settings'), '/settings', { theme: 'dark' });
  expect([
    saved.text.includes('<html lang="en" class="dark">'),
    saved.text.includes('Your settings are saved.'),
  ]).toEqual([true, true]);
  expect((await browser.get('/settings')).text).not.toContain('Your settings are saved.');
});

test('text size, motion and the length of lists are kept too, and nonsense is the default', async () => {
  const browser = shop.browser();
  const more = { text: 'large', motion: 'none', results: '96', theme: 'purple' };
  const saved = await browser.submit(await browser.get('/settings'), '/settings', more);
  expect(saved.text).toContain('<html lang="en" class="large still">');
  shop.rooms.asked.length = 0;
  await browser.get('/shelves/classics');
  expect(shop.rooms.asked.some(({ path }) => path.includes('limit=96'))).toBe(true);
});

test('only this shop’s own hosts are answered for', async () => {
  const ask = (host: string, path = '/help/returns') => shop.handle(new Request(`http://${host}${path}`));
  expect((await ask('evil.example')).status).toBe(421);
  expect((await ask('evil.example', '/api/books/')).status).toBe(421);
  expect((await ask('localhost:3000')).status).toBe(200);
  expect((await ask('127.0.0.1:3000')).status).toBe(200);
  expect((await ask('gateway:3000', '/health/ready')).status).toBe(200);
  expect((await ask('balancer.example', '/assets/shop.css')).status).toBe(404);
});

test('figures are for machines inside and for this one, not for the public', async () => {
  const { handle } = await openTestShop({ publicUrl: 'https://shop.example' });
  const ask = async (url: string) => (await handle(new Request(url))).status;
  expect(await ask('https://shop.example/metrics')).toBe(404);
  expect(await ask('http://gateway:3000/metrics')).toBe(200);
  expect(await ask('http://127.0.0.1:3000/metrics')).toBe(200);
});

test('on https cookies are locked to the host and the connection is promised to stay secure', async () => {
  const secure = await openTestShop({ publicUrl: 'https://shop.example' });
  const answer = await secure.handle(new Request('https://shop.example/settings'));
  expect(answer.headers.getSetCookie()[0]).toMatch(
    /^__Host-pre=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/,
  );
  expect(answer.headers.get('strict-transport-security')).toContain('max-age=63072000');
  expect(
    (await shop.handle(new Request('http://localhost/settings'))).headers.get('strict-transport-security'),
  ).toBeNull();
  const browser = await secure.signedIn();
  expect([...browser.cookies.keys()].every((name) => name.startsWith('__Host-'))).toBeTrue();
  expect((await browser.get('/account')).status).toBe(200);
  await secure.rooms.stop();
});

// Our own files, the covers, and the addresses for machines.

import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { brotliDecompressSync } from 'node:zlib';
import { aBook } from './testing/rooms.ts';
import { openTestShop, type TestShop } from './testing/shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterEach(() => shop.rooms.reset());
afterAll(() => shop.rooms.stop());

const get = (path: string, headers: Record<string, string> = {}) =>
  shop.handle(new Request(`http://localhost${path}`, { headers }));
const linked = async (pattern: RegExp, page = '/') => pattern.exec(await (await get(page)).text())?.[0] ?? '';

test('a file is named by its content, kept for ever, compressed, and not sent twice', async () => {
  const css = await linked(/\/assets\/shop\.[0-9a-f]{10}\.css/);
  const plain = await get(css);
  const packed = await get(css, { 'accept-encoding': 'gzip, deflate, br, zstd' });
  expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect([packed.headers.get('content-encoding'), packed.headers.get('vary')]).toEqual(['br', 'Accept-Encoding']);
  const text = await plain.text();
  expect(brotliDecompressSync(new Uint8Array(await packed.arrayBuffer())).toString()).toBe(text);
  const etag = packed.headers.get('etag') ?? '';
  const again = await get(css, { 'accept-encoding': 'br', 'if-none-match': etag });
  expect([again.status, await again.text()]).toEqual([304, '']);
  expect(etag).not.toBe(plain.headers.get('etag') ?? '');
});

test('the style sheet’s fonts are ours, and the first two are the ones pages fetch at once', async () => {
  const css = await (await get(await linked(/\/assets\/shop\.[0-9a-f]{10}\.css/))).text();
  const fonts = [...css.matchAll(/url\((\/assets\/[\w.-]+\.woff2)\)/g)].map((match) => match[1] ?? '');
  expect(fonts.length).toBeGreaterThanOrEqual(3);
  for (const font of fonts) {
    const file = await get(font, { 'accept-encoding': 'br' });
    expect([file.status, file.headers.get('content-type'), file.headers.get('content-encoding')]).toEqual([
      200,
      'font/woff2',
      null,
    ]);
  }
  const home = await (await get('/')).text();
  const preloaded = [...home.matchAll(/rel="preload"[^>]*href="([^"]+)"/g)].map((match) => match[1] ?? '');
  expect(preloaded).toHaveLength(2);
  for (const font of preloaded) expect(fonts).toContain(font);
});

test('there are no other files', async () => {
  for (const path of [
    '/assets/shop.css',
    '/assets/',
    '/assets/..%2fapp.ts',
    '/assets/%2e%2e/app.ts',
    '/covers/',
    '/covers/x.svg',
    '/covers/1.svg',
    '/covers/1-short.svg',
  ]) {
    expect([path, (await get(path)).status]).toEqual([path, 404]);
  }
});

test('the cover a page links to is there, without asking for the book again', async () => {
  const path = await linked(/\/covers\/9780141439587-[0-9a-z]{10}\.svg/, '/books/9780141439587/emma');
  shop.rooms.asked.length = 0;
  const cover = await get(path, { 'accept-encoding': 'br' });
  expect([cover.status, cover.headers.get('content-type'), cover.headers.get('content-encoding')]).toEqual([
    200,
    'image/svg+xml',
    'br',
  ]);
  expect(cover.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(brotliDecompressSync(new Uint8Array(await cover.arrayBuffer())).toString()).toStartWith('<svg ');
  expect(shop.rooms.asked).toEqual([]);
  expect((await get(path, { 'accept-encoding': 'br', 'if-none-match': cover.headers.get('etag') ?? '' })).status).toBe(
    304,
  );
});

test('a cover asked for under an old name leads to the present one, by ISBN or by id', async () => {
  const right = await linked(/\/covers\/9780141439587-[0-9a-z]{10}\.svg/, '/books/9780141439587/emma');
  for (const old of ['/covers/9780141439587-0000000000.svg', '/covers/1-0000000000.svg']) {
    const answer = await get(old);
    expect([old, answer.status, answer.headers.get('location')]).toEqual([old, 302, right]);
  }
  expect((await get('/covers/77-0000000000.svg')).status).toBe(404);
  await shop.rooms.shut('books');
  expect((await get('/covers/2-0000000000.svg')).status).toBe(503);
});

test('a cover comes as PNG too: the same for everybody, for ever, under its own name', async () => {
  const path = await linked(/\/covers\/9780141439587-[0-9a-z]{10}\.png/, '/books/9780141439587/emma');
  shop.rooms.asked.length = 0;
  const answers = await Promise.all(Array.from({ length: 5 }, () => get(path)));
  const [one, ...others] = await Promise.all(answers.map((answer) => answer.arrayBuffer()));
  const bytes = Buffer.from(one ?? new ArrayBuffer(0));
  expect([bytes.toString('latin1', 1, 4), bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual(['PNG', 600, 900]);
  for (const other of others) expect(Buffer.from(other).equals(bytes)).toBe(true);
  const [{ headers } = new Response()] = answers;
  expect([headers.get('content-type'), headers.get('cache-control'), headers.get('content-encoding')]).toEqual([
    'image/png',
    'public, max-age=31536000, immutable',
    null,
  ]);
  expect((await get(path, { 'if-none-match': headers.get('etag') ?? '' })).status).toBe(304);
  expect(shop.rooms.asked).toEqual([]);
  const old = await get('/covers/9780141439587-0000000000.png');
  expect([old.status, old.headers.get('location')]).toEqual([302, path]);
  expect((await get('/covers/77-0000000000.png')).status).toBe(404);
}, 60_000);

test('a picture of another site is never linked to', async () => {
  shop.rooms.answer('books', (_, { pathname }) =>
    pathname === '/api/books/1/' ? { json: aBook({ cover_url: 'https://cdn.example/x.jpg' }) } : undefined,
  );
  const page = await (await get('/books/9780141439587/emma')).text();
  expect(page).not.toContain('cdn.example');
});

test('machines find out that it is well, and what it counted', async () => {
  expect(await (await get('/health/live')).json()).toEqual({ status: 'alive' });
  expect(await (await get('/health/ready')).json()).toEqual({ status: 'ready' });
  const report = JSON.stringify({
    'csp-report': { 'document-uri': 'http://localhost/reset/secret', 'violated-directive': 'img-src' },
  });
  const sent = await shop.handle(
    new Request('http://localhost/csp', {
      method: 'POST',
      body: report,
      headers: { 'content-type': 'application/csp-report' },
    }),
  );
  expect(sent.status).toBe(204);
  expect(await (await get('/metrics')).text()).toMatch(/^csp_reports\{room="gateway"\} 1$/m);
  expect(await (await get('/robots.txt')).text()).toContain('Disallow: /checkout');
  expect((await get('/favicon.ico')).headers.get('location')).toMatch(/^\/assets\/icon\./);
});

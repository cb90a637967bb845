// The storefront as a whole: no broken link, no page heavier than promised, nothing from third parties, no accessibility fault.

import { beforeAll, expect, test } from 'bun:test';
import { axeFaults } from '#tests/support/axe';
import { newVisitor } from '#tests/support/browser';
import { type Shop, sharedShop } from '#tests/support/shop';

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
}, 90_000);

const linksOf = (html: string): string[] =>
  [...html.matchAll(/\s(?:href|src|action)="([^"]*)"/g)].map(
    (match) => (match[1] ?? '').replaceAll('&amp;', '&').split('#')[0] ?? '',
  );

test('two hundred pages from the home page on: every link leads somewhere, none leads outside', async () => {
  const queue = ['/'];
  const seen = new Map<string, number>([['/', 0]]);
  const broken: string[] = [];
  const foreign = new Set<string>();
  let pages = 0;
  while (queue.length > 0 && pages < 200) {
    const batch = queue.splice(0, 8);
    await Promise.all(
      batch.map(async (path) => {
        const answer = await fetch(`${shop.url()}${path}`);
        const type = answer.headers.get('content-type') ?? '';
        const text = await answer.text();
        if (answer.status >= 400 && answer.status !== 401) broken.push(`${answer.status} ${path}`);
        if (!type.includes('text/html')) return;
        pages += 1;
        if (!answer.headers.get('content-security-policy')) broken.push(`no policy on ${path}`);
        for (const link of linksOf(text)) {
          if (/^(https?:)?\/\//.test(link) && !link.startsWith(shop.url())) foreign.add(link);
          const local = link.replace(shop.url(), '');
          if (!local.startsWith('/') || seen.has(local) || /^\/(sign-out|basket\/lines|csp)/.test(local)) continue;
          seen.set(local, pages);
          queue.push(local);
        }
      }),
    );
  }
  expect(broken).toEqual([]);
  expect([...foreign].filter((link) => !/^https:\/\/(schema\.org|bun\.sh)/.test(link))).toEqual([]);
  expect(pages).toBeGreaterThanOrEqual(200);
}, 120_000);

const book = async () =>
  (await (await fetch(`${shop.url()}/api/books/search/?q=gatsby`)).json()) as {
    results: { isbn: string; slug: string }[];
  };

test('home, shelf, book and search weigh at most 30 kB of HTML, CSS and JavaScript, error pages 6 kB', async () => {
  const [gatsby] = (await book()).results;
  const weights: [string, number][] = [];
  for (const path of ['/', '/shelves/classics', `/books/${gatsby?.isbn}/${gatsby?.slug}`, '/search?q=the+sea']) {
    const html = await (await fetch(`${shop.url()}${path}`)).text();
    const assets = linksOf(html).filter((link) => /\.(css|js)$/.test(link));
    const sizes = await Promise.all([path, ...new Set(assets)].map(brotliBytes));
    weights.push([path, sizes.reduce((sum, size) => sum + size, 0)]);
  }
  expect(weights.filter(([, bytes]) => bytes > 30_000)).toEqual([]);
  expect(weights.length).toBe(4);
  const lost = await (await fetch(`${shop.url()}/nothing-here`)).text();
  const parts = await Promise.all(
    ['/nothing-here', ...linksOf(lost).filter((link) => /\.(css|js)$/.test(link))].map(brotliBytes),
  );
  expect(parts.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(6000);
}, 60_000);

/** Bytes on the wire; fetch would unpack them, so they are asked for and left packed. */
async function brotliBytes(path: string): Promise<number> {
  const answer = await fetch(`${shop.url()}${path}`, { headers: { 'accept-encoding': 'br' }, decompress: false });
  expect([path, answer.headers.get('content-encoding')]).toEqual([path, 'br']);
  return (await answer.arrayBuffer()).byteLength;
}

test('axe finds nothing on the pages of a purchase, light and dark, wide and narrow', async () => {
  const [gatsby] = (await book()).results;
  const paths = [
    '/',
    '/shelves/classics',
    `/books/${gatsby?.isbn}/${gatsby?.slug}`,
    '/search?q=zzzzzz',
    '/basket',
    '/sign-in',
    '/sign-up',
    '/nothing-here',
  ];
  const found: string[] = [];
  for (const [dark, width] of [
    [false, 1366],
    [true, 412],
  ] as const) {
    const { page, context } = await newVisitor({ scripts: true, dark, width });
    for (const path of paths) {
      await page.goto(`${shop.url()}${path}`);
      const violations = await axeFaults(page);
      found.push(...violations.map((violation) => `${path} ${dark ? 'dark' : 'light'} ${width}: ${violation}`));
    }
    await context.close();
  }
  expect(found).toEqual([]);
}, 120_000);

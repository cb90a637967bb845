// Whatever the shop says to programs, held against the schema of its format: every kind of document, of every list, full and empty.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { newVisitor, type Visitor } from '#tests/support/browser';
import { type Shop, sharedShop } from '#tests/support/shop';
import { parseXml } from '#tests/support/xml-tree';
import { atom, opdsAcquisition, opdsNavigation } from './atom.ts';
import { faultsOf, type Grammar } from './grammar.ts';
import { bookSchema, opds2Schema } from './json-schemas.ts';
import { openSearch } from './opensearch.ts';
import { sitemap, sitemapIndex } from './sitemap.ts';

let shop: Shop;
let visitor: Visitor;
beforeAll(async () => {
  [shop, visitor] = await Promise.all([sharedShop(), newVisitor({ scripts: true })]);
}, 90_000);
afterAll(() => visitor.context.close());

const get = (path: string, headers: Record<string, string> = {}) => fetch(new URL(path, shop.url()), { headers });
const text = async (path: string) => (await get(path)).text();

/** Holds a document against a grammar. */
async function check(path: string, grammar: Grammar): Promise<void> {
  const faults = faultsOf(await parseXml(visitor.page, await text(path)), grammar);
  expect({ path, faults }).toEqual({ path, faults: [] });
}

test('sitemaps, as sitemaps.org has them', async () => {
  await check('/sitemap.xml', sitemapIndex);
  for (const name of ['pages', 'authors', 'books-1']) await check(`/sitemaps/${name}.xml`, sitemap);
  expect(await text('/sitemaps/books-1.xml')).toContain('<lastmod>');
}, 60_000);

const searches = ['gatsby', 'zzzzzzzz', '"', 'the', '<b>&amp;', 'Ὀδύσσεια', '中文'].map(encodeURIComponent);

test('Atom, as RFC 4287 has it', async () => {
  await check('/feeds/new.atom', atom);
  await check('/feeds/shelves/classics.atom', atom);
  for (const q of searches) await check(`/feeds/search.atom?q=${q}`, atom);
}, 60_000);

const catalogues = [
  '/opds/books',
  '/opds/shelves/classics',
  '/opds/books?format=paperback,ebook&in_stock=true&ordering=-price',
  '/opds/books?max_price=0.01',
  ...searches.map((q) => `/opds/search?q=${q}`),
];

test('OPDS 1.2', async () => {
  await check('/opds', opdsNavigation);
  for (const path of catalogues) await check(path, opdsAcquisition);
}, 60_000);

const ajv = addFormats(new Ajv({ allErrors: true, strict: false }));

/** Holds JSON against a schema. */
function checkJson(name: string, document: unknown, validate: ReturnType<typeof ajv.compile>): void {
  validate(document);
  const faults = (validate.errors ?? []).slice(0, 5).map(({ instancePath, message }) => `${instancePath} ${message}`);
  expect({ name, faults }).toEqual({ name, faults: [] });
}

test('OPDS 2.0', async () => {
  const validate = ajv.compile(opds2Schema);
  for (const path of ['/opds', ...catalogues]) {
    const answer = await get(path, { accept: 'application/opds+json' });
    expect([path, answer.headers.get('content-type')]).toEqual([path, 'application/opds+json']);
    checkJson(path, await answer.json(), validate);
  }
}, 60_000);

test('the description of the search, as OpenSearch 1.1 has it', () => check('/opensearch.xml', openSearch), 30_000);

type Listed = { results: { id: number; isbn: string | null; slug: string; title: string; available: number }[] };
const booksAt = async (query: string) => ((await (await get(`/api/books/${query}`)).json()) as Listed).results;

test('a book and its offer, as schema.org has them, and what is shown where its page is passed on', async () => {
  const validate = ajv.compile(bookSchema);
  const books = [...(await booksAt('?limit=20')), ...(await booksAt('?in_stock=false&limit=3'))];
  expect(books.some(({ available }) => available === 0)).toBe(true);
  for (const { isbn, id, slug, title } of books) {
    const path = `/books/${isbn ?? id}/${slug}`;
    const page = await text(path);
    const block = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
    checkJson(path, JSON.parse(block), validate);
    const meta = metaOf(page);
    expect([path, meta.get('og:type'), meta.get('og:title'), meta.get('og:url'), meta.get('book:isbn')]).toEqual([
      path,
      'book',
      title,
      shop.url() + path,
      isbn ?? undefined,
    ]);
    expect([meta.get('og:image:width'), meta.get('og:image:height')]).toEqual(['600', '900']);
    expect(meta.get('og:image')).toStartWith(`${shop.url()}/covers/`);
  }
}, 60_000);

/** `property` → `content`, as an HTML parser reads them. */
function metaOf(page: string): Map<string, string> {
  const found = new Map<string, string>();
  new HTMLRewriter()
    .on('meta[property]', {
      element: (meta) => {
        const content = (meta.getAttribute('content') ?? '').replaceAll('&amp;', '&').replaceAll('&#39;', "'");
        found.set(meta.getAttribute('property') ?? '', content);
      },
    })
    .transform(page);
  return found;
}

test('the picture passed on is the PNG it is said to be, the same one OPDS names', async () => {
  const [book] = await booksAt('?limit=1&ordering=id');
  if (!book) throw new Error('the sample shop has books');
  const address = metaOf(await text(`/books/${book.isbn}/${book.slug}`)).get('og:image') ?? '';
  const answer = await fetch(address);
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect([answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
    'image/png',
    'public, max-age=31536000, immutable',
  ]);
  expect([bytes.toString('latin1', 1, 4), bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual(['PNG', 600, 900]);
  const found = await text(`/opds/search?q=${book.isbn}`);
  expect(found).toContain(`<link rel="http://opds-spec.org/image" href="${address}" type="image/png"/>`);
}, 60_000);

const canonicals: [address: string, shortest: string][] = [
  ['/', '/'],
  ['/?utm_source=somebody', '/'],
  ['/shelves', '/shelves'],
  ['/shelves/classics', '/shelves/classics'],
  ['/shelves/classics?ordering=&format=', '/shelves/classics'],
  ['/shelves/classics?in_stock=true&format=paperback', '/shelves/classics?format=paperback&in_stock=true'],
  ['/shelves/classics?format=paperback&format=ebook', '/shelves/classics?format=ebook,paperback'],
  ['/shelves/classics?ordering=title&nonsense=1', '/shelves/classics?ordering=title'],
  ['/books', '/books'],
  ['/books?min_price=%245,00&max_price=', '/books?min_price=5.00'],
  ['/authors/jane-austen', '/authors/jane-austen'],
  ['/authors/jane-austen?format=pamphlet', '/authors/jane-austen'],
  ['/search?q=%20emma%20', '/search?q=emma'],
  ['/search?in_stock=true&q=emma', '/search?q=emma&in_stock=true'],
  ['/feeds', '/feeds'],
  ['/help/delivery', '/help/delivery'],
  ['/help/returns', '/help/returns'],
  ['/privacy', '/privacy'],
  ['/accessibility', '/accessibility'],
  ['/sign-in?next=/basket', '/sign-in'],
  ['/sign-up', '/sign-up'],
  ['/forgot', '/forgot'],
  ['/track', '/track'],
  ['/basket', '/basket'],
  ['/settings', '/settings'],
];

test('every kind of page, through whatever filters, names its shortest address', async () => {
  for (const [address, shortest] of canonicals) {
    const page = await text(address);
    const canonical = /<link rel="canonical" href="([^"]*)"/.exec(page)?.[1]?.replaceAll('&amp;', '&');
    expect([address, canonical]).toEqual([address, shop.url() + shortest]);
    expect([address, (await fetch(canonical ?? '', { redirect: 'manual' })).status]).toEqual([address, 200]);
  }
}, 60_000);

test('security.txt, as RFC 9116 has it', async () => {
  const answer = await get('/.well-known/security.txt');
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  const lines = (await answer.text()).trim().split('\n');
  const fields = Map.groupBy(
    lines.map((line) => /^([A-Za-z-]+): (\S.*)$/.exec(line) ?? [line]),
    ([, name = 'no field']) => name,
  );
  const known = ['Contact', 'Expires', 'Encryption', 'Acknowledgments', 'Preferred-Languages', 'Canonical', 'Policy'];
  expect([...fields.keys()].filter((name) => !known.includes(name))).toEqual([]);
  expect(fields.get('Contact')?.every(([, , value]) => /^(mailto:|https:\/\/|tel:)/.test(value ?? ''))).toBe(true);
  expect([fields.get('Expires')?.length, fields.get('Preferred-Languages')?.length]).toEqual([1, 1]);
  const days = (Date.parse(fields.get('Expires')?.[0]?.[2] ?? '') - Date.now()) / 86_400_000;
  expect([days > 0, days < 366]).toEqual([true, true]);
});

test('robots.txt, as RFC 9309 has it, and it closes nothing the sitemap names', async () => {
  const lines = (await text('/robots.txt')).split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  for (const line of lines) expect(line).toMatch(/^(User-agent: \S+|(Dis)?[Aa]llow: \/\S*|Sitemap: https?:\/\/\S+)$/);
  expect(lines[0]).toBe('User-agent: *');
  expect(lines).toContain(`Sitemap: ${shop.url()}/sitemap.xml`);
  const closed = lines.flatMap((line) => /^Disallow: (\S+)/.exec(line)?.[1] ?? []);
  for (const name of ['pages', 'authors', 'books-1']) {
    const named = [...(await text(`/sitemaps/${name}.xml`)).matchAll(/<loc>([^<]*)<\/loc>/g)].map(
      (match) => new URL(match[1] ?? '').pathname,
    );
    expect(named.filter((path) => closed.some((start) => path.startsWith(start)))).toEqual([]);
  }
});

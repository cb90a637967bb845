// The schemas notice what is wrong: documents of the shop, each with one thing changed.

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

const text = async (path: string, accept = '*/*') =>
  (await fetch(new URL(path, shop.url()), { headers: { accept } })).text();

const changes: [what: string, path: string, grammar: Grammar, from: RegExp, to: string][] = [
  ['an index of the wrong namespace', '/sitemap.xml', sitemapIndex, /http:\/\/www\.sitemaps/, 'https://www.sitemaps'],
  ['an index without a list', '/sitemap.xml', sitemapIndex, /<sitemap>.*<\/sitemap>/s, ''],
  ['an address twice', '/sitemaps/pages.xml', sitemap, /(<url>.*?<\/url>)/, '$1$1'],
  ['a page without an address', '/sitemaps/pages.xml', sitemap, /<loc>.*?<\/loc>/, ''],
  ['a relative address', '/sitemaps/pages.xml', sitemap, /<loc>.*?<\/loc>/, '<loc>/shelves</loc>'],
  ['a day of another calendar', '/sitemaps/books-1.xml', sitemap, /<lastmod>.*?</, '<lastmod>24.11.2026<'],
  [
    'the day before the address',
    '/sitemaps/books-1.xml',
    sitemap,
    /(<loc>.*?<\/loc>)(<lastmod>.*?<\/lastmod>)/,
    '$2$1',
  ],
  ['a feed without an id', '/feeds/new.atom', atom, /<id>.*?<\/id>/, ''],
  ['an entry of two titles', '/feeds/new.atom', atom, /(<entry>)/, '$1<title>Another</title>'],
  [
    'an entry that leads nowhere',
    '/feeds/new.atom',
    atom,
    /(<entry>.*?)<link rel="alternate" href="[^"]*" type="text\/html"\/><link rel="alternate"[^>]*\/>/,
    '$1',
  ],
  ['a time without a zone', '/feeds/new.atom', atom, /<updated>[^<]*</, '<updated>2026-11-24T10:00:00<'],
  ['an id twice', '/feeds/new.atom', atom, /(<entry>.*?<\/entry>)/, '$1$1'],
  ['a link without an address', '/feeds/new.atom', atom, /<link rel="next" href="[^"]*"/, '<link rel="next"'],
  ['an element nobody knows', '/feeds/new.atom', atom, /<entry>/, '<entry><price>5</price>'],
  ['a book without a way to get it', '/opds/books', opdsAcquisition, /acquisition\/buy/, 'somewhere'],
  ['a price without a currency', '/opds/books', opdsAcquisition, / currencycode="\w+"/, ''],
  ['a picture that is a drawing', '/opds/books', opdsAcquisition, /type="image\/png"/, 'type="image/svg+xml"'],
  ['a facet of no group', '/opds/books', opdsAcquisition, / opds:facetGroup="[^"]*"/, ''],
  ['no way back to the entrance', '/opds/books', opdsAcquisition, /<link rel="start"[^>]*\/>/, ''],
  [
    'an entry of the entrance that leads to no list',
    '/opds',
    opdsNavigation,
    /(<entry>.*?)kind=acquisition/,
    '$1kind=other',
  ],
  ['a long name', '/opensearch.xml', openSearch, /<ShortName>.*?</, '<ShortName>The very best of bookshops<'],
  ['a parameter nobody fills in', '/opensearch.xml', openSearch, /\{searchTerms\}/, '{words}'],
  ['no address to ask', '/opensearch.xml', openSearch, /<Url [^>]*\/>/g, ''],
];

test.each(changes)('%s is noticed', async (_, path, grammar, from, to) => {
  const right = await text(path);
  const changed = right.replace(from, to);
  expect(changed).not.toBe(right);
  expect(faultsOf(await parseXml(visitor.page, right), grammar)).toEqual([]);
  expect(faultsOf(await parseXml(visitor.page, changed), grammar)).not.toEqual([]);
});

const ajv = addFormats(new Ajv({ strict: false }));

test('and so it is in JSON', async () => {
  const feed = await text('/opds/books', 'application/opds+json');
  const isFeed = ajv.compile(opds2Schema);
  expect(isFeed(JSON.parse(feed))).toBe(true);
  const feedChanges: [RegExp, string][] = [
    [/"images":\[.*?\],/, ''],
    [/"currency":"USD"/, '"currency":"dollars"'],
    [/acquisition\/buy/, 'somewhere'],
    [/"rel":"self"/g, '"rel":"other"'],
    [/"value":[\d.]+/, '"value":"9.99"'],
    [/"publications"/, '"books"'],
  ];
  for (const [from, to] of feedChanges) {
    const changed = feed.replace(from, to);
    expect([String(from), changed === feed, isFeed(JSON.parse(changed))]).toEqual([String(from), false, false]);
  }
  const { results } = JSON.parse(await text('/api/books/?limit=1&in_stock=true')) as {
    results: { isbn: string; slug: string }[];
  };
  const page = await text(`/books/${results[0]?.isbn}/${results[0]?.slug}`);
  const book = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
  const isBook = ajv.compile(bookSchema);
  expect(isBook(JSON.parse(book))).toBe(true);
  const bookChanges: [RegExp, string][] = [
    [/"priceCurrency":"USD",/, ''],
    [/"price":"([\d.]+)"/, '"price":$1'],
    [/schema\.org\/InStock/, 'schema.org/InShop'],
    [/"merchantReturnDays":\d+,/, ''],
    [/\.png"/, '.svg"'],
    [/"shippingDetails":\{/, '"shipping":{'],
  ];
  for (const [from, to] of bookChanges) {
    const changed = book.replace(from, to);
    expect([String(from), changed === book, isBook(JSON.parse(changed))]).toEqual([String(from), false, false]);
  }
}, 60_000);

// How programs find the shop: every document read by a real XML parser (a browser's), with all that its format asks for, and
// every address in it followed.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { aBook, aCategory, listOf } from '#gateway/testing/rooms';
import { openTestShop } from '#gateway/testing/shop';
import { newVisitor, type Visitor } from '#tests/support/browser';
import { type Shop, sharedShop } from '#tests/support/shop';
import { all, links, one, parseXml, type Tree } from '#tests/support/xml-tree';

let shop: Shop;
let visitor: Visitor;
beforeAll(async () => {
  [shop, visitor] = await Promise.all([sharedShop(), newVisitor({ scripts: true })]);
}, 90_000);
afterAll(async () => {
  await visitor.context.close();
});

const names = {
  atom: 'http://www.w3.org/2005/Atom',
  sitemap: 'http://www.sitemaps.org/schemas/sitemap/0.9',
  openSearch: 'http://a9.com/-/spec/opensearch/1.1/',
  opds: 'http://opds-spec.org/2010/catalog',
};

const parse = (xml: string): Promise<Tree> => parseXml(visitor.page, xml);
const get = (path: string, headers: Record<string, string> = {}) => fetch(new URL(path, shop.url()), { headers });
const document = async (path: string): Promise<Tree> => parse(await (await get(path)).text());

const day = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** RFC 4287: what a feed and each of its entries must have. */
function checkAtom(feed: Tree): void {
  expect([feed.name, feed.space]).toEqual(['feed', names.atom]);
  for (const part of [feed, ...all(feed, 'entry')]) {
    expect(one(part, 'id').text).toMatch(/^tag:[^,]+,2026:\S+$/);
    expect(one(part, 'title').text.trim()).not.toBe('');
    expect(one(part, 'updated').text).toMatch(day);
    for (const author of all(part, 'author')) expect(one(author, 'name').text.trim()).not.toBe('');
    const same = all(part, 'link').filter(({ attributes }) => attributes.rel === 'alternate');
    expect(new Set(same.map(({ attributes }) => attributes.type)).size).toBe(same.length);
    for (const { attributes } of all(part, 'link')) expect(URL.canParse(attributes.href ?? '')).toBe(true);
    for (const { attributes } of all(part, 'category')) expect(attributes.term).toBeTruthy();
    if (part !== feed && all(part, 'content').length === 0) expect(same.length).toBeGreaterThan(0);
  }
  expect(all(feed, 'author').length).toBeGreaterThan(0);
  const ids = all(feed, 'entry').map((entry) => one(entry, 'id').text);
  expect(new Set(ids).size).toBe(ids.length);
}

async function walk(path: string): Promise<Tree[]> {
  const pages: Tree[] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const page: Tree = await document(next);
    pages.push(page);
    const [before] = links(page, 'previous');
    expect([next, before === undefined]).toEqual([next, pages.length === 1]);
    [next] = links(page, 'next');
    expect(pages.length).toBeLessThan(200);
  }
  return pages;
}

const countOf = async (path: string) => ((await (await get(path)).json()) as { count: number }).count;

test('the feed of new books goes through the whole shop, each book once, newest first', async () => {
  const pages = await walk('/feeds/new.atom');
  pages.forEach(checkAtom);
  const entries = pages.flatMap((page) => all(page, 'entry'));
  expect(new Set(entries.map((entry) => one(entry, 'id').text)).size).toBe(entries.length);
  expect(entries.length).toBe(await countOf('/api/books/?limit=1'));
  const came = entries.map((entry) => one(entry, 'published').text);
  expect(came).toEqual(came.toSorted().reverse());
  expect(new Set(pages.map((page) => one(page, 'id').text)).size).toBe(1);
  const [first] = pages;
  if (!first) throw new Error('there is a first page');
  expect(one(first, 'totalResults')).toMatchObject({ space: names.openSearch, text: String(entries.length) });
  expect([one(first, 'startIndex').text, one(first, 'itemsPerPage').text]).toEqual(['1', '24']);
}, 60_000);

test('feeds of a shelf and of a search hold what their pages hold', async () => {
  const shelf = await walk('/feeds/shelves/classics.atom');
  shelf.forEach(checkAtom);
  const { results } = (await (await get('/api/categories/?slug=classics')).json()) as {
    results: { book_count: number }[];
  };
  expect(shelf.flatMap((page) => all(page, 'entry')).length).toBe(results[0]?.book_count ?? 0);
  const search = await document('/feeds/search.atom?q=gatsby');
  checkAtom(search);
  expect(one(search, 'Query').attributes).toMatchObject({ role: 'request', searchTerms: 'gatsby' });
  expect(all(search, 'entry').map((entry) => one(entry, 'title').text)).toContain('The Great Gatsby');
  for (const entry of all(search, 'entry'))
    for (const page of links(entry, 'alternate')) expect([page, (await fetch(page)).status]).toEqual([page, 200]);
  const none = await document('/feeds/search.atom?q=zzzzzzzz');
  checkAtom(none);
  expect([all(none, 'entry').length, one(none, 'totalResults').text]).toEqual([0, '0']);
}, 60_000);

const kinds = { navigation: ';kind=navigation', acquisition: ';kind=acquisition' };

test('OPDS 1.2: from the entrance to every shelf, and every book can be bought there for a price', async () => {
  const answer = await get('/opds');
  expect(answer.headers.get('content-type')).toBe(`application/atom+xml;profile=opds-catalog${kinds.navigation}`);
  const root = await parse(await answer.text());
  checkAtom(root);
  expect(links(root, 'start')).toEqual(links(root, 'self'));
  const ways = all(root, 'entry').map((entry) => one(entry, 'link').attributes);
  expect(ways.filter(({ type }) => !type?.endsWith(kinds.acquisition))).toEqual([]);
  expect(ways.length).toBe(3 + (await countOf('/api/categories/?limit=1')));
  for (const { href = '' } of ways) {
    const response = await fetch(href);
    expect(response.headers.get('content-type')).toEndWith(kinds.acquisition);
    const feed = await parse(await response.text());
    checkAtom(feed);
    expect([links(feed, 'start'), links(feed, 'up')]).toEqual([links(root, 'self'), links(root, 'self')]);
    for (const entry of all(feed, 'entry')) {
      const buy = all(entry, 'link').find(
        ({ attributes }) => attributes.rel === 'http://opds-spec.org/acquisition/buy',
      );
      if (!buy) throw new Error(`${one(entry, 'title').text} cannot be bought`);
      const price = one(buy, 'price');
      expect([buy.attributes.type, price.space]).toEqual(['text/html', names.opds]);
      expect(price.attributes.currencycode).toMatch(/^[A-Z]{3}$/);
      expect(price.text).toMatch(/^\d+\.\d\d$/);
      expect(one(entry, 'summary').attributes.type).toBe('text');
    }
    const facets = all(feed, 'link').filter(({ attributes }) => attributes.rel === 'http://opds-spec.org/facet');
    const groups = Map.groupBy(facets, ({ attributes }) => attributes['opds:facetGroup']);
    for (const [, group] of groups)
      expect(group.filter(({ attributes }) => attributes['opds:activeFacet'] === 'true').length).toBe(1);
    expect(groups.size).toBe(3);
  }
}, 60_000);

test('OPDS 2.0: the same addresses as JSON for those who ask for it', async () => {
  type Link = { rel?: string | string[]; href: string; type: string; title?: string; properties?: { price?: object } };
  type Feed = {
    metadata: { title: string; numberOfItems?: number };
    links: Link[];
    navigation?: Link[];
    publications?: { metadata: { '@type': string; title: string; author: { name: string }[] }; links: Link[] }[];
  };
  const asJson = { accept: 'application/opds+json' };
  const answer = await get('/opds', asJson);
  expect(answer.headers.get('content-type')).toBe('application/opds+json');
  const root = (await answer.json()) as Feed;
  expect(root.navigation?.every(({ title, href, type }) => title && URL.canParse(href) && type)).toBe(true);
  for (const { href } of root.navigation ?? []) {
    const feed = (await (await fetch(href, { headers: asJson })).json()) as Feed;
    expect(feed.links.filter(({ rel }) => rel === 'self').map((link) => link.href)).toEqual([href]);
    expect([typeof feed.metadata.title, (feed.publications?.length ?? 0) > 0]).toEqual(['string', true]);
    for (const { metadata, links: own } of feed.publications ?? []) {
      expect([metadata['@type'], metadata.title === '', metadata.author.length > 0]).toEqual([
        'http://schema.org/Book',
        false,
        true,
      ]);
      const buy = own.filter(({ rel }) => rel === 'http://opds-spec.org/acquisition/buy');
      expect(buy.map(({ properties }) => properties?.price)).toEqual([
        { value: expect.any(Number), currency: expect.stringMatching(/^[A-Z]{3}$/) },
      ]);
    }
  }
  const search = root.links.find(({ rel }) => rel === 'search')?.href.replace('{?q}', '?q=gatsby') ?? '';
  const found = (await (await fetch(search, { headers: asJson })).json()) as Feed;
  expect(found.publications?.map(({ metadata }) => metadata.title)).toContain('The Great Gatsby');
}, 60_000);

test('the sitemap names every book, author and shelf, and each page is there under just that address', async () => {
  const index = await document('/sitemap.xml');
  expect([index.name, index.space]).toEqual(['sitemapindex', names.sitemap]);
  // One after the other: no more than two are written at a time, and a slow machine would refuse the third.
  const lists: Tree[] = [];
  for (const list of all(index, 'sitemap')) lists.push(await document(one(list, 'loc').text));
  const pages: string[] = [];
  for (const list of lists) {
    expect([list.name, list.space, list.children.length > 0 && list.children.length <= 50_000]).toEqual([
      'urlset',
      names.sitemap,
      true,
    ]);
    for (const url of all(list, 'url')) {
      pages.push(one(url, 'loc').text);
      for (const changed of all(url, 'lastmod')) expect(changed.text).toMatch(day);
    }
  }
  expect(new Set(pages).size).toBe(pages.length);
  const starting = (path: string) => pages.filter((page) => page.startsWith(`${shop.url()}${path}`)).length;
  expect(starting('/books/')).toBe(await countOf('/api/books/?limit=1'));
  expect(starting('/authors/')).toBe(await countOf('/api/authors/?limit=1'));
  expect(starting('/shelves/')).toBe(await countOf('/api/categories/?limit=1'));
  const every = Math.max(1, Math.floor(pages.length / 60));
  for (const page of pages.filter((_, at) => at % every === 0 || at < 20)) {
    const answer = await fetch(page, { redirect: 'manual' });
    const canonical = /<link rel="canonical" href="([^"]*)"/.exec(await answer.text())?.[1];
    expect([page, answer.status, canonical]).toEqual([page, 200, page]);
  }
}, 60_000);

test('readers that go away, before the first byte or after it, keep nobody out', async () => {
  const list = `${shop.url()}/sitemaps/books-1.xml`;
  for (const waitMs of [1, 5, 20, 60, 200]) {
    const leaving = new AbortController();
    const asked = fetch(list, { signal: leaving.signal });
    await Bun.sleep(waitMs);
    leaving.abort();
    await asked.then((answer) => answer.text()).catch(() => {});
  }
  await Bun.sleep(300);
  const both = await Promise.all([fetch(list), fetch(list)]);
  expect(both.map(({ status }) => status)).toEqual([200, 200]);
  for (const answer of both) expect(await answer.text()).toEndWith('</urlset>\n');
}, 30_000);

test('a browser finds the search, and every template of it answers in its own form', async () => {
  const home = await (await get('/')).text();
  const address = /<link rel="search" type="application\/opensearchdescription\+xml"[^>]* href="([^"]*)"/.exec(
    home,
  )?.[1];
  const description = await document(address ?? 'nowhere');
  expect([description.name, description.space]).toEqual(['OpenSearchDescription', names.openSearch]);
  expect(one(description, 'ShortName').text.length).toBeLessThanOrEqual(16);
  expect(one(description, 'LongName').text.length).toBeLessThanOrEqual(48);
  expect(one(description, 'Description').text.length).toBeLessThanOrEqual(1024);
  const templates = all(description, 'Url').filter(({ attributes }) => attributes.rel !== 'self');
  expect(templates.length).toBe(4);
  for (const { attributes } of templates) {
    const answer = await fetch((attributes.template ?? '').replace('{searchTerms}', 'great%20gats'));
    expect([answer.status, answer.headers.get('content-type')?.replace(/; ?charset=.*/, '')]).toEqual([
      200,
      attributes.type,
    ]);
  }
  const [q, completions, about, addresses] = (await (await get('/search/suggestions?q=great+gats')).json()) as [
    string,
    string[],
    string[],
    string[],
  ];
  expect([q, completions[0], about.length, addresses.length]).toEqual([
    'great gats',
    'The Great Gatsby',
    completions.length,
    completions.length,
  ]);
  expect((await fetch(addresses[0] ?? '')).status).toBe(200);
});

test('the page of feeds is linked from the foot of every page, and all it tells of is there', async () => {
  expect(await (await get('/basket')).text()).toContain('<a href="/feeds">Feeds</a>');
  const page = await (await get('/feeds')).text();
  const main = page.slice(page.indexOf('<main'), page.indexOf('</main>'));
  const addresses = [...main.matchAll(/href="([^"#]*)"/g)].map((match) => (match[1] ?? '').replaceAll('&amp;', '&'));
  expect(addresses.length).toBeGreaterThan(15);
  for (const address of addresses) expect([address, (await get(address)).status]).toEqual([address, 200]);
});

const hostile = [
  '<img src=x onerror=alert(1)>',
  ']]></title><script>alert(1)</script>',
  '&amp;lt; &#60; &copy; & <!-- " \' -->',
  'line\r\nbreak\ttab \u0000\u0008\u001b\uFFFE half \ud83d pair',
  'עברית, 中文, Ελληνικά, 📖 \u202e e\u0301',
  'x'.repeat(958),
];

/** As XML can say it. */
const said = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\p{Cc}/gu, (sign) => ('\t\n\r'.includes(sign) ? sign : '\uFFFD'))
    .replaceAll('\uFFFE', '\uFFFD');

for (const text of hostile) {
  test(`a title, author or shelf comes out of the parser as the text it is: ${JSON.stringify(text.slice(0, 40))}`, async () => {
    const pretended = await openTestShop();
    const authors = [{ name: text, slug: 'a' }];
    const book = aBook({ title: text, author: text, authors, description: text, publisher: text, isbn: null });
    pretended.rooms.answer('books', (_, { pathname }) => {
      if (pathname === '/api/categories/') return { json: listOf([{ ...aCategory, name: text, description: text }]) };
      return { json: { ...listOf([book]), did_you_mean: null } };
    });
    const read = async (path: string) =>
      parse(await (await pretended.handle(new Request(`http://localhost${path}`))).text());
    const q = encodeURIComponent(text.toWellFormed());
    for (const path of ['/feeds/new.atom', `/feeds/search.atom?q=${q}`, '/opds/books', `/opds/search?q=${q}`]) {
      const feed = await read(path);
      checkAtom(feed);
      const entry = one(feed, 'entry');
      expect(one(entry, 'title').text).toBe(said(text));
      expect(one(one(entry, 'author'), 'name').text).toBe(said(text));
      expect(all(entry, 'category').map(({ attributes }) => attributes.label)).toContain(said(text));
    }
    const ways = all(await read('/opds'), 'entry').map((entry) => one(entry, 'title').text);
    expect(ways).toContain(said(text));
    await pretended.rooms.stop();
  });
}

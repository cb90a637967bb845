// /sitemap.xml and the lists it names.

import { Elysia } from 'elysia';
import { notFound, Problem } from '#kit/problem';
import { url } from '#views/urls.ts';
import { type Asker, ok, orNothing } from '../calls.ts';
import type { Deps } from '../deps.ts';
import { answerWith, askerOf, documentHeaders } from '../feeds/answer.ts';
import { type SitemapPage, sitemapIndex, sitemapStream } from '../feeds/sitemap.ts';
import { authorPages, bookParts, booksOf } from '../feeds/walk.ts';

const hidden = { detail: { hide: true } };
const type = 'application/xml; charset=utf-8';
const keptSeconds = 3600;
/** A list of books asks the books room five hundred times: more than two at once would be felt in the shop. */
const mostAtOnce = 2;
/** A reader that went away without a word keeps its place no longer than this. */
const longestMs = 120_000;

export function sitemaps(deps: Deps) {
  const gate: Gate = new Map();
  return new Elysia({ name: 'pages/feeds-sitemap' })
    .get(url.sitemap(), ({ request }) => index(deps, request), hidden)
    .get('/sitemaps/:file', ({ request, params }) => part(deps, request, { file: params.file, gate }), hidden);
}

async function index(deps: Deps, request: Request): Promise<Response> {
  const { count, newestAt } = await bookParts(deps.services, askerOf(request));
  const address = (name: string) => deps.origin + url.sitemapPart(name);
  const parts = Array.from({ length: count }, (_, at) => ({
    address: address(`books-${at + 1}`),
    // The newest book tells of the last list alone; the others may have changed since or not.
    changedAt: at + 1 === count ? newestAt : undefined,
  }));
  const body = sitemapIndex([{ address: address('pages') }, { address: address('authors') }, ...parts]);
  return answerWith(request, { type, body, keptSeconds });
}

/** The lists that are being written, and since when. */
type Gate = Map<symbol, number>;

async function part(deps: Deps, request: Request, { file, gate }: { file: string; gate: Gate }): Promise<Response> {
  const name = /^(pages|authors|books-[1-9]\d{0,4})\.xml$/.exec(file)?.[1];
  if (!name) throw notFound('sitemap');
  const by = askerOf(request);
  const number = Number(/^books-(\d+)$/.exec(name)?.[1] ?? 0);
  if (number > (number === 0 ? 0 : (await bookParts(deps.services, by)).count)) throw notFound('sitemap');
  const headers = documentHeaders({ type, keptSeconds });
  if (request.method === 'HEAD') return new Response(null, { headers });
  const walk =
    name === 'pages'
      ? stillPages(deps, by)
      : name === 'authors'
        ? authorPages(deps.services, by)
        : booksOf(deps.services, by, number);
  const instead = { path: name === 'authors' ? url.shelves() : url.books() };
  const batches = through(gate, walk);
  // A reader may go away before the first byte is sent; then nobody ever cancels the stream.
  request.signal.addEventListener('abort', () => void batches.return(undefined), { once: true });
  const list = await sitemapStream(deps.origin, batches, instead);
  if (!/\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')) return new Response(list, { headers });
  return new Response(list.pipeThrough(new CompressionStream('gzip')), {
    headers: { ...headers, 'content-encoding': 'gzip' },
  });
}

/** @throws Problem 503 while as many lists are being written as may be. */
async function* through<T>(gate: Gate, walk: AsyncGenerator<T>): AsyncGenerator<T> {
  const now = performance.now();
  for (const [one, since] of gate) if (now - since > longestMs) gate.delete(one);
  if (gate.size >= mostAtOnce)
    throw new Problem(503, 'busy', 'Other sitemaps are being written just now. Try again shortly.', {
      headers: { 'retry-after': '10' },
    });
  const own = Symbol('sitemap');
  gate.set(own, now);
  try {
    yield* walk;
  } finally {
    gate.delete(own);
  }
}

/** What there is besides books and authors. */
async function* stillPages({ services }: Deps, by: Asker): AsyncGenerator<SitemapPage[]> {
  const shelves = (await ok(services.books.categories(by))).results;
  const newest = await orNothing(services.books.row(by, { ordering: '-created_at', limit: 1 }));
  const changedAt = newest?.results[0]?.created_at;
  const still = [url.shelves(), url.books(), url.feeds(), url.delivery(), url.returns(), url.privacy()];
  yield [
    { path: url.home(), ...(changedAt ? { changedAt } : {}) },
    ...[...still, url.accessibility()].map((path) => ({ path })),
    ...shelves.map(({ slug }) => ({ path: url.shelf(slug) })),
  ];
}

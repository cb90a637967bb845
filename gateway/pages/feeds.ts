// Feeds: the page that tells of them, the Atom feeds themselves, and suggestions for a browser's own search box.

import { Elysia } from 'elysia';
import type { Page } from '#kit/page';
import { notFound } from '#kit/problem';
import type { Book, Category } from '#services/books/model';
import { FeedsPage } from '#views/feeds/index.tsx';
import { type BookFilters, url } from '#views/urls.ts';
import { type Answer, ok, orNothing } from '../calls.ts';
import type { Deps } from '../deps.ts';
import { answerWith, askerOf } from '../feeds/answer.ts';
import { atomFeed, atomType } from '../feeds/atom.ts';
import { type FeedSubject, feedOf, perPage } from '../feeds/feed.ts';
import { suggestionsAnswer, suggestionsType } from '../feeds/opensearch.ts';
import { surroundings, toFirstPage } from '../feeds/surroundings.ts';
import { filtersFrom, isLostPlace } from '../listing.ts';
import { renderPage } from '../render.ts';
import type { Doors, Visit } from '../visit.ts';
import { opds } from './feeds-opds.ts';
import { sitemaps } from './feeds-sitemap.ts';
import { texts } from './feeds-texts.ts';
import { wordsOf } from './search.ts';

const hidden = { detail: { hide: true } };

export const feeds = (deps: Deps, { page }: Doors) =>
  new Elysia({ name: 'pages/feeds' })
    .get(
      url.feeds(),
      page((visit) => index(deps, visit)),
    )
    .get('/feeds/new.atom', ({ request }) => newBooks(deps, request), hidden)
    .get('/feeds/shelves/:file', ({ request, params }) => shelf(deps, request, params.file), hidden)
    .get('/feeds/search.atom', ({ request }) => found(deps, request), hidden)
    .get(url.suggestions(), ({ request }) => suggestions(deps, request), hidden)
    .use(opds(deps))
    .use(sitemaps(deps))
    .use(texts(deps));

async function index(deps: Deps, visit: Visit): Promise<Response> {
  const categories = await orNothing(deps.services.books.categories(visit.by));
  const content = FeedsPage({ categories: categories?.results ?? null });
  return renderPage(deps, visit, { title: 'Feeds', content, caching: 'catalogue', canonical: url.feeds() });
}

const newest = { ordering: '-created_at', limit: perPage } as const;
/** A feed has a place and nothing else. */
const placeIn = (request: Request): Pick<BookFilters, 'cursor'> => {
  const { cursor } = filtersFrom(new URL(request.url).searchParams);
  return { cursor };
};

async function newBooks(deps: Deps, request: Request): Promise<Response> {
  const { books } = deps.services;
  const place = placeIn(request);
  const by = askerOf(request);
  const [categories, answer] = await Promise.all([
    orNothing(books.categories(by)),
    books.list(by, { ...newest, ...place }),
  ]);
  const subject = {
    name: 'feeds/new',
    title: 'New at Colophon Books',
    subtitle: 'Books as they come into the shop',
    html: url.books({ ordering: '-created_at' }),
    address: ({ cursor }: BookFilters) => url.newBooksFeed(cursor),
  };
  return feed(deps, request, { subject, place, categories: categories?.results ?? null, answer });
}

async function shelf(deps: Deps, request: Request, file: string): Promise<Response> {
  if (!file.endsWith('.atom')) throw notFound('feed');
  const slug = file.slice(0, -'.atom'.length);
  const { books } = deps.services;
  const place = placeIn(request);
  const by = askerOf(request);
  const [categories, answer] = await Promise.all([
    ok(books.categories(by)),
    books.list(by, { category: slug, ...newest, ...place }),
  ]);
  const one = categories.results.find((category) => category.slug === slug);
  if (!one) throw notFound('feed');
  const subject = {
    name: `feeds/shelves/${slug}`,
    title: `${one.name} at Colophon Books`,
    subtitle: one.description || `New on the shelf ${one.name}`,
    html: url.shelf(slug, { ordering: '-created_at' }),
    address: ({ cursor }: BookFilters) => url.shelfFeed(slug, cursor),
  };
  return feed(deps, request, { subject, place, categories: categories.results, answer });
}

async function found(deps: Deps, request: Request): Promise<Response> {
  const { books } = deps.services;
  const q = wordsOf(new URL(request.url).searchParams);
  if (q === '') return toFirstPage(url.newBooksFeed());
  const place = placeIn(request);
  const by = askerOf(request);
  const [categories, answer] = await Promise.all([
    orNothing(books.categories(by)),
    books.search(by, { q, limit: perPage, ...place }),
  ]);
  const subject = {
    name: `feeds/search/${encodeURIComponent(q)}`,
    title: `Books for “${q}” at Colophon Books`,
    subtitle: 'Best match first',
    html: url.search(q),
    q,
    address: ({ cursor }: BookFilters) => url.searchFeed(q, cursor),
  };
  return feed(deps, request, { subject, place, categories: categories?.results ?? null, answer });
}

type Listed = {
  subject: FeedSubject;
  place: BookFilters;
  categories: readonly Category[] | null;
  answer: Answer<Page<Book>>;
};

async function feed(deps: Deps, request: Request, { subject, place, categories, answer }: Listed): Promise<Response> {
  if (isLostPlace(answer, place)) return toFirstPage(subject.address({}));
  const list = feedOf(subject, place, await ok(answer));
  return answerWith(request, {
    type: `${atomType}; charset=utf-8`,
    body: atomFeed(list, surroundings(deps, categories)),
  });
}

async function suggestions(deps: Deps, request: Request): Promise<Response> {
  const q = wordsOf(new URL(request.url).searchParams);
  const known = q.length < 2 ? null : await orNothing(deps.services.books.suggest(askerOf(request), q));
  return answerWith(request, {
    type: suggestionsType,
    body: suggestionsAnswer(deps.origin, q, known?.results ?? []),
  });
}

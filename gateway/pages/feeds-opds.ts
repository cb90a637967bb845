// /opds: the catalogue for reading programs, as XML or as JSON.

import { Elysia } from 'elysia';
import type { Page } from '#kit/page';
import { notFound } from '#kit/problem';
import type { Book, Category } from '#services/books/model';
import { type BookFilters, url } from '#views/urls.ts';
import { type Answer, ok, orNothing } from '../calls.ts';
import type { Deps } from '../deps.ts';
import { answerWith, askerOf } from '../feeds/answer.ts';
import { facetsOf } from '../feeds/facets.ts';
import { type FeedSubject, feedOf } from '../feeds/feed.ts';
import { acquisitionType, navigationType, opds2Type, wantsOpds2, waysIn } from '../feeds/opds.ts';
import { opds2Feed, opds2Root } from '../feeds/opds-json.ts';
import { opdsFeed, opdsRoot } from '../feeds/opds-xml.ts';
import { surroundings, toFirstPage } from '../feeds/surroundings.ts';
import { choiceOf, filtersFrom, isLostPlace } from '../listing.ts';
import { wordsOf } from './search.ts';

const hidden = { detail: { hide: true } };
const vary = 'Accept';

export const opds = (deps: Deps) =>
  new Elysia({ name: 'pages/feeds-opds' })
    .get(url.opds(), ({ request }) => root(deps, request), hidden)
    .get(url.opdsBooks(), ({ request }) => allBooks(deps, request), hidden)
    .get('/opds/shelves/:slug', ({ request, params }) => shelf(deps, request, params.slug), hidden)
    .get('/opds/search', ({ request }) => found(deps, request), hidden);

async function root(deps: Deps, request: Request): Promise<Response> {
  const { results } = await ok(deps.services.books.categories(askerOf(request)));
  const around = surroundings(deps, results);
  const ways = waysIn(around);
  return wantsOpds2(request.headers.get('accept'))
    ? answerWith(request, { type: opds2Type, body: opds2Root(ways, around), vary })
    : answerWith(request, { type: navigationType, body: opdsRoot(ways, around), vary });
}

async function allBooks(deps: Deps, request: Request): Promise<Response> {
  const { books } = deps.services;
  const filters = filtersFrom(new URL(request.url).searchParams);
  const by = askerOf(request);
  const [categories, answer] = await Promise.all([orNothing(books.categories(by)), books.list(by, choiceOf(filters))]);
  const subject = {
    name: 'opds/books',
    title: 'All books',
    subtitle: 'The whole catalogue of Colophon Books',
    html: url.books({ ...filters, cursor: undefined }),
    address: url.opdsBooks,
  };
  return catalogue(deps, request, { subject, filters, categories: categories?.results ?? null, answer });
}

async function shelf(deps: Deps, request: Request, slug: string): Promise<Response> {
  const { books } = deps.services;
  const filters = filtersFrom(new URL(request.url).searchParams);
  const by = askerOf(request);
  const [categories, answer] = await Promise.all([
    ok(books.categories(by)),
    books.list(by, { category: slug, ...choiceOf(filters) }),
  ]);
  const one = categories.results.find((category) => category.slug === slug);
  if (!one) throw notFound('shelf');
  const subject = {
    name: `opds/shelves/${slug}`,
    title: one.name,
    subtitle: one.description || `The shelf ${one.name} of Colophon Books`,
    html: url.shelf(slug, { ...filters, cursor: undefined }),
    address: (other: BookFilters) => url.opdsShelf(slug, other),
  };
  return catalogue(deps, request, { subject, filters, categories: categories.results, answer });
}

async function found(deps: Deps, request: Request): Promise<Response> {
  const { books } = deps.services;
  const { searchParams } = new URL(request.url);
  const q = wordsOf(searchParams);
  if (q === '') return toFirstPage(url.opdsBooks());
  const { ordering: _none, ...filters } = filtersFrom(searchParams);
  const by = askerOf(request);
  const [categories, answer] = await Promise.all([
    orNothing(books.categories(by)),
    books.search(by, { q, ...choiceOf(filters, { searched: true }) }),
  ]);
  const subject = {
    name: `opds/search/${encodeURIComponent(q)}`,
    title: `Books for “${q}”`,
    subtitle: 'Best match first',
    html: url.search(q, { ...filters, cursor: undefined }),
    q,
    address: (other: BookFilters) => url.opdsSearch(q, other),
  };
  return catalogue(deps, request, { subject, filters, categories: categories?.results ?? null, answer });
}

type Listed = {
  subject: FeedSubject;
  filters: BookFilters;
  categories: readonly Category[] | null;
  answer: Answer<Page<Book>>;
};

async function catalogue(deps: Deps, request: Request, listed: Listed): Promise<Response> {
  const { subject, filters, categories, answer } = listed;
  if (isLostPlace(answer, filters)) return toFirstPage(subject.address({ ...filters, cursor: undefined }));
  const around = surroundings(deps, categories);
  const facets = facetsOf(filters, subject.address, { searched: subject.q !== undefined });
  const list = { ...feedOf(subject, filters, await ok(answer)), facets };
  return wantsOpds2(request.headers.get('accept'))
    ? answerWith(request, { type: opds2Type, body: opds2Feed(list, around), vary })
    : answerWith(request, { type: acquisitionType, body: opdsFeed(list, around), vary });
}

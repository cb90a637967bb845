// Searching: the page of results, and what drops under the box while one types.

import { Elysia } from 'elysia';
import type { Category, Facets, SearchPage as SearchResults } from '#services/books/model';
import { SearchPage, type Shorter } from '#views/search/index.tsx';
import { Suggestions } from '#views/search/suggest.tsx';
import { type BookFilters, url } from '#views/urls.ts';
import { facetsOf, insteadOf, matchesOf } from '../beside.ts';
import { ok, orNothing } from '../calls.ts';
import type { Deps } from '../deps.ts';
import { choiceOf, filtersFrom, hasUnknown, isFiltered, isLostPlace } from '../listing.ts';
import { perPageOf } from '../preferences.ts';
import { renderBare, renderPage } from '../render.ts';
import { type Doors, redirect, type Visit } from '../visit.ts';

export const search = (deps: Deps, { page }: Doors) =>
  new Elysia({ name: 'pages/search' })
    .get(
      '/search',
      page((visit) => index(deps, visit)),
    )
    .get(
      '/search/suggest',
      page((visit) => suggest(deps, visit)),
    );

const longest = 200;

const typed = (query: URLSearchParams): string => (query.get('q') ?? '').replace(/[\p{Cc}\s]+/gu, ' ').trim();

/** What is searched for: the words of `q`, at most two hundred characters. */
export const wordsOf = (query: URLSearchParams): string => typed(query).slice(0, longest).toWellFormed();

async function index(deps: Deps, visit: Visit): Promise<Response> {
  const q = wordsOf(visit.query);
  if (q === '') return redirect(visit, url.shelves());
  const { books } = deps.services;
  const filters = filtersFrom(visit.query);
  const [found, categories, authors, asTyped] = await Promise.all([
    books.search(visit.by, { q, ...choiceOf(filters, { searched: true, perPage: perPageOf(visit.jar) }) }),
    orNothing(books.categories(visit.by)),
    orNothing(books.authors(visit.by, q)),
    facetsOf(deps, visit, { q }, filters),
  ]);
  if (isLostPlace(found, filters)) return redirect(visit, url.search(q, { ...filters, cursor: undefined }));
  const results = await ok(found);
  const [only, ...others] = results.results;
  if (only && others.length === 0 && isIsbnOf(q, only.isbn)) return redirect(visit, url.book(only));
  const content = SearchPage({
    q,
    wasCut: typed(visit.query).length > longest,
    didYouMean: results.did_you_mean,
    shorter: results.count === 0 && !isFiltered(filters) ? await shorterOf(deps, visit, q) : [],
    authors: authors?.results ?? [],
    shelves: shelvesNamed(categories?.results ?? [], q),
    page: results,
    filters,
    unknown: hasUnknown(visit.query),
    facets: await facetsOfSearch(deps, visit, { results, filters, asTyped }),
    instead: await insteadOf(deps, visit, { within: { q }, page: results, filters }),
    currency: deps.settings.CURRENCY,
    coverOf: deps.covers.addresses(categories?.results ?? null),
  });
  const count = results.count_is_exact ? String(results.count) : `more than ${results.count}`;
  return renderPage(deps, visit, {
    title: `${count} ${results.count === 1 ? 'book' : 'books'} for “${q}”`,
    content,
    caching: 'catalogue',
    canonical: url.search(q, filters),
    noindex: true,
    alternates: [{ type: 'application/atom+xml', title: `Books for “${q}”`, href: url.searchFeed(q) }],
    q,
  });
}

type Found = { results: SearchResults; filters: BookFilters; asTyped: Facets | null };

/** Counts of the books that were found. Counts that do not add up to them belong to other books, and are left out. */
async function facetsOfSearch(deps: Deps, visit: Visit, { results, filters, asTyped }: Found): Promise<Facets | null> {
  const read = results.did_you_mean;
  const facets = read === null ? asTyped : await facetsOf(deps, visit, { q: read }, filters);
  if (facets === null) return null;
  const matches = matchesOf(facets, filters);
  return matches === null || !results.count_is_exact || matches === results.count ? facets : null;
}

/**
 * Whoever types an ISBN, in whatever spelling, wants that book and not a list with it. The catalogue has read it; here it is
 * enough that the book found ends the same. An ISBN-10 has the middle of the ISBN-13.
 */
function isIsbnOf(q: string, isbn: string | null): boolean {
  if (isbn === null || !/^(isbn)?[\s\p{P}\p{Cf}\dx]+$/iu.test(q)) return false;
  const digits = q.replace(/[^\dx]/gi, '');
  return digits.endsWith(isbn) || digits.slice(-10, -1) === isbn.slice(3, 12);
}

/** The question with each of its words left out, and how many books that would give; those that would give some. */
async function shorterOf(deps: Deps, visit: Visit, q: string): Promise<Shorter[]> {
  const counted = await Promise.all(
    withoutOneWord(q).map(async (words) => {
      const facets = await facetsOf(deps, visit, { q: words }, {});
      return { q: words, count: facets && matchesOf(facets, {}) };
    }),
  );
  return counted.filter(({ count }) => count !== 0);
}

const mostWords = 5;

function withoutOneWord(q: string): string[] {
  const words = q.split(' ').slice(0, mostWords);
  if (words.length < 2) return [];
  return [...new Set(words.map((_, left) => words.filter((_word, index) => index !== left).join(' ')))];
}

const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
const mostShelves = 2;
const shortestName = 3;

/** Shelves of whose names a word begins as the words do. */
const shelvesNamed = (categories: readonly Category[], q: string): Category[] => {
  const words = folded(q);
  if (words.length < shortestName) return [];
  return categories.filter(({ name }) => ` ${folded(name)}`.includes(` ${words}`)).slice(0, mostShelves);
};

async function suggest(deps: Deps, visit: Visit): Promise<Response> {
  const q = wordsOf(visit.query);
  const { books } = deps.services;
  const [found, categories] =
    q.length < 2
      ? [null, null]
      : await Promise.all([orNothing(books.suggest(visit.by, q)), orNothing(books.categories(visit.by))]);
  const content = Suggestions({
    q,
    suggestions: found?.results ?? [],
    shelves: shelvesNamed(categories?.results ?? [], q),
    currency: deps.settings.CURRENCY,
  });
  return renderBare(deps, visit, content);
}

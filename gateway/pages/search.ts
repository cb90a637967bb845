// Searching: the page of results, and what drops under the box while one types.

import { Elysia } from 'elysia';
import type { Category } from '#services/books/model';
import { SearchPage } from '#views/search/index.tsx';
import { Suggestions } from '#views/search/suggest.tsx';
import { url } from '#views/urls.ts';
import { keyOf } from '../book-address.ts';
import { ok, orNothing } from '../calls.ts';
import type { Deps } from '../deps.ts';
import { choiceOf, filtersFrom, isLostPlace } from '../listing.ts';
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

const wordsOf = (visit: Visit): string =>
  (visit.query.get('q') ?? '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, longest);

async function index(deps: Deps, visit: Visit): Promise<Response> {
  const q = wordsOf(visit);
  if (q === '') return redirect(visit, url.shelves());
  const { books } = deps.services;
  const filters = filtersFrom(visit.query);
  const [found, categories, authors] = await Promise.all([
    books.search(visit.by, { q, ...choiceOf(filters, { searched: true }) }),
    orNothing(books.categories(visit.by)),
    orNothing(books.authors(visit.by, q)),
  ]);
  if (isLostPlace(found, filters)) return redirect(visit, url.search(q, { ...filters, cursor: undefined }));
  const results = await ok(found);
  const [only, ...others] = results.results;
  if (only && others.length === 0 && isIsbnOf(q, only.isbn)) return redirect(visit, url.book(only));
  const content = SearchPage({
    q,
    page: results,
    didYouMean: results.did_you_mean,
    authors: authors?.results ?? [],
    shelves: shelvesNamed(categories?.results ?? [], q),
    filters,
    coverOf: deps.covers.addresses(categories?.results ?? null),
  });
  const count = results.count_is_exact ? String(results.count) : `more than ${results.count}`;
  return renderPage(deps, visit, {
    title: `${count} ${results.count === 1 ? 'book' : 'books'} for “${q}”`,
    content,
    caching: 'catalogue',
    noindex: true,
    q,
  });
}

/** Whoever types an ISBN wants that book, not a list with it. An ISBN-10 has the middle of the ISBN-13. */
function isIsbnOf(q: string, isbn: string | null): boolean {
  const digits = q.replace(/[\s-]/g, '').toUpperCase();
  if (isbn === null) return false;
  if (/^\d{9}[\dX]$/.test(digits)) return isbn.slice(3, 12) === digits.slice(0, 9);
  const key = keyOf(digits);
  return key !== null && 'isbn' in key && key.isbn === isbn;
}

const shelvesNamed = (categories: readonly Category[], q: string): Category[] => {
  const words = q.toLowerCase();
  return words.length < 3 ? [] : categories.filter(({ name }) => name.toLowerCase().includes(words)).slice(0, 2);
};

async function suggest(deps: Deps, visit: Visit): Promise<Response> {
  const q = wordsOf(visit);
  const found = q.length < 2 ? null : await orNothing(deps.services.books.suggest(visit.by, q));
  const content = Suggestions({ q, suggestions: found?.results ?? [], currency: deps.settings.CURRENCY });
  return renderBare(deps, visit, content);
}

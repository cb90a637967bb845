// Shelves: all of them, and one with its books.

import { Elysia } from 'elysia';
import { notFound } from '#kit/problem';
import { ShelfPage } from '#views/books/index.tsx';
import { ShelvesPage } from '#views/shelves/index.tsx';
import { url } from '#views/urls.ts';
import { facetsOf, insteadOf } from '../beside.ts';
import { ok, orNothing } from '../calls.ts';
import type { Deps } from '../deps.ts';
import { choiceOf, filtersFrom, hasUnknown, isFiltered, isLostPlace } from '../listing.ts';
import { perPageOf } from '../preferences.ts';
import { renderPage } from '../render.ts';
import { type Doors, redirect, type Visit } from '../visit.ts';
import { shelfFeedOf } from './books.ts';

export const shelves = (deps: Deps, { page }: Doors) =>
  new Elysia({ name: 'pages/shelves' })
    .get(
      '/shelves',
      page((visit) => index(deps, visit)),
    )
    .get(
      '/shelves/:slug',
      page((visit) => show(deps, visit)),
    );

async function index(deps: Deps, visit: Visit): Promise<Response> {
  const categories = (await ok(deps.services.books.categories(visit.by))).results;
  const content = ShelvesPage({ categories });
  return renderPage(deps, visit, { title: 'All shelves', content, caching: 'catalogue', canonical: url.shelves() });
}

async function show(deps: Deps, visit: Visit): Promise<Response> {
  const { slug = '' } = visit.params;
  const { books } = deps.services;
  const filters = filtersFrom(visit.query);
  const within = { category: slug };
  const [categories, found, facets] = await Promise.all([
    orNothing(books.categories(visit.by)),
    books.list(visit.by, { ...within, ...choiceOf(filters, { perPage: perPageOf(visit.jar) }) }),
    facetsOf(deps, visit, within, filters),
  ]);
  const shelf = categories?.results.find((category) => category.slug === slug);
  if (categories && !shelf) throw notFound('shelf');
  if (isLostPlace(found, filters)) return redirect(visit, url.shelf(slug, { ...filters, cursor: undefined }));
  const list = await ok(found);
  const content = ShelfPage({
    shelf: shelf ?? null,
    subshelves: categories?.results.filter((category) => category.parent_id === shelf?.id) ?? [],
    page: list,
    filters,
    unknown: hasUnknown(visit.query),
    facets,
    instead: await insteadOf(deps, visit, { within, page: list, filters }),
    currency: deps.settings.CURRENCY,
    coverOf: deps.covers.addresses(categories?.results ?? null),
  });
  return renderPage(deps, visit, {
    title: shelf?.name ?? 'Books',
    description: shelf?.description || undefined,
    content,
    caching: 'catalogue',
    canonical: url.shelf(slug, filters),
    alternates: shelf ? [shelfFeedOf(shelf)] : [],
    noindex: isFiltered(filters),
  });
}

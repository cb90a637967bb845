// One author and the books we have by them.

import { Elysia } from 'elysia';
import { AuthorPage } from '#views/authors/show.tsx';
import { url } from '#views/urls.ts';
import { facetsOf, insteadOf } from '../beside.ts';
import { ok, orNothing } from '../calls.ts';
import type { Deps } from '../deps.ts';
import { choiceOf, filtersFrom, hasUnknown, isFiltered, isLostPlace } from '../listing.ts';
import { perPageOf } from '../preferences.ts';
import { renderPage } from '../render.ts';
import { type Doors, redirect, type Visit } from '../visit.ts';

export const authors = (deps: Deps, { page }: Doors) =>
  new Elysia({ name: 'pages/authors' }).get(
    '/authors/:slug',
    page((visit) => show(deps, visit)),
  );

async function show(deps: Deps, visit: Visit): Promise<Response> {
  const { slug = '' } = visit.params;
  const { books } = deps.services;
  const filters = filtersFrom(visit.query);
  const within = { author_slug: slug };
  const [author, found, categories, facets] = await Promise.all([
    ok(books.author(visit.by, slug)),
    books.list(visit.by, { ...within, ...choiceOf(filters, { perPage: perPageOf(visit.jar) }) }),
    orNothing(books.categories(visit.by)),
    facetsOf(deps, visit, within, filters),
  ]);
  if (isLostPlace(found, filters)) return redirect(visit, url.author(slug, { ...filters, cursor: undefined }));
  const list = await ok(found);
  const content = AuthorPage({
    author,
    page: list,
    filters,
    unknown: hasUnknown(visit.query),
    facets,
    instead: await insteadOf(deps, visit, { within, page: list, filters }),
    currency: deps.settings.CURRENCY,
    coverOf: deps.covers.addresses(categories?.results ?? null),
  });
  return renderPage(deps, visit, {
    title: author.name,
    content,
    caching: 'catalogue',
    canonical: url.author(slug, filters),
    noindex: isFiltered(filters),
  });
}

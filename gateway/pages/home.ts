// The door of the shop.

import { Elysia } from 'elysia';
import type { Book } from '#services/books/model';
import { HomePage } from '#views/home/index.tsx';
import { url } from '#views/urls.ts';
import { orNothing } from '../calls.ts';
import { pngSize } from '../covers/png-size.ts';
import type { Deps } from '../deps.ts';
import { navigationType } from '../feeds/opds.ts';
import { lookedAt } from '../looked-at.ts';
import { renderPage } from '../render.ts';
import type { Doors, Visit } from '../visit.ts';

const shown = 6;

export const home = (deps: Deps, { page }: Doors) =>
  new Elysia({ name: 'pages/home' }).get(
    '/',
    page((visit) => index(deps, visit)),
  );

async function index(deps: Deps, visit: Visit): Promise<Response> {
  const { books } = deps.services;
  const [categories, justIn, staffPicks, seen] = await Promise.all([
    orNothing(books.categories(visit.by)),
    orNothing(books.row(visit.by, { ordering: '-created_at', limit: shown })),
    orNothing(books.row(visit.by, { staff_pick: 'true', ordering: '-popularity', limit: shown })),
    lastSeen(deps, visit),
  ]);
  const coverOf = deps.covers.addresses(categories?.results ?? null);
  const newest = justIn?.results[0];
  const content = HomePage({
    categories: categories?.results ?? null,
    justIn: justIn?.results ?? null,
    staffPicks: staffPicks?.results ?? null,
    bookCount: justIn?.count ?? null,
    seen,
    coverOf,
  });
  return renderPage(deps, visit, {
    title: 'Books for the long evening',
    content,
    caching: 'catalogue',
    canonical: url.home(),
    description: 'An online bookshop: walk along the shelves, read what other readers say, order as a guest.',
    social: {
      type: 'website',
      title: 'Colophon Books',
      image: newest && {
        address: deps.origin + deps.covers.pngAddresses(categories?.results ?? null)(newest),
        ...pngSize,
        alt: `Cover of ${newest.title} by ${newest.author}`,
      },
    },
    alternates: [
      { type: 'application/atom+xml', title: 'New books', href: url.newBooksFeed() },
      { type: navigationType, title: 'The catalogue (OPDS)', href: url.opds() },
    ],
  });
}

const seenShown = 4;

/** The books this visitor looked at last, the last first; none where the room does not tell. */
async function lastSeen(deps: Deps, visit: Visit): Promise<Book[]> {
  const ids = lookedAt(visit.jar).slice(0, seenShown);
  if (ids.length === 0) return [];
  const found = await orNothing(
    deps.services.books.row(visit.by, { ids: ids.toSorted((a, b) => a - b).join(), limit: seenShown }),
  );
  return ids.flatMap((id) => found?.results.find((book) => book.id === id) ?? []);
}

// A reading list that somebody shares: switched on and off by its owner, read by whoever has the link. It is found by nobody else:
// no robot may keep it, and no page but the owner's links to it.

import { Elysia } from 'elysia';
import { SharedListPage } from '#views/reading/by-link.tsx';
import { url } from '#views/urls.ts';
import { ok, orNothing } from '../calls.ts';
import type { Deps } from '../deps.ts';
import type { Posted } from '../posted.ts';
import { renderPage } from '../render.ts';
import { type Doors, redirect, type Visit, withAccount } from '../visit.ts';

const perPage = 24;

export const sharedLists = (deps: Deps, { page, form }: Doors) =>
  new Elysia({ name: 'pages/shared-lists' })
    .get(
      '/lists/:secret',
      page((visit) => show(deps, visit)),
    )
    .post(
      '/account/list/sharing',
      form((visit, posted) => change(deps, visit, posted)),
      { parse: 'none' },
    );

async function show(deps: Deps, visit: Visit): Promise<Response> {
  const secret = visit.params.secret ?? '';
  const cursor = visit.query.get('cursor') ?? undefined;
  const found = await deps.services.users.sharedList(visit.by, secret, { limit: perPage, cursor });
  if (!found.ok && found.problem.status === 422 && cursor) return redirect(visit, url.sharedList(secret));
  const list = await ok(found);
  const ids = list.results.map(({ book_id }) => book_id);
  const sorted = ids.toSorted((one, other) => one - other).join();
  const { books } = deps.services;
  const [known, categories] = await Promise.all([
    ids.length === 0 ? null : orNothing(books.list(visit.by, { ids: sorted, limit: 100 })),
    orNothing(books.categories(visit.by)),
  ]);
  const content = SharedListPage({
    secret,
    reader: list.reader,
    count: list.count,
    books: ids.flatMap((id) => known?.results.find((book) => book.id === id) ?? []),
    confirmed: ids.length === 0 || known !== null,
    links: list,
    coverOf: deps.covers.addresses(categories?.results ?? null),
  });
  const headers = { 'referrer-policy': 'no-referrer' };
  return renderPage(deps, visit, { title: `What ${list.reader} wants to read`, content, noindex: true, headers });
}

/** Both ways twice are the same as once. */
async function change(deps: Deps, visit: Visit, posted: Posted): Promise<Response> {
  withAccount(visit);
  const on = posted.text('act') === 'share';
  if (on) await ok(deps.services.users.shareReading(visit.by));
  else await ok(deps.services.users.stopSharing(visit.by));
  const text = on
    ? 'Your list is shared: whoever has the link can read it.'
    : 'Your list is yours alone again. The link leads nowhere.';
  return redirect(visit, url.readingList(), { deps, say: { kind: 'done', text } });
}

// The account's own page.

import { Elysia } from 'elysia';
import { AccountPage } from '#views/account/show.tsx';
import { ok, orNothing } from '../calls.ts';
import type { Deps } from '../deps.ts';
import { renderPage } from '../render.ts';
import { csrfFor, type Doors, signedIn, type Visit } from '../visit.ts';
import { coversFor } from './orders.ts';

const ordersShown = 3;

export const account = (deps: Deps, { page }: Doors) =>
  new Elysia({ name: 'pages/account' }).get(
    '/account',
    page((visit) => show(deps, visit)),
  );

async function show(deps: Deps, visit: Visit): Promise<Response> {
  const { account: own } = signedIn(visit);
  const [user, orders, coverOf] = await Promise.all([
    ok(deps.services.users.me(visit.by)),
    orNothing(deps.services.orders.list(visit.by, { user_id: own.id, limit: ordersShown })),
    coversFor(deps, visit),
  ]);
  const content = AccountPage({ user, orders: orders?.results ?? null, csrf: csrfFor(deps, visit), coverOf });
  return renderPage(deps, visit, { title: 'Your account', content, noindex: true });
}

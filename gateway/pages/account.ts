// The account's own page.

import { Elysia } from 'elysia';
import { AccountPage } from '#views/account/show.tsx';
import { type Answer, orNothing } from '../calls.ts';
import type { Deps } from '../deps.ts';
import { renderPage } from '../render.ts';
import { csrfFor, type Doors, signedIn, type Visit } from '../visit.ts';
import { devices } from './devices.ts';
import { coversFor } from './orders.ts';

const ordersShown = 3;

export const account = (deps: Deps, doors: Doors) =>
  new Elysia({ name: 'pages/account' })
    .get(
      '/account',
      doors.page((visit) => show(deps, visit)),
    )
    .use(devices(deps, doors));

async function show(deps: Deps, visit: Visit): Promise<Response> {
  const { account: own } = signedIn(visit);
  const [user, orders, coverOf] = await Promise.all([
    orUnknown(deps.services.users.me(visit.by)),
    orNothing(deps.services.orders.list(visit.by, { user_id: own.id, limit: ordersShown })),
    coversFor(deps, visit),
  ]);
  const shown = { user, name: own.display_name, orders: orders?.results ?? null };
  const content = AccountPage({ ...shown, csrf: csrfFor(deps, visit), coverOf });
  return renderPage(deps, visit, { title: 'Your account', content, noindex: true });
}

/** Null while the room is silent; what it refuses, above all a token that no longer holds, it refuses. */
async function orUnknown<T>(asked: Promise<Answer<T>>): Promise<T | null> {
  const answer = await asked;
  if (answer.ok) return answer.value;
  if (answer.problem.status === 503) return null;
  throw answer.problem;
}

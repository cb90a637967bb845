// Where the visitor is signed in, and signing out there.

import { Elysia } from 'elysia';
import { isUid } from '#kit/id';
import * as users from '#nats/users';
import { SessionsPage } from '#views/sessions/index.tsx';
import { url } from '#views/urls.ts';
import { forgetDetails } from '../checkout-details.ts';
import type { Deps } from '../deps.ts';
import { plainForm } from '../forms.ts';
import type { Posted } from '../posted.ts';
import { renderPage } from '../render.ts';
import { type Doors, redirect, type Visit, withAccount } from '../visit.ts';

const askMs = 900;

export const devices = (deps: Deps, { page, form }: Doors) =>
  new Elysia({ name: 'pages/devices' })
    .get(
      '/account/sessions',
      page((visit) => show(deps, visit)),
    )
    .post(
      '/account/sessions',
      form((visit, posted) => signOut(deps, visit, posted)),
      { parse: 'none' },
    );

async function show(deps: Deps, visit: Visit): Promise<Response> {
  const { sid } = withAccount(visit);
  const call = { requestId: visit.by.requestId, timeoutMs: askMs };
  const { sessions } = await deps.bus.ask(users.sessions, { sid }, call);
  const content = SessionsPage({ sessions, form: plainForm(deps, visit) });
  return renderPage(deps, visit, { title: 'Where you are signed in', content, noindex: true });
}

/** One session by its id, or without one all of them, this one too. */
async function signOut(deps: Deps, visit: Visit, posted: Posted): Promise<Response> {
  const { sid } = withAccount(visit);
  const id = posted.text('id');
  const call = { requestId: visit.by.requestId, timeoutMs: askMs };
  await deps.bus.ask(users.endSessions, isUid(id) ? { sid, id } : { sid }, call);
  if (isUid(id)) {
    return redirect(visit, url.sessions(), { deps, say: { kind: 'done', text: 'That device is signed out.' } });
  }
  await deps.sessions.end(visit.jar, visit.by.requestId);
  forgetDetails(visit.jar);
  return redirect(visit, url.home(), { deps, say: { kind: 'done', text: 'You are signed out everywhere.' } });
}

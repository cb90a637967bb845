// Signing in and out.

import { Elysia } from 'elysia';
import { Problem } from '#kit/problem';
import type { FormState } from '#views/parts/form.tsx';
import { SignInPage } from '#views/sessions/new.tsx';
import { url } from '#views/urls.ts';
import { type Arrival, arrive, toldOf } from '../arrivals.ts';
import { forgetDetails } from '../checkout-details.ts';
import type { Deps } from '../deps.ts';
import { belongsOnForm, peekedForm, plainForm, refusalOf, refusedAnswer, refusedForm } from '../forms.ts';
import { forgetLooks } from '../looked-at.ts';
import type { Posted } from '../posted.ts';
import { localPath } from '../redirects.ts';
import { type PageParts, renderPage } from '../render.ts';
import { type Doors, redirect, type Visit } from '../visit.ts';

const unparsed = { parse: 'none' } as const;

export const sessions = (deps: Deps, { page, form }: Doors) =>
  new Elysia({ name: 'pages/sessions' })
    .get(
      '/sign-in',
      page((visit) => show(deps, visit)),
    )
    .post(
      '/sign-in',
      form((visit, posted) => signIn(deps, visit, posted)),
      unparsed,
    )
    .post(
      '/sign-out',
      form((visit) => signOut(deps, visit)),
      unparsed,
    );

/** Where to go on to, if it is in this shop. */
export const nextOf = (text: string | null): string => localPath(text, '');

function show(deps: Deps, visit: Visit): Response {
  const next = nextOf(visit.query.get('next'));
  const { account } = visit.visitor;
  if (account && !account.is_guest) return redirect(visit, next || url.account());
  return signInPage(deps, visit, { next, form: plainForm(deps, visit) });
}

/** A guest is told beforehand that what was bought comes along. */
export const isGuest = ({ visitor }: Visit): boolean => visitor.account?.is_guest === true;

type SignIn = { next: string; form: FormState } & Partial<Pick<PageParts, 'status' | 'failed' | 'headers'>>;

function signInPage(deps: Deps, visit: Visit, { next, form, ...answer }: SignIn): Response {
  return renderPage(deps, visit, {
    title: 'Sign in',
    content: SignInPage({ next, form, isGuest: isGuest(visit) }),
    noindex: true,
    ...answer,
  });
}

async function signIn(deps: Deps, visit: Visit, posted: Posted): Promise<Response> {
  const next = nextOf(posted.text('next'));
  const peeked = peekedForm(deps, visit, posted, ['password']);
  if (peeked) return signInPage(deps, visit, { next, form: peeked });
  const came = await tryToSignIn(deps, visit, posted);
  if (!(came instanceof Problem)) {
    const told = toldOf(came);
    const text = ['You are signed in.', ...told].join(' ');
    return redirect(visit, next || url.account(), told.length > 0 ? { deps, say: { kind: 'done', text } } : undefined);
  }
  if (came.status !== 401 && !belongsOnForm(came)) throw came;
  return signInPage(deps, visit, { next, form: refusedForm(deps, visit, posted, came), ...refusedAnswer(came) });
}

/** @returns the refusal, or what came along once the visitor is signed in */
export async function tryToSignIn(deps: Deps, visit: Visit, posted: Posted): Promise<Problem | Arrival> {
  const [username, password] = [posted.trimmed('username'), posted.text('password')];
  const incomplete = refusalOf([
    ['username', username === '' ? 'Enter your e-mail address or username.' : null],
    ['password', password === '' ? 'Enter your password.' : null],
  ]);
  if (incomplete) return incomplete;
  const tokens = await deps.services.users.login(visit.by, { username, password });
  return tokens.ok ? arrive(deps, visit, tokens.value.refresh) : tokens.problem;
}

/** Whoever comes to this browser next finds a basket, but no name and no address. */
async function signOut(deps: Deps, visit: Visit): Promise<Response> {
  await deps.sessions.end(visit.jar, visit.by.requestId);
  forgetDetails(visit.jar);
  forgetLooks(visit.jar);
  return redirect(visit, url.home(), { deps, say: { kind: 'done', text: 'You are signed out.' } });
}

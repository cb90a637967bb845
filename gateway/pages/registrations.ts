// Opening an account.

import { Elysia } from 'elysia';
import { Problem } from '#kit/problem';
import type { FormState } from '#views/parts/form.tsx';
import { SignUpPage } from '#views/registrations/new.tsx';
import { LookInMailPage } from '#views/registrations/sent.tsx';
import { url } from '#views/urls.ts';
import { type Arrival, arrive, toldOf } from '../arrivals.ts';
import type { Deps } from '../deps.ts';
import { belongsOnForm, peekedForm, plainForm, refusedAnswer, refusedForm } from '../forms.ts';
import type { Posted } from '../posted.ts';
import { type PageParts, renderPage } from '../render.ts';
import { type Doors, redirect, type Visit } from '../visit.ts';
import { isGuest, nextOf, tryToSignIn } from './sessions.ts';

export const registrations = (deps: Deps, { page, form }: Doors) =>
  new Elysia({ name: 'pages/registrations' })
    .get(
      '/sign-up',
      page((visit) => show(deps, visit)),
    )
    .get(
      '/sign-up/sent',
      page((visit) =>
        renderPage(deps, visit, { title: 'Look in your mail', content: LookInMailPage(), noindex: true }),
      ),
    )
    .post(
      '/sign-up',
      form((visit, posted) => create(deps, visit, posted)),
      { parse: 'none' },
    );

function show(deps: Deps, visit: Visit): Response {
  const next = nextOf(visit.query.get('next'));
  const { account } = visit.visitor;
  if (account && !account.is_guest) return redirect(visit, next || url.account());
  return signUpPage(deps, visit, { next, form: plainForm(deps, visit) });
}

type SignUp = { next: string; form: FormState } & Partial<Pick<PageParts, 'status' | 'failed' | 'headers'>>;

function signUpPage(deps: Deps, visit: Visit, { next, form, ...answer }: SignUp): Response {
  const content = SignUpPage({ next, form, isGuest: isGuest(visit) });
  return renderPage(deps, visit, { title: 'Open an account', content, noindex: true, ...answer });
}

async function create(deps: Deps, visit: Visit, posted: Posted): Promise<Response> {
  const next = nextOf(posted.text('next'));
  const peeked = peekedForm(deps, visit, posted, ['password', 'password2']);
  if (peeked) return signUpPage(deps, visit, { next, form: peeked });
  const came = await register(deps, visit, posted);
  if (!(came instanceof Problem)) {
    const welcome = 'Welcome. Your account is open, and a link to confirm your address is on its way.';
    const text = [welcome, ...toldOf(came)].join(' ');
    return redirect(visit, next || url.account(), { deps, say: { kind: 'done', text } });
  }
  // Whoever has the address was written to; the page does not say that there is somebody.
  if (isAboutAddressAlone(came)) return redirect(visit, url.signUpSent());
  if (!belongsOnForm(came)) throw came;
  return signUpPage(deps, visit, { next, form: refusedForm(deps, visit, posted, came), ...refusedAnswer(came) });
}

function isAboutAddressAlone({ slug, extra }: Problem): boolean {
  const { errors = [] } = extra;
  return slug === 'already-taken' && errors.length > 0 && errors.every(({ pointer }) => pointer === '/email');
}

async function register(deps: Deps, visit: Visit, posted: Posted): Promise<Problem | Arrival> {
  const made = await deps.services.users.register(visit.by, {
    username: posted.trimmed('username'),
    email: posted.trimmed('email'),
    password: posted.text('password'),
    password2: posted.text('password2'),
    first_name: posted.trimmed('first_name'),
    last_name: posted.trimmed('last_name'),
  });
  if (made.ok) return arrive(deps, visit, made.value.refresh);
  if (made.problem.slug !== 'already-taken') return made.problem;
  // The second of two clicks finds the name taken by the first: the same name and password are the same person.
  const came = await tryToSignIn(deps, visit, posted);
  return came instanceof Problem ? made.problem : came;
}

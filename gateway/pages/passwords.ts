// A forgotten password: asking for a link, and choosing a new one with it. And another password for who knows the present one.

import { Elysia } from 'elysia';
import type { FormState } from '#views/parts/form.tsx';
import { ChangePasswordPage } from '#views/passwords/change.tsx';
import { ForgottenPasswordPage } from '#views/passwords/forgot.tsx';
import { ResetPasswordPage } from '#views/passwords/reset.tsx';
import { url } from '#views/urls.ts';
import type { Deps } from '../deps.ts';
import { belongsOnForm, peekedForm, plainForm, refusedAnswer, refusedForm } from '../forms.ts';
import type { Posted } from '../posted.ts';
import { type PageParts, renderPage } from '../render.ts';
import { type Doors, redirect, type Visit, withAccount } from '../visit.ts';
import { isAboutToken } from './email-address.ts';

const unparsed = { parse: 'none' } as const;

export const passwords = (deps: Deps, { page, form }: Doors) =>
  new Elysia({ name: 'pages/passwords' })
    .get(
      '/forgot',
      page((visit) => forgot(deps, visit)),
    )
    .post(
      '/forgot',
      form((visit, posted) => sendLink(deps, visit, posted)),
      unparsed,
    )
    .get(
      '/reset/:token',
      page((visit) => reset(deps, visit)),
    )
    .post(
      '/reset/:token',
      form((visit, posted) => save(deps, visit, posted)),
      unparsed,
    )
    .get(
      '/account/password',
      page((visit) => changePage(deps, visit, { form: plainForm(deps, visit) })),
    )
    .post(
      '/account/password',
      form((visit, posted) => change(deps, visit, posted)),
      unparsed,
    );

function forgot(deps: Deps, visit: Visit): Response {
  const content = ForgottenPasswordPage({ form: plainForm(deps, visit), sent: visit.query.has('sent') });
  return renderPage(deps, visit, { title: 'Forgotten password', content, noindex: true });
}

async function sendLink(deps: Deps, visit: Visit, posted: Posted): Promise<Response> {
  const asked = await deps.services.users.forgot(visit.by, posted.trimmed('email'));
  if (asked.ok) return redirect(visit, `${url.forgotPassword()}?sent=yes`);
  if (!belongsOnForm(asked.problem)) throw asked.problem;
  const content = ForgottenPasswordPage({ form: refusedForm(deps, visit, posted, asked.problem), sent: false });
  return renderPage(deps, visit, {
    title: 'Forgotten password',
    content,
    noindex: true,
    ...refusedAnswer(asked.problem),
  });
}

function reset(deps: Deps, visit: Visit): Response {
  return resetPage(deps, visit, { form: plainForm(deps, visit), token: visit.params.token ?? '' });
}

async function save(deps: Deps, visit: Visit, posted: Posted): Promise<Response> {
  const { token = '' } = visit.params;
  const peeked = peekedForm(deps, visit, posted, ['password', 'password2']);
  if (peeked) return resetPage(deps, visit, { form: peeked, token });
  const wish = { token, password: posted.text('password'), password2: posted.text('password2') };
  const saved = await deps.services.users.reset(visit.by, wish);
  if (saved.ok) {
    const text = 'Your new password is saved. Sign in with it.';
    return redirect(visit, url.signIn(), { deps, say: { kind: 'done', text } });
  }
  const { problem } = saved;
  if (!belongsOnForm(problem)) throw problem;
  const isSpent = problem.status === 409 || isAboutToken(problem);
  const form = refusedForm(deps, visit, posted, problem);
  return resetPage(deps, visit, { form, token, isSpent, ...refusedAnswer(problem), failed: !isSpent });
}

type Reset = { form: FormState; token: string; isSpent?: boolean } & Answer;

function resetPage(deps: Deps, visit: Visit, { form, token, isSpent = false, ...answer }: Reset): Response {
  const content = ResetPasswordPage({ form, token, isSpent });
  return renderPage(deps, visit, { title: 'Choose a new password', content, noindex: true, ...answer });
}

type Answer = Partial<Pick<PageParts, 'status' | 'failed' | 'headers'>>;
type Change = { form: FormState } & Answer;

function changePage(deps: Deps, visit: Visit, { form, ...answer }: Change): Response {
  const { account } = withAccount(visit);
  const content = ChangePasswordPage({ form, username: account.username });
  return renderPage(deps, visit, { title: 'Your password', content, noindex: true, ...answer });
}

async function change(deps: Deps, visit: Visit, posted: Posted): Promise<Response> {
  withAccount(visit);
  const peeked = peekedForm(deps, visit, posted, passwordFields);
  if (peeked) return changePage(deps, visit, { form: peeked });
  const wish = {
    current_password: posted.text('current_password'),
    password: posted.text('password'),
    password2: posted.text('password2'),
  };
  const changed = await deps.services.users.changePassword(visit.by, wish);
  if (changed.ok) {
    const text = 'Your new password is saved. Every other device is signed out.';
    return redirect(visit, url.account(), { deps, say: { kind: 'done', text } });
  }
  const { problem } = changed;
  if (!belongsOnForm(problem)) throw problem;
  return changePage(deps, visit, { form: refusedForm(deps, visit, posted, problem), ...refusedAnswer(problem) });
}

const passwordFields = ['current_password', 'password', 'password2'];

// A forgotten password: asking for a link, and choosing a new one with it.

import { Elysia } from 'elysia';
import { ForgottenPasswordPage } from '#views/passwords/forgot.tsx';
import { ResetPasswordPage } from '#views/passwords/reset.tsx';
import { url } from '#views/urls.ts';
import type { Deps } from '../deps.ts';
import { belongsOnForm, plainForm, refusedAnswer, refusedForm } from '../forms.ts';
import type { Posted } from '../posted.ts';
import { renderPage } from '../render.ts';
import { type Doors, redirect, type Visit } from '../visit.ts';
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
  const { token = '' } = visit.params;
  const content = ResetPasswordPage({ form: plainForm(deps, visit), token, isSpent: false });
  return renderPage(deps, visit, { title: 'Choose a new password', content, noindex: true });
}

async function save(deps: Deps, visit: Visit, posted: Posted): Promise<Response> {
  const { token = '' } = visit.params;
  const wish = { token, password: posted.text('password'), password2: posted.text('password2') };
  const saved = await deps.services.users.reset(visit.by, wish);
  if (saved.ok) {
    const text = 'Your new password is saved. Sign in with it.';
    return redirect(visit, url.signIn(), { deps, say: { kind: 'done', text } });
  }
  const { problem } = saved;
  if (!belongsOnForm(problem)) throw problem;
  const isSpent = problem.status === 409 || isAboutToken(problem);
  const content = ResetPasswordPage({ form: refusedForm(deps, visit, posted, problem), token, isSpent });
  const answer = { ...refusedAnswer(problem), failed: !isSpent };
  return renderPage(deps, visit, { title: 'Choose a new password', content, noindex: true, ...answer });
}

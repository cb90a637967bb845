// The visitor's e-mail address: confirmed by a mailed link, asked for again, changed for another.

import { Elysia } from 'elysia';
import type { Problem } from '#kit/problem';
import { ConfirmAddressPage } from '#views/emails/confirm.tsx';
import { AddressPage } from '#views/emails/show.tsx';
import type { FormState } from '#views/parts/form.tsx';
import { url } from '#views/urls.ts';
import { ok } from '../calls.ts';
import type { Deps } from '../deps.ts';
import { belongsOnForm, plainForm, refusedAnswer, refusedForm } from '../forms.ts';
import type { Posted } from '../posted.ts';
import { type PageParts, renderPage } from '../render.ts';
import { type Doors, redirect, type Visit, withAccount } from '../visit.ts';

const unparsed = { parse: 'none' } as const;

export const emailAddress = (deps: Deps, { page, form }: Doors) =>
  new Elysia({ name: 'pages/email-address' })
    .get(
      '/account/email',
      page((visit) => show(deps, visit, { form: plainForm(deps, visit), asked: visit.query.has('sent') })),
    )
    .post(
      '/account/email',
      form((visit, posted) => move(deps, visit, posted)),
      unparsed,
    )
    .post(
      '/account/email/verification',
      form((visit) => sendAgain(deps, visit)),
      unparsed,
    )
    .get(
      '/verify/:token',
      page((visit) => confirmPage(deps, visit, { form: plainForm(deps, visit) })),
    )
    .post(
      '/verify/:token',
      form((visit, posted) => confirm(deps, visit, posted)),
      unparsed,
    );

type Answer = Partial<Pick<PageParts, 'status' | 'failed' | 'headers'>>;
type Shown = { form: FormState; asked?: boolean; answer?: Answer };

async function show(deps: Deps, visit: Visit, { form, asked = false, answer }: Shown): Promise<Response> {
  withAccount(visit);
  const { email, email_verified: isVerified } = await ok(deps.services.users.me(visit.by));
  const content = AddressPage({ email, isVerified, asked, form });
  return renderPage(deps, visit, { title: 'Your e-mail address', content, noindex: true, ...answer });
}

async function move(deps: Deps, visit: Visit, posted: Posted): Promise<Response> {
  withAccount(visit);
  const wish = { email: posted.trimmed('email'), current_password: posted.text('current_password') };
  const asked = await deps.services.users.moveAddress(visit.by, wish);
  if (asked.ok) return redirect(visit, `${url.address()}?sent=yes`);
  const { problem } = asked;
  if (!belongsOnForm(problem)) throw problem;
  return show(deps, visit, { form: refusedForm(deps, visit, posted, problem), answer: refusedAnswer(problem) });
}

async function sendAgain(deps: Deps, visit: Visit): Promise<Response> {
  withAccount(visit);
  await ok(deps.services.users.verifyAgain(visit.by));
  const text = 'The link is on its way again. If nothing comes, look among the unwanted mail.';
  return redirect(visit, url.address(), { deps, say: { kind: 'done', text } });
}

function confirmPage(
  deps: Deps,
  visit: Visit,
  shown: { form: FormState; isSpent?: boolean; answer?: Answer },
): Response {
  const { token = '' } = visit.params;
  const content = ConfirmAddressPage({ form: shown.form, token, isSpent: shown.isSpent ?? false });
  return renderPage(deps, visit, { title: 'Confirm your e-mail address', content, noindex: true, ...shown.answer });
}

async function confirm(deps: Deps, visit: Visit, posted: Posted): Promise<Response> {
  const { token = '' } = visit.params;
  const confirmed = await deps.services.users.confirmAddress(visit.by, token);
  if (confirmed.ok) {
    const say = { kind: 'done', text: 'Your e-mail address is confirmed.' } as const;
    return redirect(visit, visit.visitor.account ? url.account() : url.signIn(), { deps, say });
  }
  const { problem } = confirmed;
  if (!belongsOnForm(problem)) throw problem;
  const isSpent = isAboutToken(problem);
  const form = refusedForm(deps, visit, posted, problem);
  return confirmPage(deps, visit, { form, isSpent, answer: { ...refusedAnswer(problem), failed: !isSpent } });
}

/** A mailed link that works no more. */
export const isAboutToken = ({ extra }: Problem): boolean =>
  extra.errors?.some(({ pointer }) => pointer === '/token') ?? false;

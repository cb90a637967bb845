// Taking one's data away, and closing the account.

import { Elysia } from 'elysia';
import { instant } from '#kit/time';
import { CloseAccountPage } from '#views/account/closing.tsx';
import { url } from '#views/urls.ts';
import { exportOf } from '../account-export.ts';
import { forgetDetails } from '../checkout-details.ts';
import type { Deps } from '../deps.ts';
import { belongsOnForm, plainForm, refusedAnswer, refusedForm } from '../forms.ts';
import type { Posted } from '../posted.ts';
import { renderPage } from '../render.ts';
import { type Doors, redirect, signedIn, type Visit, withAccount } from '../visit.ts';

export const accountEnds = (deps: Deps, { page, form }: Doors) =>
  new Elysia({ name: 'pages/account-ends' })
    .get(
      '/account/export',
      page((visit) => download(deps, visit)),
    )
    .get(
      '/account/closing',
      page((visit) => {
        withAccount(visit);
        const content = CloseAccountPage({ form: plainForm(deps, visit), unfinished: [] });
        return renderPage(deps, visit, { title: 'Close your account', content, noindex: true });
      }),
    )
    .post(
      '/account/closing',
      form((visit, posted) => close(deps, visit, posted)),
      { parse: 'none' },
    );

/** All of it or a refusal: half of one's data would look like all of it. */
async function download(deps: Deps, visit: Visit): Promise<Response> {
  const { account } = signedIn(visit);
  const data = await exportOf(deps, visit.by, account.id);
  const day = instant(deps.clock.now()).slice(0, 10);
  return new Response(`${JSON.stringify({ exported_at: instant(deps.clock.now()), ...data }, null, 2)}\n`, {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="colophon-${day}.json"`,
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    },
  });
}

async function close(deps: Deps, visit: Visit, posted: Posted): Promise<Response> {
  const { account } = withAccount(visit);
  const closed = await deps.services.users.close(visit.by, account.id);
  if (closed.ok) {
    await deps.sessions.end(visit.jar, visit.by.requestId);
    forgetDetails(visit.jar);
    return redirect(visit, url.home(), { deps, say: { kind: 'done', text: 'Your account is closed. Thank you.' } });
  }
  const { problem } = closed;
  if (!belongsOnForm(problem)) throw problem;
  const content = CloseAccountPage({
    form: refusedForm(deps, visit, posted, problem),
    unfinished: unfinishedOf(problem.extra.orders),
  });
  return renderPage(deps, visit, { title: 'Close your account', content, noindex: true, ...refusedAnswer(problem) });
}

/** The orders a refusal names, as far as they are what we expect. */
function unfinishedOf(orders: unknown): { number: string }[] {
  if (!Array.isArray(orders)) return [];
  return orders.flatMap((order: unknown) => {
    const { number } = (order ?? {}) as { number?: unknown };
    return typeof number === 'string' ? [{ number }] : [];
  });
}

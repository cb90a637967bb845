// Right after an order was placed, and whenever that page is opened again: what happens next, where news of it goes, and an
// account for a guest who wants one.

import { Elysia } from 'elysia';
import { OrderPlacedPage } from '#views/orders/placed.tsx';
import type { FormState } from '#views/parts/form.tsx';
import { url } from '#views/urls.ts';
import { orNothing } from '../calls.ts';
import type { Deps } from '../deps.ts';
import { belongsOnForm, plainForm, refusalOf, refusedAnswer, refusedForm } from '../forms.ts';
import type { Posted } from '../posted.ts';
import { renderPage } from '../render.ts';
import { type Doors, redirect, signedIn, type Visit } from '../visit.ts';
import { coversFor, expectedDay, ownOrder } from './orders.ts';

const unparsed = { parse: 'none' } as const;

export const placedOrders = (deps: Deps, { page, form }: Doors) =>
  new Elysia({ name: 'pages/placed' })
    .get(
      '/orders/:number/placed',
      page((visit) => placed(deps, visit)),
    )
    .post(
      '/orders/:number/account',
      form((visit, posted) => keepAccount(deps, visit, posted)),
      unparsed,
    )
    .post(
      '/orders/:number/email',
      form((visit, posted) => correctAddress(deps, visit, posted)),
      unparsed,
    );

type Refused = { form: FormState; answer: ReturnType<typeof refusedAnswer> };

async function placed(deps: Deps, visit: Visit, refused?: Refused): Promise<Response> {
  const { account } = signedIn(visit);
  const order = await ownOrder(deps, visit);
  if (order.status === 'PENDING' || order.status === 'CANCELLED') return redirect(visit, url.order(order.number));
  const [me, coverOf] = await Promise.all([orNothing(deps.services.users.me(visit.by)), coversFor(deps, visit)]);
  const email = me?.email ?? 'your address';
  const form = refused?.form ?? plainForm(deps, visit);
  const content = OrderPlacedPage({
    order,
    email,
    isGuest: account.is_guest,
    expected: expectedDay(order),
    coverOf,
    form,
  });
  return renderPage(deps, visit, {
    title: `Order ${order.number} is placed`,
    content,
    noindex: true,
    ...refused?.answer,
  });
}

/** A guest chooses a password and stays. Whoever has an account with the address already is written to. */
async function keepAccount(deps: Deps, visit: Visit, posted: Posted): Promise<Response> {
  const order = await ownOrder(deps, visit);
  const wish = { password: posted.text('password'), password2: posted.text('password2') };
  const kept = await deps.services.users.keepAccount(visit.by, wish);
  if (kept.ok) {
    // What is remembered of the session says that this is a guest.
    if (visit.visitor.sid) deps.sessions.forget(visit.visitor.sid);
    const text = 'Your account is open. You sign in with your e-mail address and this password.';
    return redirect(visit, url.order(order.number), { deps, say: { kind: 'done', text } });
  }
  const { problem } = kept;
  if (problem.slug === 'already-taken') return redirect(visit, url.signUpSent());
  if (!belongsOnForm(problem)) throw problem;
  return placed(deps, visit, { form: refusedForm(deps, visit, posted, problem), answer: refusedAnswer(problem) });
}

/** A guest mistyped the address: from now on news goes to the right one. Accounts change theirs by a mailed link. */
async function correctAddress(deps: Deps, visit: Visit, posted: Posted): Promise<Response> {
  const order = await ownOrder(deps, visit);
  const { account } = signedIn(visit);
  if (!account.is_guest) return redirect(visit, url.address());
  const email = posted.trimmed('email');
  const refusal = refusalOf([
    ['email', email.includes('@') ? null : 'Enter an e-mail address such as name@example.com.'],
  ]);
  const changed = refusal ? null : await deps.services.users.change(visit.by, account.id, { email });
  const problem = refusal ?? (changed?.ok === false ? changed.problem : null);
  if (!problem) {
    const text = `From now on news of this order goes to ${email}.`;
    return redirect(visit, url.orderPlaced(order.number), { deps, say: { kind: 'done', text } });
  }
  if (!belongsOnForm(problem)) throw problem;
  return placed(deps, visit, { form: refusedForm(deps, visit, posted, problem), answer: refusedAnswer(problem) });
}

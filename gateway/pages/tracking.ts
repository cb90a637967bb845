// Following an order without signing in: its number and the address it was made with.

import { Elysia } from 'elysia';
import { type Problem, refuseField } from '#kit/problem';
import { instant } from '#kit/time';
import { track } from '#nats/orders';
import { hasAddress } from '#nats/users';
import type { OrderStatus } from '#services/orders/model';
import { TrackPage } from '#views/tracking/form.tsx';
import { TrackedOrderPage } from '#views/tracking/show.tsx';
import { url } from '#views/urls.ts';
import type { Deps } from '../deps.ts';
import { plainForm, refusalOf, refusedAnswer, refusedForm } from '../forms.ts';
import type { Posted } from '../posted.ts';
import { renderPage } from '../render.ts';
import { type Doors, redirect, type Visit } from '../visit.ts';

const purpose = 'track';
const dayMs = 24 * 3_600_000;

export const tracking = (deps: Deps, { page, form }: Doors) =>
  new Elysia({ name: 'pages/tracking' })
    .get(
      '/track',
      page((visit) => {
        const content = TrackPage({
          form: plainForm(deps, visit),
          number: visit.query.get('number')?.slice(0, 20) ?? '',
        });
        return renderPage(deps, visit, { title: 'Track an order', content, noindex: true });
      }),
    )
    .post(
      '/track',
      form((visit, posted) => find(deps, visit, posted)),
      { parse: 'none' },
    )
    .get(
      '/track/:seal',
      page((visit) => show(deps, visit)),
    );

async function find(deps: Deps, visit: Visit, posted: Posted): Promise<Response> {
  const number = posted.trimmed('number').toUpperCase();
  const email = posted.trimmed('email');
  const problem =
    refusalOf([
      ['number', /^[A-Z0-9-]{6,20}$/.test(number) ? null : 'Enter the number of the order, such as CB-7F3K-29QX.'],
      ['email', email.includes('@') && email.length <= 254 ? null : 'Enter the e-mail address you ordered with.'],
    ]) ??
    deps.limits.trackRefusal({ number, address: visit.by.address }) ??
    (await mismatch(deps, visit, { number, email }));
  if (!problem) {
    const seal = deps.seals.seal(purpose, [number, deps.clock.now().getTime() + dayMs]);
    return redirect(visit, url.tracked(seal));
  }
  const content = TrackPage({ form: refusedForm(deps, visit, posted, problem), number: '' });
  return renderPage(deps, visit, { title: 'Track an order', content, noindex: true, ...refusedAnswer(problem) });
}

/** Both rooms are asked whether or not there is such an order, so that neither words nor time tell which of the two was wrong. */
async function mismatch(
  { bus }: Deps,
  { by }: Visit,
  { number, email }: { number: string; email: string },
): Promise<Problem | null> {
  const call = { requestId: by.requestId };
  const { order } = await bus.ask(track, { number }, call);
  const { has } = await bus.ask(hasAddress, { user_id: order?.user_id ?? 0, email }, call);
  if (order && has) return null;
  return refuseField('/number', 'We find no order with this number and address. Look at both again.');
}

async function show(deps: Deps, visit: Visit): Promise<Response> {
  const number = numberIn(deps, visit.params.seal ?? '');
  const { order } =
    number === null ? { order: null } : await deps.bus.ask(track, { number }, { requestId: visit.by.requestId });
  if (!order) return redirect(visit, url.track());
  const { user_id: _, ...found } = order;
  // The words come from the orders room, whose model lists them.
  const shown = found as typeof found & { status: OrderStatus; history: { status: OrderStatus; at: string }[] };
  const content = TrackedOrderPage({ order: shown, readAt: instant(deps.clock.now()), href: visit.path });
  return renderPage(deps, visit, { title: `Order ${found.number}`, content, noindex: true });
}

/** The number behind a seal of ours that is not a day old. */
function numberIn({ seals, clock }: Deps, seal: string): string | null {
  const values = seals.unseal(purpose, seal);
  if (!Array.isArray(values)) return null;
  const [number, until] = values as unknown[];
  return typeof number === 'string' && typeof until === 'number' && until > clock.now().getTime() ? number : null;
}

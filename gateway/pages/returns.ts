// Calling off books of an order before it leaves, and sending them back after: choose, look once more, done.

import { Elysia } from 'elysia';
import { formatMinor, toMinor } from '#kit/money';
import { notFound, type Problem } from '#kit/problem';
import { instant } from '#kit/time';
import type { Order } from '#services/orders/model';
import { CancelOrderPage } from '#views/orders/cancellation.tsx';
import { isPartable, isReturnable } from '#views/orders/state.ts';
import type { FormState } from '#views/parts/form.tsx';
import { CheckReturnPage } from '#views/returns/check.tsx';
import { ChooseReturnPage } from '#views/returns/choose.tsx';
import { ReturnClosedPage } from '#views/returns/closed.tsx';
import { ReturnPage } from '#views/returns/show.tsx';
import type { Kind } from '#views/returns/words.ts';
import { url } from '#views/urls.ts';
import { ok } from '../calls.ts';
import { moneyBy, moneyFrom } from '../delivery.ts';
import type { Deps } from '../deps.ts';
import { belongsOnForm, freshForm, plainForm, refusedAnswer, refusedForm } from '../forms.ts';
import type { Posted } from '../posted.ts';
import { type PageParts, renderPage } from '../render.ts';
import { chosenBy, fieldsOf, linesOf, takesAll } from '../return-choice.ts';
import { seller } from '../seller.ts';
import { type Doors, redirect, type Visit } from '../visit.ts';
import { coversFor, ownOrder } from './orders.ts';

const unparsed = { parse: 'none' } as const;

export const returns = (deps: Deps, { page, form }: Doors) =>
  new Elysia({ name: 'pages/returns' })
    .get(
      '/orders/:number/cancellation',
      page((visit) => choose(deps, visit, 'cancellation')),
    )
    .get(
      '/orders/:number/cancellation/check',
      page((visit) => check(deps, visit, 'cancellation')),
    )
    .post(
      '/orders/:number/cancellation',
      form((visit, posted) => cancel(deps, visit, posted)),
      unparsed,
    )
    .get(
      '/orders/:number/returns/new',
      page((visit) => choose(deps, visit, 'return')),
    )
    .get(
      '/orders/:number/returns/check',
      page((visit) => check(deps, visit, 'return')),
    )
    .get(
      '/orders/:number/returns/:id',
      page((visit) => show(deps, visit)),
    )
    .post(
      '/orders/:number/returns',
      form((visit, posted) => askReturn(deps, visit, posted)),
      unparsed,
    );

type Answer = Partial<Pick<PageParts, 'status' | 'failed' | 'headers'>>;

async function choose(deps: Deps, visit: Visit, kind: Kind): Promise<Response> {
  const order = await ownOrder(deps, visit);
  if (kind === 'return') {
    if (!canReturn(deps, order)) return closedPage(deps, visit, order);
  } else if (!isPartable(order)) return cancelWholePage(deps, visit, { order, form: plainForm(deps, visit) });
  return choicePage(deps, visit, { order, kind, form: { csrf: '', typed: Object.fromEntries(visit.query) } });
}

async function choicePage(
  deps: Deps,
  visit: Visit,
  { order, kind, form, ...answer }: { order: Order; kind: Kind; form: FormState } & Answer,
): Promise<Response> {
  const content = ChooseReturnPage({ order, kind, form, coverOf: await coversFor(deps, visit) });
  return renderPage(deps, visit, { title: titleOf(kind, order), content, noindex: true, ...answer });
}

function cancelWholePage(
  deps: Deps,
  visit: Visit,
  { order, form, ...answer }: { order: Order; form: FormState } & Answer,
): Response {
  const content = CancelOrderPage({ order, now: instant(deps.clock.now()), form });
  return renderPage(deps, visit, { title: titleOf('cancellation', order), content, noindex: true, ...answer });
}

const titleOf = (kind: Kind, { number }: Order): string =>
  kind === 'cancellation' ? `Cancel order ${number}` : `Send back books of order ${number}`;

const canReturn = (deps: Deps, order: Order): boolean => isReturnable(order, instant(deps.clock.now()));

/** Says until when it would have been possible, or what is instead. */
const closedPage = (deps: Deps, visit: Visit, order: Order): Response =>
  renderPage(deps, visit, {
    title: titleOf('return', order),
    content: ReturnClosedPage({ order }),
    noindex: true,
    status: 409,
  });

async function check(deps: Deps, visit: Visit, kind: Kind): Promise<Response> {
  const order = await ownOrder(deps, visit);
  if (kind === 'return') {
    if (!canReturn(deps, order)) return closedPage(deps, visit, order);
  } else if (!isPartable(order)) return redirect(visit, url.cancelOrder(order.number));
  const read = (name: string) => visit.query.get(name) ?? '';
  const { chosen, refusal } = chosenBy(order, kind, read);
  if (refusal === null) return checkPage(deps, visit, { order, kind, chosen, form: freshForm(deps, visit) });
  const typed = Object.fromEntries(visit.query);
  const form = { csrf: '', typed, errors: refusal.extra.errors ?? [] };
  return choicePage(deps, visit, { order, kind, form, ...refusedAnswer(refusal) });
}

type Chosen = ReturnType<typeof chosenBy>['chosen'];

async function checkPage(
  deps: Deps,
  visit: Visit,
  { order, kind, chosen, form, ...answer }: { order: Order; kind: Kind; chosen: Chosen; form: FormState } & Answer,
): Promise<Response> {
  const whole = takesAll(order, chosen.items);
  const change = kind === 'cancellation' ? url.cancelOrder : url.newReturn;
  const content = CheckReturnPage({
    order,
    kind,
    chosen: linesOf(order, chosen.items),
    reason: chosen.reason,
    amount: whole ? leftOf(order) : formatMinor(chosen.amountMinor),
    whole,
    moneyBy: moneyBy(deps.clock),
    changeHref: change(order.number, fieldsOf(chosen)),
    form,
    coverOf: await coversFor(deps, visit),
  });
  return renderPage(deps, visit, { title: titleOf(kind, order), content, noindex: true, ...answer });
}

/** What the shop has, or would have, of an order's money. */
const leftOf = (order: Order): string =>
  formatMinor((toMinor(order.total_amount) ?? 0) - (toMinor(order.refunded_amount) ?? 0));

async function cancel(deps: Deps, visit: Visit, posted: Posted): Promise<Response> {
  const order = await ownOrder(deps, visit);
  if (!isPartable(order)) return cancelWhole(deps, visit, { order, posted });
  const { chosen, refusal } = chosenBy(order, 'cancellation', posted.text);
  const wish = { items: chosen.items, reason: chosen.reason, ...noteOf(posted) };
  if (refusal) return refused(deps, visit, { order, kind: 'cancellation', posted, problem: refusal });
  const done = await deps.services.orders.cancelLines(visit.by, order.id, wish, posted.requestId());
  if (!done.ok) return refused(deps, visit, { order, kind: 'cancellation', posted, problem: done.problem });
  const paid = order.payment_status !== 'UNPAID';
  const books = done.value.status === 'CANCELLED' ? 'The order is cancelled.' : 'The books are cancelled.';
  const text = paid ? `${books} The money arrives by ${moneyBy(deps.clock)}.` : books;
  return redirect(visit, url.order(order.number), { deps, say: { kind: 'done', text } });
}

/** An order that is not paid yet: there is nothing to choose. */
async function cancelWhole(
  deps: Deps,
  visit: Visit,
  { order, posted }: { order: Order; posted: Posted },
): Promise<Response> {
  const cancelled = await deps.services.orders.cancel(visit.by, order.id);
  if (cancelled.ok) {
    const text = 'The order is cancelled and its books are back on the shelf.';
    return redirect(visit, url.order(order.number), { deps, say: { kind: 'done', text } });
  }
  if (!belongsOnForm(cancelled.problem)) throw cancelled.problem;
  const now = await ownOrder(deps, visit);
  const form = refusedForm(deps, visit, posted, cancelled.problem);
  return cancelWholePage(deps, visit, { order: now, form, ...refusedAnswer(cancelled.problem) });
}

async function askReturn(deps: Deps, visit: Visit, posted: Posted): Promise<Response> {
  const order = await ownOrder(deps, visit);
  const { chosen, refusal } = chosenBy(order, 'return', posted.text);
  const key = posted.requestId();
  const wish = { items: chosen.items, reason: chosen.reason, ...noteOf(posted) };
  // What was chosen may be the very copies an earlier press of the button asked for: the room knows its key.
  const asked = chosen.items.length === 0 ? null : await deps.services.orders.askReturn(visit.by, order.id, wish, key);
  if (asked?.ok) return redirect(visit, url.return(order.number, asked.value.id));
  const problem = asked?.problem ?? refusal ?? notFound('order');
  return refused(deps, visit, { order, kind: 'return', posted, problem });
}

function noteOf(posted: Posted): { note?: string } {
  const note = posted.trimmed('note');
  return note === '' ? {} : { note };
}

type Refused = { order: Order; kind: Kind; posted: Posted; problem: Problem };

/** Back on the page the form was on, or, where the choice itself no longer stands, on the one before. */
async function refused(deps: Deps, visit: Visit, { kind, posted, problem }: Refused): Promise<Response> {
  if (!belongsOnForm(problem)) throw problem;
  const order = await ownOrder(deps, visit);
  if (kind === 'return' && !canReturn(deps, order)) return closedPage(deps, visit, order);
  const form = refusedForm(deps, visit, posted, problem);
  const { chosen, refusal } = chosenBy(order, kind, posted.text);
  if (refusal) {
    const again = { ...form, errors: refusal.extra.errors ?? [], problem: null };
    return choicePage(deps, visit, { order, kind, form: again, ...refusedAnswer(problem) });
  }
  return checkPage(deps, visit, { order, kind, chosen, form, ...refusedAnswer(problem) });
}

async function show(deps: Deps, visit: Visit): Promise<Response> {
  const order = await ownOrder(deps, visit);
  const { id = '' } = visit.params;
  if (!/^[1-9]\d{0,14}$/.test(id)) throw notFound('return');
  const asked = await ok(deps.services.orders.showReturn(visit.by, Number(id)));
  if (asked.order_id !== order.id) throw notFound('return');
  const title = `${asked.kind === 'RETURN' ? 'Return' : 'Cancellation'} ${asked.id}`;
  return renderPage(deps, visit, {
    title,
    content: ReturnPage({ asked, moneyBy: moneyFrom(asked.updated_at), seller }),
    noindex: true,
  });
}

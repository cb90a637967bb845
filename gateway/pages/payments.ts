// Paying an order: the choice of a way, and the provider's page for those who pay by card. No card number comes near us.

import { Elysia } from 'elysia';
import { Problem } from '#kit/problem';
import type { Order } from '#services/orders/model';
import type { PaymentMethod } from '#services/payments/model';
import { isPayable } from '#views/orders/state.ts';
import type { FormState } from '#views/parts/form.tsx';
import { NewPaymentPage } from '#views/payments/new.tsx';
import { SimulatorPage } from '#views/payments/simulator.tsx';
import { url } from '#views/urls.ts';
import type { Deps } from '../deps.ts';
import { belongsOnForm, freshForm, refusalOf, refusedAnswer, refusedForm } from '../forms.ts';
import type { Posted } from '../posted.ts';
import { type PageParts, renderBare, renderPage } from '../render.ts';
import type { Doors, Visit } from '../visit.ts';
import { redirect } from '../visit.ts';
import { ownOrder } from './orders.ts';

/** Ways to pay, the usual one first. */
export const methods = [
  'CREDIT_CARD',
  'DEBIT_CARD',
  'PAYPAL',
  'BANK_TRANSFER',
  'CASH_ON_DELIVERY',
] as const satisfies readonly PaymentMethod[];
const atProvider: readonly PaymentMethod[] = ['CREDIT_CARD', 'DEBIT_CARD', 'PAYPAL'];
const unparsed = { parse: 'none' } as const;

export const payments = (deps: Deps, { page, form }: Doors) =>
  new Elysia({ name: 'pages/payments' })
    .get(
      '/orders/:number/payments/new',
      page((visit) => choose(deps, visit)),
    )
    .post(
      '/orders/:number/payments',
      form((visit, posted) => take(deps, visit, posted)),
      unparsed,
    )
    .get(
      '/orders/:number/payments/simulator',
      page((visit) => simulate(deps, visit)),
    )
    .post(
      '/orders/:number/payments/simulator',
      form((visit, posted) => payThere(deps, visit, posted)),
      unparsed,
    );

/** The order, or the way to its page where it is not waiting for money (any more). */
async function payableOrder(deps: Deps, visit: Visit): Promise<Order | Response> {
  const order = await ownOrder(deps, visit);
  if (isPayable(order, null)) return order;
  const text = order.payment_status === 'UNPAID' ? 'This order is not waiting for payment.' : 'This order is paid.';
  return redirect(visit, url.order(order.number), { deps, say: { kind: 'notice', text } });
}

async function choose(deps: Deps, visit: Visit): Promise<Response> {
  const order = await payableOrder(deps, visit);
  return order instanceof Response ? order : choicePage(deps, visit, { order, form: freshForm(deps, visit) });
}

type Choice = { order: Order; form: FormState } & Partial<Pick<PageParts, 'status' | 'failed' | 'headers'>>;

function choicePage(deps: Deps, visit: Visit, { order, form, ...answer }: Choice): Response {
  const content = NewPaymentPage({ order, methods, form });
  return renderPage(deps, visit, { title: 'Payment', content, quiet: true, noindex: true, ...answer });
}

export const methodIn = (text: string | null): PaymentMethod | undefined => methods.find((method) => method === text);

/** The choice made: on to the provider, or for what is paid later, the payment itself. */
async function take(deps: Deps, visit: Visit, posted: Posted): Promise<Response> {
  const order = await orderToPay(deps, visit);
  const method = methodIn(posted.text('payment_method'));
  const refusal = refusalOf([['payment_method', method ? null : 'Choose how you want to pay.']]);
  if (!method || refusal) return refused(deps, visit, { order, posted, problem: refusal });
  const provider = providerPage(order.number, method);
  return provider !== null ? redirect(visit, provider) : pay(deps, visit, { order, posted, method });
}

async function simulate(deps: Deps, visit: Visit): Promise<Response> {
  const order = await payableOrder(deps, visit);
  if (order instanceof Response) return order;
  const method = methodIn(visit.query.get('method'));
  if (!method || !atProvider.includes(method)) return redirect(visit, url.pay(order.number));
  return renderBare(deps, visit, simulatorPage(deps, { order, method, form: freshForm(deps, visit) }));
}

const simulatorPage = (deps: Deps, { order, method, form }: { order: Order; method: PaymentMethod; form: FormState }) =>
  SimulatorPage({
    number: order.number,
    amount: order.total_amount,
    currency: order.currency,
    method,
    heldUntil: order.expires_at,
    form,
    css: deps.assets.addresses.css,
  });

/** As {@link ownOrder}; where nobody can say what is to be paid, nobody was asked for money. */
async function orderToPay(deps: Deps, visit: Visit): Promise<Order> {
  try {
    return await ownOrder(deps, visit);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 503) throw error;
    throw inOtherWords(error, notCharged);
  }
}

const notCharged = 'We cannot look at your order just now, so nothing was charged. Go back and try again in a moment.';
const notKnown =
  'We do not know yet whether your payment went through. It is never taken twice: press Pay again, or look at your order first.';

const inOtherWords = ({ slug, headers }: Problem, detail: string) => new Problem(503, slug, detail, { headers });

async function payThere(deps: Deps, visit: Visit, posted: Posted): Promise<Response> {
  const order = await orderToPay(deps, visit);
  const method = methodIn(posted.text('payment_method'));
  if (!method || !atProvider.includes(method)) return redirect(visit, url.pay(order.number));
  return pay(deps, visit, { order, posted, method, token: posted.text('payment_token') || 'tok_ok' });
}

type Payment = { order: Order; posted: Posted; method: PaymentMethod; token?: string };

/** Where somebody goes who pays this way at the provider; null for what is paid later. */
export const providerPage = (number: string, method: PaymentMethod): string | null =>
  atProvider.includes(method) ? `${url.simulator(number)}?method=${method}` : null;

/** Pays an order, the same wish once however often it is sent. */
export async function pay(deps: Deps, visit: Visit, { order, posted, method, token }: Payment): Promise<Response> {
  const wish = { order_id: order.id, amount: order.total_amount, payment_method: method, payment_token: token };
  const paid = await deps.services.payments.pay(visit.by, wish, posted.requestId());
  if (!paid.ok) return notPaid(deps, visit, { order, posted, method, problem: paid.problem });
  const isOpen = paid.value.status === 'PENDING' && atProvider.includes(method);
  return redirect(visit, isOpen ? url.order(order.number) : url.orderPlaced(order.number));
}

type Refusal = { order: Order; posted: Posted; method: PaymentMethod; problem: Problem };

function notPaid(deps: Deps, visit: Visit, { order, posted, method, problem }: Refusal): Response {
  if (problem.status === 409) {
    // It is paid already, being paid in another window, or has run out: its own page says which.
    return redirect(visit, url.order(order.number), { deps, say: { kind: 'notice', text: problem.message } });
  }
  if (!belongsOnForm(problem)) throw problem;
  if (problem.status === 503 && atProvider.includes(method)) {
    // The same wish again: if the money was taken after all, it is not taken twice. Where orders is silent payments asked nobody.
    const honest = inOtherWords(problem, problem.slug === 'orders-unavailable' ? notCharged : notKnown);
    const form = refusedForm(deps, visit, posted, honest);
    return renderBare(deps, visit, simulatorPage(deps, { order, method, form }), problem.status);
  }
  return refused(deps, visit, { order, posted, problem });
}

function refused(
  deps: Deps,
  visit: Visit,
  { order, posted, problem }: { order: Order; posted: Posted; problem: Problem | null },
): Response {
  if (!problem) return choicePage(deps, visit, { order, form: freshForm(deps, visit) });
  const form = refusedForm(deps, visit, posted, problem);
  return choicePage(deps, visit, { order, form, ...refusedAnswer(problem) });
}

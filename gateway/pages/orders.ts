// A customer's orders: the list, one of them from placed to delivered, its invoice, and what was given back of it.

import { Elysia } from 'elysia';
import { notFound } from '#kit/problem';
import { instant } from '#kit/time';
import type { Order } from '#services/orders/model';
import type { Payment } from '#services/payments/model';
import { CreditNotePage } from '#views/orders/credit-note.tsx';
import { OrdersPage } from '#views/orders/index.tsx';
import { InvoicePage } from '#views/orders/invoice.tsx';
import { OrderPage } from '#views/orders/show.tsx';
import { isMoving, isUnderWay } from '#views/orders/state.ts';
import { url } from '#views/urls.ts';
import { noteTakenOut } from '../basket-undo.ts';
import { again, wordsOfAgain } from '../buy-again.ts';
import { ok, orNothing } from '../calls.ts';
import { arrivalFrom, moneyFrom } from '../delivery.ts';
import type { Deps } from '../deps.ts';
import { plainForm } from '../forms.ts';
import { hasEmpty, orderChoice, orderFiltersFrom, yearsToChoose } from '../order-filters.ts';
import { renderPage } from '../render.ts';
import { seller } from '../seller.ts';
import { type Doors, redirect, saveBasket, signedIn, type Visit } from '../visit.ts';

const perPage = 10;
const refreshSeconds = 3;

export const orders = (deps: Deps, { page, form }: Doors) =>
  new Elysia({ name: 'pages/orders' })
    .get(
      '/orders',
      page((visit) => index(deps, visit)),
    )
    .get(
      '/account/orders',
      page((visit) => redirect(visit, url.orders(orderFiltersFrom(visit.query)))),
    )
    .get(
      '/orders/:number',
      page((visit) => show(deps, visit)),
    )
    .post(
      '/orders/:number/again',
      form((visit) => buyAgain(deps, visit)),
      { parse: 'none' },
    )
    .get(
      '/orders/:number/invoice',
      page((visit) => invoice(deps, visit)),
    )
    .get(
      '/orders/:number/credit-notes/:refund',
      page((visit) => creditNote(deps, visit)),
    );

async function index(deps: Deps, visit: Visit): Promise<Response> {
  const { account } = signedIn(visit);
  const filters = orderFiltersFrom(visit.query);
  if (hasEmpty(visit.query)) return redirect(visit, url.orders(filters));
  const { orders: room } = deps.services;
  const [found, oldest, payments, coverOf] = await Promise.all([
    room.list(visit.by, { user_id: account.id, limit: perPage, ...orderChoice(filters) }),
    orNothing(room.list(visit.by, { user_id: account.id, limit: 1, ordering: 'created_at' })),
    orNothing(deps.services.payments.ofUser(visit.by, account.id)),
    coversFor(deps, visit),
  ]);
  if (!found.ok && found.problem.status === 422 && filters.cursor)
    return redirect(visit, url.orders({ ...filters, cursor: undefined }));
  const content = OrdersPage({
    page: await ok(found),
    filters,
    years: yearsToChoose(deps.clock.now(), oldest?.results[0]?.created_at ?? null, filters.year),
    payments: payments?.results ?? null,
    form: plainForm(deps, visit),
    coverOf,
  });
  return renderPage(deps, visit, { title: 'Your orders', content, noindex: true, canonical: url.orders(filters) });
}

async function buyAgain(deps: Deps, visit: Visit): Promise<Response> {
  const order = await ownOrder(deps, visit);
  const ids = order.items.map(({ book_id }) => book_id).sort((one, other) => one - other);
  const found = await ok(deps.services.books.list(visit.by, { ids: ids.join(), limit: 100 }));
  const result = again(visit.basket, order, found.results);
  saveBasket(visit, result.basket);
  noteTakenOut(visit, result.basket);
  return redirect(visit, url.basket(), { deps, say: wordsOfAgain(order.number, result) });
}

/** The visitor's own order of the number in the address. @throws Problem 401 signed out, 404 for another's */
export async function ownOrder(deps: Deps, visit: Visit): Promise<Order> {
  const { account } = signedIn(visit);
  const { number = '' } = visit.params;
  if (!/^[\w-]{1,20}$/.test(number)) throw notFound('order');
  const found = await ok(deps.services.orders.list(visit.by, { user_id: account.id, number, limit: 1 }));
  const order = found.results.find(({ user_id }) => user_id === account.id);
  if (!order) throw notFound('order');
  return order;
}

export async function coversFor(deps: Deps, visit: Visit) {
  const categories = await orNothing(deps.services.books.categories(visit.by));
  return deps.covers.addresses(categories?.results ?? null);
}

const paymentsOf = async (deps: Deps, visit: Visit, order: Order) =>
  (await orNothing(deps.services.payments.ofOrder(visit.by, order.id)))?.results ?? null;

async function show(deps: Deps, visit: Visit): Promise<Response> {
  const order = await ownOrder(deps, visit);
  const [payments, returns, coverOf] = await Promise.all([
    paymentsOf(deps, visit, order),
    orNothing(deps.services.orders.returns(visit.by, { order_id: order.id, limit: 100 })),
    coversFor(deps, visit),
  ]);
  const content = OrderPage({
    order,
    payments,
    returns: returns?.results ?? null,
    readAt: instant(deps.clock.now()),
    expected: expectedDay(order),
    moneyBy: moneyBackBy(payments),
    form: plainForm(deps, visit),
    coverOf,
  });
  return renderPage(deps, visit, {
    title: `Order ${order.number}`,
    content,
    noindex: true,
    refreshSeconds: isMoving(order, payments) ? refreshSeconds : undefined,
  });
}

/** When it comes, while it is on its way; of an order by the API nobody knows how it is delivered. */
export const expectedDay = (order: Order): string | null =>
  order.delivery_method !== null && isUnderWay(order) ? arrivalFrom(order.created_at, order.delivery_method) : null;

/** By when what was given back last has arrived. */
function moneyBackBy(payments: readonly Payment[] | null): string | null {
  const given = (payments ?? []).flatMap(({ refunds }) => refunds.filter(({ status }) => status === 'COMPLETED'));
  const last = given
    .map(({ created_at }) => created_at)
    .sort()
    .at(-1);
  return last === undefined ? null : moneyFrom(last);
}

async function invoice(deps: Deps, visit: Visit): Promise<Response> {
  const order = await ownOrder(deps, visit);
  const payments = await ok(deps.services.payments.ofOrder(visit.by, order.id));
  const paid = payments.results.find(({ status }) => status !== 'FAILED' && status !== 'PENDING') ?? null;
  const content = InvoicePage({ order, paid, seller });
  return renderPage(deps, visit, { title: `Invoice for order ${order.number}`, content, noindex: true });
}

async function creditNote(deps: Deps, visit: Visit): Promise<Response> {
  const order = await ownOrder(deps, visit);
  const payments = await ok(deps.services.payments.ofOrder(visit.by, order.id));
  const refunds = payments.results.flatMap((payment) => payment.refunds.map((refund) => ({ payment, refund })));
  const found = refunds.find(
    ({ refund }) => String(refund.id) === visit.params.refund && refund.status === 'COMPLETED',
  );
  if (!found) throw notFound('credit note');
  const content = CreditNotePage({ order, ...found, seller });
  return renderPage(deps, visit, { title: `Credit note for order ${order.number}`, content, noindex: true });
}

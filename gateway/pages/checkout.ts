// From the basket to an order: where it goes, one look at everything, then it is placed. A guest gets an account without a
// password on the way, so that the order has an owner and the rooms see nobody but signed-in callers.

import { Elysia } from 'elysia';
import { formatMinor } from '#kit/money';
import { conflict, notFound, Problem } from '#kit/problem';
import type { Order } from '#services/orders/model';
import type { PaymentMethod } from '#services/payments/model';
import type { Address, NewAddress } from '#services/users/model';
import { addressText } from '#views/addresses/text.ts';
import { homeCountry } from '#views/checkout/countries.ts';
import { CheckoutDetailsPage } from '#views/checkout/details.tsx';
import { CheckoutReviewPage } from '#views/checkout/review.tsx';
import type { FormState } from '#views/parts/form.tsx';
import { url } from '#views/urls.ts';
import { copiesIn, formatBasket } from '../basket.ts';
import { hasNews, isStuck, type LoadedBasket, loadBasket, loadBasketAnyway, seenNow } from '../basket-lines.ts';
import { type Answer, orNothing } from '../calls.ts';
import { addressLines, type Details, keepDetails, keptDetails, readDetails } from '../checkout-details.ts';
import { deliveryMinor, deliveryOptions } from '../delivery.ts';
import type { Deps } from '../deps.ts';
import { belongsOnForm, freshForm, refusalOf, refusedAnswer, refusedForm } from '../forms.ts';
import { becomeGuest } from '../guests.ts';
import { placedBefore, rememberPlaced } from '../placed-orders.ts';
import type { Posted } from '../posted.ts';
import { type PageParts, renderPage } from '../render.ts';
import { type Doors, redirect, saveBasket, signedIn, type Visit } from '../visit.ts';
import { readAddress } from './addresses.ts';
import { methodIn, methods, pay, providerPage } from './payments.ts';

const unparsed = { parse: 'none' } as const;

export const checkout = (deps: Deps, { page, form }: Doors) =>
  new Elysia({ name: 'pages/checkout' })
    .get(
      '/checkout',
      page((visit) => redirect(visit, url.checkout())),
    )
    .get(
      '/checkout/details',
      page((visit) => details(deps, visit)),
    )
    .post(
      '/checkout/details',
      form((visit, posted) => saveDetails(deps, visit, posted)),
      unparsed,
    )
    .get(
      '/checkout/review',
      page((visit) => review(deps, visit)),
    )
    .post(
      '/checkout/review',
      form((visit, posted) => placeOrder(deps, visit, posted)),
      unparsed,
    );

const isGuest = ({ visitor }: Visit): boolean => visitor.account === null || visitor.account.is_guest;

/** The basket if it can be ordered as it is and its prices were seen, else the way back to it with the reason. */
async function readyBasket(deps: Deps, visit: Visit): Promise<LoadedBasket | Response> {
  const back = (text: string) => redirect(visit, url.basket(), { deps, say: { kind: 'notice', text } });
  if (visit.basket.length === 0) return back('Your basket is empty, so there is nothing to check out yet.');
  const loaded = await loadBasket(deps, visit);
  if (loaded.lines.some(isStuck)) return back('Something in your basket needs a change first.');
  if (hasNews(loaded)) return back('Something in your basket has changed. Have a look, then go on.');
  return loaded;
}

async function details(deps: Deps, visit: Visit): Promise<Response> {
  const loaded = await readyBasket(deps, visit);
  if (loaded instanceof Response) return loaded;
  return detailsPage(deps, visit, { loaded, form: freshForm(deps, visit) });
}

type DetailsParts = { loaded: LoadedBasket; form: FormState } & Partial<
  Pick<PageParts, 'status' | 'failed' | 'headers'>
>;

async function detailsPage(deps: Deps, visit: Visit, { loaded, form, ...answer }: DetailsParts): Promise<Response> {
  const kept = keptDetails(visit.jar, deps.seals);
  const addresses = isGuest(visit) ? [] : ((await orNothing(deps.services.users.addresses(visit.by)))?.results ?? []);
  const asked = addresses.find(({ id }) => String(id) === visit.query.get('address'));
  const { delivery_method } = kept ?? {};
  const known: Partial<Details> = asked
    ? { ...fieldsOf(asked), delivery_method }
    : (kept ?? {
        country: homeCountry(visit.request.headers.get('accept-language')),
        ...(await knownOfAccount(deps, visit)),
        ...(addresses[0] ? fieldsOf(addresses[0]) : {}),
      });
  const content = CheckoutDetailsPage({
    isGuest: isGuest(visit),
    deliveries: deliveryOptions(deps.clock, loaded.subtotalMinor),
    known,
    addresses,
    basket: { count: copiesIn(visit.basket), subtotal: loaded.subtotal, currency: deps.settings.CURRENCY },
    form,
  });
  return renderPage(deps, visit, { title: 'Address and delivery', content, quiet: true, noindex: true, ...answer });
}

const fieldsOf = ({ name, line1, line2, city, region, postcode, country }: Address): Partial<Details> => ({
  name,
  line1,
  line2,
  city,
  region,
  postcode,
  country,
});

async function knownOfAccount(deps: Deps, visit: Visit): Promise<Partial<Details>> {
  if (visit.visitor.state !== 'signed-in') return {};
  const me = await orNothing(deps.services.users.me(visit.by));
  return me ? { email: me.email, name: `${me.first_name} ${me.last_name}`.trim() } : {};
}

async function saveDetails(deps: Deps, visit: Visit, posted: Posted): Promise<Response> {
  const loaded = await readyBasket(deps, visit);
  if (loaded instanceof Response) return loaded;
  const guest = isGuest(visit);
  const { details: given, refusal } = readDetails(posted, guest);
  const refused = refusal ?? (guest ? await becomeGuest(deps, visit, given) : null);
  if (refused) {
    if (!belongsOnForm(refused)) throw refused;
    const form = refusedForm(deps, visit, posted, refused);
    return detailsPage(deps, visit, { loaded, form, ...refusedAnswer(refused) });
  }
  keepDetails(visit.jar, deps.seals, given);
  if (!guest && posted.text('keep_address') === 'yes') await keepAddress(deps, visit, posted);
  return redirect(visit, url.checkoutReview());
}

/** Kept once, however often the form is sent; that it cannot be kept stops no order. */
async function keepAddress(deps: Deps, visit: Visit, posted: Posted): Promise<void> {
  const given = readAddress(posted);
  const kept = await orNothing(deps.services.users.addresses(visit.by));
  if (kept === null || kept.results.some((address) => addressText(address) === addressText(asAddress(given)))) return;
  await deps.services.users.addAddress(visit.by, given);
}

const asAddress = ({ line2 = '', region = '', ...given }: NewAddress) => ({ ...given, line2, region });

async function review(deps: Deps, visit: Visit): Promise<Response> {
  const kept = keptDetails(visit.jar, deps.seals);
  if (!kept || visit.visitor.state !== 'signed-in') return toDetails(deps, visit);
  const loaded = await readyBasket(deps, visit);
  if (loaded instanceof Response) return loaded;
  return reviewPage(deps, visit, { kept, loaded, form: freshForm(deps, visit) });
}

/** Back to the earliest step that is not done. */
const toDetails = (deps: Deps, visit: Visit): Response =>
  redirect(visit, url.checkout(), { deps, say: { kind: 'notice', text: 'First tell us where your books go.' } });

/** Stands for all that makes the sum on the page: books, numbers, prices, the place and the way to deliver. */
const shownNow = (deps: Deps, visit: Visit, kept: Details): string =>
  deps.seals.sign('shown', JSON.stringify([formatBasket(visit.basket), Object.values(kept)]));

type ReviewParts = { kept: Details; loaded: LoadedBasket; form: FormState } & Partial<
  Pick<PageParts, 'status' | 'failed' | 'headers'>
>;

async function reviewPage(deps: Deps, visit: Visit, { kept, loaded, form, ...answer }: ReviewParts): Promise<Response> {
  const { books } = deps.services;
  const [me, categories] = await Promise.all([
    isGuest(visit) ? null : orNothing(deps.services.users.me(visit.by)),
    orNothing(books.categories(visit.by)),
  ]);
  const delivery = deliveryOptions(deps.clock, loaded.subtotalMinor).find(
    ({ method }) => method === kept.delivery_method,
  );
  if (!delivery) return toDetails(deps, visit);
  // The order is placed at the prices this page shows: they are what the buyer saw.
  if (loaded.confirmed) saveBasket(visit, seenNow(loaded));
  const content = CheckoutReviewPage({
    lines: loaded.lines,
    gone: loaded.gone,
    shown: shownNow(deps, visit, kept),
    methods,
    email: isGuest(visit) ? kept.email : (me?.email ?? visit.visitor.account?.username ?? ''),
    address: addressLines(kept),
    delivery,
    subtotal: loaded.subtotal,
    total: formatMinor(loaded.subtotalMinor + deliveryMinor(kept.delivery_method, loaded.subtotalMinor)),
    currency: deps.settings.CURRENCY,
    form,
    coverOf: deps.covers.addresses(categories?.results ?? null),
  });
  return renderPage(deps, visit, { title: 'Check your order', content, quiet: true, noindex: true, ...answer });
}

async function placeOrder(deps: Deps, visit: Visit, posted: Posted): Promise<Response> {
  const method = methodIn(posted.text('payment_method'));
  const before = placedBefore(visit.jar, deps.seals, posted.requestId());
  if (before) return redirect(visit, (method && providerPage(before, method)) ?? url.pay(before));
  const kept = keptDetails(visit.jar, deps.seals);
  if (!kept) return toDetails(deps, visit);
  signedIn(visit);
  if (visit.basket.length === 0) return redirect(visit, url.basket());
  const refusal = refusalOf([['payment_method', method ? null : 'Choose how you want to pay.']]);
  if (!method || refusal) return reviewAgain(deps, visit, { kept, posted, problem: refusal ?? notFound('way to pay') });
  if (posted.text('shown') !== shownNow(deps, visit, kept))
    return reviewAgain(deps, visit, { kept, posted, problem: changedElsewhere() });
  const placed = await askForOrder(deps, visit, { kept, key: posted.requestId() });
  if (placed.ok) {
    rememberPlaced(visit.jar, deps.seals, { requestId: posted.requestId(), number: placed.value.number });
    saveBasket(visit, []);
    return toPayment(deps, visit, { order: placed.value, posted, method });
  }
  return reviewAgain(deps, visit, { kept, posted, problem: placed.problem });
}

/** On to the provider; what is paid later is agreed on at once, and stock that is still being confirmed is waited for. */
function toPayment(
  deps: Deps,
  visit: Visit,
  { order, posted, method }: { order: Order; posted: Posted; method: PaymentMethod },
): Promise<Response> | Response {
  if (order.confirming) return redirect(visit, url.order(order.number));
  const provider = providerPage(order.number, method);
  return provider === null ? pay(deps, visit, { order, posted, method }) : redirect(visit, provider);
}

const changedElsewhere = (): Problem =>
  conflict(
    'basket-changed',
    'Your basket or address was changed in another window, so nothing was ordered. This is how it stands now.',
  );

/** What changed is told on the page, book by book. */
const inView = ({ status, slug }: Problem): Problem =>
  new Problem(
    status,
    slug,
    'Something changed since you saw this page, so nothing was ordered. Look at what changed below, then place the order again.',
  );

/** The page again as things stand now, with what changed; or the basket, where it cannot be ordered as it is. */
async function reviewAgain(
  deps: Deps,
  visit: Visit,
  { kept, posted, problem }: { kept: Details; posted: Posted; problem: Problem },
): Promise<Response> {
  if (!belongsOnForm(problem)) throw problem;
  const loaded = await loadBasketAnyway(deps, visit);
  if (loaded.confirmed && (loaded.lines.length === 0 || loaded.lines.some(isStuck)))
    return redirect(visit, url.basket(), { deps, say: { kind: 'problem', text: problem.message } });
  const told = hasNews(loaded) ? inView(problem) : problem;
  return reviewPage(deps, visit, {
    kept,
    loaded,
    form: refusedForm(deps, visit, posted, told),
    ...refusedAnswer(problem),
  });
}

function askForOrder(deps: Deps, visit: Visit, { kept, key }: { kept: Details; key: string }): Promise<Answer<Order>> {
  const items = visit.basket.map(({ bookId, quantity, seenMinor }) => ({
    book_id: bookId,
    quantity,
    price: formatMinor(seenMinor),
  }));
  const wish = { shipping_address: addressLines(kept), delivery_method: kept.delivery_method, items };
  return deps.services.orders.place(visit.by, wish, key);
}

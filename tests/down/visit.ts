// Somebody in the middle of each thing one does in a shop: pages are open and forms filled in before anything breaks, and what
// they do next is what the table is about.

import { type Browser, openBrowser, type Seen } from '#gateway/testing/browser';
import { openParts, type Parts } from '#tests/support/parts';

/** A visitor with everything under way that the rows of the table go on with. */
export type Visitor = {
  browser: Browser;
  /** Two who have not signed in. */
  strangers: { comingIn: Browser; signingUp: Browser };
  token: string;
  userId: number;
  password: string;
  username: string;
  /** Ids and numbers of an order that waits for its payment, of one to be refunded and of one to be cancelled. */
  unpaid: { id: number; number: string };
  refundable: { orderId: number; paymentId: number };
  cancellable: { orderId: number };
  pages: { signIn: Seen; signUp: Seen; review: Seen; checkout: Seen; provider: Seen };
  /** Path of the book's page that was looked at, and is reviewed. */
  path: string;
};

export type Answer = Seen & { ms: number };

export type Shop = {
  parts: Parts;
  staff: string;
  books: { id: number; isbn: string | null; slug: string; price: string }[];
};

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
export type Told = { status: number; json: any; ms: number };

export async function call(
  shop: { parts: Parts },
  path: string,
  { method = 'GET', body, token, key }: { method?: string; body?: unknown; token?: string; key?: string } = {},
): Promise<Told> {
  const began = performance.now();
  const answer = await fetch(`${shop.parts.url()}/api/${path}`, {
    method,
    signal: AbortSignal.timeout(10_000),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(key ? { 'idempotency-key': key } : {}),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, json: text ? JSON.parse(text) : null, ms: performance.now() - began };
}

type Shared = typeof globalThis & { colophonParts?: Promise<Shop> };

/** One shop for all files of a run that take it apart and put it together again; it ends with the run. */
export function sharedShop(): Promise<Shop> {
  const keeper: Shared = globalThis;
  keeper.colophonParts ??= openParts({ PROVIDER_TIMEOUT_MS: '1000' }).then(openDoor);
  return keeper.colophonParts;
}

async function openDoor(parts: Parts): Promise<Shop> {
  const staff = await call({ parts }, 'users/login/', {
    method: 'POST',
    body: { username: parts.admin.username, password: parts.admin.password },
  });
  const found = await call({ parts }, 'books/?in_stock=true&limit=100&ordering=id');
  // Many visitors come: nobody is to find the last copy gone.
  const books = found.json.results.filter(({ available }: { available: number }) => available >= 12);
  return { parts, staff: staff.json.access, books };
}

export const browse = (shop: Shop): Browser =>
  openBrowser((request) => fetch(request, { signal: AbortSignal.timeout(10_000) }), shop.parts.url());

/** How long an answer took, redirects included. */
export async function timed(act: () => Promise<Seen>): Promise<Answer> {
  const began = performance.now();
  const seen = await act();
  return { ...seen, ms: performance.now() - began };
}

let count = 0;

/** Makes a customer with all of it, while all is well; again where the machine was too busy even for that. */
export async function prepare(shop: Shop): Promise<Visitor> {
  for (let tries = 1; ; tries++) {
    try {
      return await prepareOnce(shop);
    } catch (error) {
      if (tries === 5) throw error;
      await Bun.sleep(1000);
    }
  }
}

async function prepareOnce(shop: Shop): Promise<Visitor> {
  count += 1;
  const username = `v${count}-${Bun.randomUUIDv7().slice(-8)}`;
  const password = 'a long paperback';
  const registration = { username, email: `${username}@example.com`, password, password2: password };
  const { status, json } = await call(shop, 'users/register/', { method: 'POST', body: registration });
  if (status !== 201) throw new Error(`not registered: ${status} ${JSON.stringify(json)}`);
  const [token, userId] = [json.access as string, json.user.id as number];
  const browser = browse(shop);
  await browser.submit(await browser.get('/sign-in'), '/sign-in', { username, password });
  const [first, second] = booksFor(shop, count);
  browser.cookies.set('basket', `${first.id}.1.${Math.round(Number(first.price) * 100)}`);
  const details = {
    name: 'R',
    line1: '1 Road',
    city: 'Hay',
    postcode: 'HR3',
    country: 'GB',
    delivery_method: 'collect',
  };
  const checkout = await browser.submit(await browser.get('/checkout/details'), '/checkout/details', details);
  const [unpaid, refunded, cancelled] = await Promise.all([
    place(shop, token, second.id),
    place(shop, token, second.id),
    place(shop, token, second.id),
  ]);
  const [payment] = await Promise.all([pay(shop, token, refunded), pay(shop, token, cancelled)]);
  const path = `/books/${second.isbn ?? second.id}/${second.slug}`;
  await browser.get(path);
  const strangers = { comingIn: browse(shop), signingUp: browse(shop) };
  return {
    browser,
    strangers,
    token,
    userId,
    username,
    password,
    unpaid,
    refundable: { orderId: refunded.id, paymentId: payment },
    cancellable: { orderId: cancelled.id },
    pages: {
      signIn: await strangers.comingIn.get('/sign-in'),
      signUp: await strangers.signingUp.get('/sign-up'),
      review: await browser.get(`${path}/reviews/new`),
      checkout,
      provider: await browser.get(`/orders/${unpaid.number}/payments/simulator?method=CREDIT_CARD`),
    },
    path,
  };
}

/** Two books of this visitor's own, so that visitors do not meet. */
function booksFor({ books }: Shop, at: number): [Shop['books'][number], Shop['books'][number]] {
  const pick = (n: number) => {
    const book = books[n % books.length];
    if (!book) throw new Error('the shelves are empty');
    return book;
  };
  return [pick(at * 2), pick(at * 2 + 1)];
}

type Order = { id: number; number: string; total_amount: string };

async function place(shop: Shop, token: string, bookId: number): Promise<Order> {
  const body = { shipping_address: '1 Road', items: [{ book_id: bookId, quantity: 1 }] };
  const placed = await call(shop, 'orders/', { method: 'POST', body, token, key: Bun.randomUUIDv7() });
  if (placed.status !== 201) throw new Error(`not placed: ${placed.status} ${JSON.stringify(placed.json)}`);
  return placed.json;
}

async function pay(shop: Shop, token: string, order: Order): Promise<number> {
  const body = { order_id: order.id, amount: order.total_amount, payment_method: 'CREDIT_CARD' };
  const paid = await call(shop, 'payments/', { method: 'POST', body, token, key: Bun.randomUUIDv7() });
  if (paid.status !== 201) throw new Error(`not paid: ${paid.status} ${JSON.stringify(paid.json)}`);
  return paid.json.id;
}

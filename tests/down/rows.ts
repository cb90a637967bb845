// What people do, one row of the table each. Everything was opened while all was well.

import { type Answer, call, type Shop, type Told, timed, type Visitor } from './visit.ts';

export const rowNames = [
  'a book seen a moment ago',
  'a list never opened before',
  'signing in',
  'opening an account',
  'the account page',
  'the basket',
  'placing an order',
  'paying',
  'the list of orders',
  'sending a review',
  'a refund by staff',
  'a cancellation by staff',
] as const;
export type RowName = (typeof rowNames)[number];

export type Act = (shop: Shop, visitor: Visitor) => Promise<Answer>;

const rating = { rating: '4', title: 'Kept', comment: 'Words that must not be lost.' };

export const acts: Record<RowName, Act> = {
  'a book seen a moment ago': (_, { browser, path }) => timed(() => browser.get(path)),
  'a list never opened before': (_, { browser }) =>
    timed(() => browser.get(`/books?max_price=${10_000 + Math.floor(Math.random() * 80_000)}`)),
  'signing in': (_, { strangers, pages, username, password }) =>
    timed(() => strangers.comingIn.submit(pages.signIn, '/sign-in', { username, password })),
  'opening an account': (_, { strangers, pages }) => {
    const name = `n-${Bun.randomUUIDv7().slice(-10)}`;
    const password = 'a long paperback';
    const fields = { username: name, email: `${name}@example.com`, password, password2: password };
    return timed(() => strangers.signingUp.submit(pages.signUp, '/sign-up', fields));
  },
  'the account page': (_, { browser }) => timed(() => browser.get('/account')),
  'the basket': (_, { browser }) => timed(() => browser.get('/basket')),
  'placing an order': (_, { browser, pages }) => timed(() => browser.submit(pages.checkout, '/checkout/review')),
  paying: (_, { browser, pages, unpaid }) =>
    timed(() =>
      browser.submit(pages.provider, `/orders/${unpaid.number}/payments/simulator`, { payment_token: 'tok_ok' }),
    ),
  'the list of orders': (_, { browser }) => timed(() => browser.get('/orders')),
  'sending a review': (_, { browser, pages, path }) =>
    timed(() => browser.submit(pages.review, `${path}/reviews`, rating)),
  'a refund by staff': async (shop, { refundable }) =>
    asPage(
      await call(shop, `payments/${refundable.paymentId}/refund/`, {
        method: 'POST',
        body: { reason: 'Damaged' },
        token: shop.staff,
        key: `refund-${refundable.paymentId}`,
      }),
    ),
  'a cancellation by staff': async (shop, { cancellable }) =>
    asPage(
      await call(shop, `orders/${cancellable.orderId}/update_status/`, {
        method: 'PATCH',
        body: { status: 'CANCELLED' },
        token: shop.staff,
        key: `cancel-${cancellable.orderId}`,
      }),
    ),
};

/** An answer to a program, looked at like a page. */
const asPage = ({ status, json, ms }: Told): Answer => ({
  status,
  ms,
  text: JSON.stringify(json),
  headers: new Headers(),
  path: '',
});

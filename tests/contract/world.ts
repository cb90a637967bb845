// The things the people of the authorisation table own, made by asking the shop for them, and the requests about them.

import { newUid } from '#kit/id';
import type { Deps } from '#services/users/deps';
import { password } from '../support/users-room.ts';
import type { Subject } from './authorisation.ts';
import { type Known, type People, type Someone, signIn } from './callers.ts';
import type { Json } from './openapi.ts';
import type { RoomName, Shop } from './shop.ts';

const nowhere = 999_999_998;

/** One request of the table: where, with what, and the address at which the thing can be looked at. */
export type Wish = { path?: Record<string, string | number>; query?: string; json?: Json; look?: string };
type Made = { id: number };

export function createWishes(shop: Shop, people: People) {
  const { books, orders, payments, reviews, users } = shop.rooms;
  const as = (name: Known) => people[name].access;
  const holder = (subject: Subject): Someone =>
    subject === 'other' ? people.other : subject === 'staff' ? people.colleague : people.owner;
  const made = async (answer: Promise<{ status: number; text: string; json: Made }>): Promise<number> => {
    const { status, text, json } = await answer;
    if (status >= 300) throw new Error(`not made: ${status} ${text}`);
    return json.id;
  };
  const category = () => made(books.post('/api/categories/', { name: newUid() }, as('staff')));
  const book = (more: object = {}) =>
    made(
      books.post(
        '/api/books/',
        { title: 'Emma', author: 'Jane Austen', price: '5.00', stock: 100, ...more },
        as('staff'),
      ),
    );
  const order = async (by: Someone) =>
    made(
      orders.post(
        '/api/orders/',
        { shipping_address: 'Here', items: [{ book_id: await book(), quantity: 1 }] },
        by.access,
      ),
    );
  const payment = async (by: Someone, method = 'CREDIT_CARD') => {
    const id = await order(by);
    const json = { order_id: id, amount: '5.00', payment_method: method };
    return { order: id, payment: await made(payments.post('/api/payments/', json, by.access)) };
  };
  /** An order that has left. */
  const sent = async (by: Someone) => {
    const { order: id } = await payment(by);
    for (const status of ['PROCESSING', 'SHIPPED'])
      await orders.send('PATCH', `/api/orders/${id}/update_status/`, { json: { status }, token: as('staff') });
    return id;
  };
  const oneCopyOf = async (id: number) => {
    const item_id = id === nowhere ? 1 : (await orders.get(`/api/orders/${id}/`, as('staff'))).json.items[0].id;
    return { items: [{ item_id, quantity: 1 }], reason: 'DAMAGED' };
  };
  const aReturn = async (by: Someone) => {
    const id = await sent(by);
    return made(orders.post(`/api/orders/${id}/returns/`, await oneCopyOf(id), by.access));
  };
  const review = async (by: Someone) =>
    made(reviews.post('/api/reviews/', { book_id: await book(), rating: 4, comment: 'Good.' }, by.access));
  /** What somebody said of a review by a member of staff. */
  const report = async (by: Someone) =>
    made(reviews.post(`/api/reviews/${await review(people.staff)}/reports/`, { reason: 'spam' }, by.access));
  const busyCategory = async () => {
    const id = await category();
    await book({ category_id: id });
    return id;
  };
  /** The id of somebody's thing, or one that nothing has. */
  const of = async (subject: Subject, make: (by: Someone) => Promise<number>): Promise<number> =>
    subject === 'missing' ? nowhere : make(holder(subject));
  const at = (noun: string, id: number): Wish => ({ path: { id }, look: `/api/${noun}/${id}/` });

  const aBook = async (subject: Subject, json?: Json) => ({ ...at('books', await of(subject, () => book())), json });
  const aCategory = async (subject: Subject, json?: Json) => ({
    ...at('categories', await of(subject, category)),
    json,
  });
  const anOrder = async (subject: Subject, json?: Json) => ({ ...at('orders', await of(subject, order)), json });
  const aReview = async (subject: Subject, json?: Json) => ({ ...at('reviews', await of(subject, review)), json });
  const aPayment = async (subject: Subject, method?: string) => ({
    ...at('payments', await of(subject, async (by) => (await payment(by, method)).payment)),
  });
  const anAccount = async (subject: Subject, json?: Json) => ({
    ...at('users', subject === 'missing' ? nowhere : holder(subject).id),
    json,
  });
  const address = { name: 'Ada King', line1: '12 Long Row', city: 'Hay', postcode: 'HR3 5AA', country: 'GB' };
  const anAddress = async (subject: Subject): Promise<Wish> => ({
    path: {
      id: await of(subject, (by) => made(users.post('/api/users/me/addresses/', address, by.access))),
    },
  });
  const userId = (subject: Subject): number | undefined =>
    subject === 'none' ? undefined : subject === 'missing' ? nowhere : holder(subject).id;
  const filter = (name: string, value: number | undefined): Wish => ({
    query: value === undefined ? '' : `?${name}=${value}`,
  });
  const named = (subject: Subject): Record<string, number> =>
    subject === 'none' ? {} : { user_id: userId(subject) ?? 0 };
  const newcomer = () => {
    const username = newUid();
    return { username, email: `${username}@example.com`, password, password2: password };
  };
  const details = { email: `${newUid()}@example.com`, first_name: 'A', last_name: 'B' };

  const wishes: Record<string, (subject: Subject) => Promise<Wish>> = {
    register: async () => ({ json: newcomer() }),
    registerGuest: async () => ({ json: { email: 'guest@example.com' } }),
    login: async () => ({ json: { username: people.other.username, password } }),
    refreshTokens: async () => ({
      json: { refresh: (await signIn(users.deps as unknown as Deps, people.owner.id)).refresh },
    }),
    logout: async () => ({ json: { refresh: 'of nobody' } }),
    forgotPassword: async () => ({ json: { email: `${newUid()}@example.com` } }),
    'resetPassword: with a link that is none': async () => ({ json: { token: 'none', password, password2: password } }),
    'confirmAddress: with a link that is none': async () => ({ json: { token: 'none' } }),
    keepAccount: async () => ({ json: { password, password2: password } }),
    moveAddress: async () => ({ json: { email: `${newUid()}@example.com`, current_password: password } }),
    changePassword: async () => ({ json: { current_password: password, password, password2: password } }),
    addAddress: async () => ({ json: address }),
    replaceAddress: async (subject) => ({ ...(await anAddress(subject)), json: { ...address, city: 'Leeds' } }),
    deleteAddress: (subject) => anAddress(subject),
    mergeReading: async () => ({ json: { book_ids: [1, 2] } }),
    keepReading: async () => ({ path: { book_id: 1 }, json: { note: 'Soon' } }),
    dropReading: async () => ({ path: { book_id: 1 } }),
    readSharedList: async (subject) => {
      const sharing = await users.send('PUT', '/api/users/me/reading_list/sharing/', { token: people.owner.access });
      return { path: { secret: subject === 'missing' ? 'nothing' : sharing.json.secret } };
    },
    readUser: (subject) => anAccount(subject),
    replaceUser: (subject) => anAccount(subject, { ...details, email: `${newUid()}@example.com` }),
    changeUser: (subject) => anAccount(subject, { first_name: 'C' }),
    'changeUser: role': (subject) => anAccount(subject, { role: 'staff' }),
    'changeUser: is_active': (subject) => anAccount(subject, { is_active: false }),
    'replaceUser: role': (subject) =>
      anAccount(subject, { ...details, email: `${newUid()}@example.com`, role: 'staff' }),
    closeUser: (subject) => anAccount(subject),

    listBooksByCategory: async () => ({ query: '?category_id=1' }),
    listBooksByAuthor: async () => ({ query: '?author=austen' }),
    searchBooks: async () => ({ query: '?q=emma' }),
    suggestBooks: async () => ({ query: '?q=em' }),
    readBook: (subject) => aBook(subject),
    readBookByIsbn: async (subject) => {
      const isbn = '9780141439587';
      const query = `?isbn=${isbn}`;
      const { json } = await books.get(`/api/books/${query}`);
      if (subject !== 'missing' && json.count === 0) await book({ isbn });
      return { path: { isbn: subject === 'missing' ? '9780141439600' : isbn } };
    },
    addBook: async () => ({ json: { title: 'A', author: 'B', price: '1.00' } }),
    replaceBook: (subject) => aBook(subject, { title: 'A', author: 'B', price: '1.00' }),
    changeBook: (subject) => aBook(subject, { price: '2.00' }),
    changeStock: (subject) => aBook(subject, { delta: 1, reason: 'Found one' }),
    discontinueBook: (subject) => aBook(subject),
    readCategory: (subject) => aCategory(subject),
    addCategory: async () => ({ json: { name: newUid() } }),
    replaceCategory: (subject) => aCategory(subject, { name: newUid() }),
    changeCategory: (subject) => aCategory(subject, { description: 'A' }),
    deleteCategory: (subject) => aCategory(subject),
    'deleteCategory: with books in it': async () => at('categories', await busyCategory()),
    readAuthor: async (subject) => {
      await book();
      return { path: { slug: subject === 'missing' ? 'nobody' : 'jane-austen' } };
    },

    'listOrders: user_id': async (subject) => {
      await Promise.all([order(people.owner), order(people.other)]);
      return filter('user_id', userId(subject));
    },
    listOrdersByUser: async (subject) => filter('user_id', userId(subject)),
    'placeOrder: user_id': async (subject) => ({
      json: { shipping_address: 'Here', items: [{ book_id: await book(), quantity: 1 }], ...named(subject) },
    }),
    readOrder: (subject) => anOrder(subject),
    replaceOrder: (subject) => anOrder(subject, { shipping_address: 'There' }),
    changeOrder: (subject) => anOrder(subject, { shipping_address: 'Elsewhere' }),
    'changeOrderStatus: CANCELLED': (subject) => anOrder(subject, { status: 'CANCELLED' }),
    'changeOrderStatus: PROCESSING': async (subject) => ({
      ...at('orders', await of(subject, async (by) => (await payment(by)).order)),
      json: { status: 'PROCESSING' },
    }),
    cancelOrder: (subject) => anOrder(subject),
    cancelOrderLines: (subject) => anOrder(subject, { reason: 'CHANGED_MIND' }),
    askReturn: async (subject) => {
      const id = await of(subject, sent);
      return { ...at('orders', id), json: await oneCopyOf(id) };
    },
    'listReturns: user_id': async (subject) => {
      await Promise.all([aReturn(people.owner), aReturn(people.other)]);
      return filter('user_id', userId(subject));
    },
    readReturn: async (subject) => at('orders/returns', await of(subject, aReturn)),
    answerReturn: async (subject) => ({
      ...at('orders/returns', await of(subject, aReturn)),
      json: { status: 'ACCEPTED' },
    }),

    'listPayments: user_id': async (subject) => {
      await Promise.all([payment(people.owner), payment(people.other)]);
      return filter('user_id', userId(subject));
    },
    'listPayments: order_id': async (subject) =>
      filter('order_id', await of(subject, async (by) => (await payment(by)).order)),
    listPaymentsByUser: async (subject) => filter('user_id', userId(subject)),
    listPaymentsByOrder: async (subject) => filter('order_id', await of(subject, order)),
    payOrder: async (subject) => {
      const id = await of(subject, order);
      return { json: { order_id: id, amount: '5.00', payment_method: 'CREDIT_CARD' }, look: `/api/orders/${id}/` };
    },
    "payOrder: in the owner's name": async (subject) => ({
      json: {
        order_id: await of(subject, order),
        amount: '5.00',
        payment_method: 'CREDIT_CARD',
        user_id: people.owner.id,
      },
    }),
    readPayment: (subject) => aPayment(subject),
    refundPayment: async (subject) => ({ ...(await aPayment(subject)), json: { amount: '1.00' } }),
    receivePayment: (subject) => aPayment(subject, 'BANK_TRANSFER'),

    listReviewsByBook: async () => ({ query: '?book_id=1' }),
    listReviewsByUser: async () => ({ query: '?user_id=1' }),
    readReviewStatistics: async () => ({ query: '?book_id=1' }),
    readReview: (subject) => aReview(subject),
    'writeReview: user_id': async (subject) => ({
      json: { book_id: await book(), rating: 3, comment: 'So so.', ...named(subject) },
    }),
    replaceReview: (subject) => aReview(subject, { rating: 2, comment: 'Worse.' }),
    changeReview: (subject) => aReview(subject, { rating: 1 }),
    deleteReview: (subject) => aReview(subject),
    listFoundHelpful: async () => ({ query: '?book_id=1' }),
    findReviewHelpful: (subject) => aReview(subject),
    unfindReviewHelpful: (subject) => aReview(subject),
    'listReviewReports: user_id': async (subject) => {
      await Promise.all([report(people.owner), report(people.other)]);
      return filter('user_id', userId(subject));
    },
    reportReview: (subject) => aReview(subject, { reason: 'spam' }),
    dismissReviewReport: async (subject) => ({ path: { id: await of(subject, report) } }),
    hideReview: (subject) => aReview(subject, { reason: 'It is an advertisement.' }),
    showReviewAgain: (subject) => aReview(subject),
  };
  return (operation: string, of_: string | undefined, subject: Subject): Promise<Wish> =>
    (wishes[of_ === undefined ? operation : `${operation}: ${of_}`] ?? (async () => ({})))(subject);
}

/** The room that owns an address. */
export const roomOf = (path: string): RoomName =>
  /^\/api\/(categories|authors)\//.test(path) ? 'books' : ((path.split('/')[2] ?? '') as RoomName);

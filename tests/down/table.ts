// What the visitor gets when a part is down: row by column. `quick` cells come within a second and a half.

import type { Room, Service } from '#deploy/local/rooms';
import type { RowName } from './rows.ts';

export type Column = Service | 'nats';
export type Cell = {
  status: number;
  /** Words that must be there, and words that must not. */
  says?: string[];
  saysNot?: string[];
  quick?: boolean;
};

const works = (...says: string[]): Cell => ({ status: 200, says });
const refused = (...says: string[]): Cell => ({ status: 503, says, quick: true });
const kept = 'Words that must not be lost.';
const noPassword = ['a long paperback'];

/** Where nothing is said for a column, the row works as ever. */
type Row = { usual: Cell } & Partial<Record<Column, Cell>>;

const signingInRests: Cell = { status: 503, says: ['value="v'], saysNot: noPassword, quick: true };
const openingRests: Cell = { status: 503, says: ['value="n-'], saysNot: noPassword, quick: true };

export const table: Record<RowName, Row> = {
  'a book seen a moment ago': {
    usual: works('Add to basket'),
    books: { ...works('The catalogue is resting'), quick: true },
    reviews: { ...works('Reviews are unavailable just now.'), quick: true },
  },
  'a list never opened before': {
    usual: works('<h1'),
    books: refused('The catalogue is resting just now'),
  },
  'signing in': {
    usual: works('Your account'),
    users: signingInRests,
    nats: signingInRests,
  },
  'opening an account': {
    usual: works('Your account'),
    users: openingRests,
    nats: openingRests,
  },
  'the account page': {
    usual: works('Your account', '@example.com'),
    users: works('Your account', 'Your details are unavailable just now.', 'CB-'),
    orders: works('Orders are unavailable just now.'),
  },
  'the basket': {
    usual: works('Go to checkout'),
    books: { status: 200, says: ['prices are not confirmed'], saysNot: ['Go to checkout', 'Your basket is empty'] },
  },
  'placing an order': {
    usual: works('Payment'),
    users: refused('users service does not answer', 'request_id'),
    books: { ...refused('books service does not answer', 'request_id'), quick: false },
    orders: refused('orders service does not answer', 'request_id'),
    nats: refused('does not answer', 'request_id'),
  },
  paying: {
    usual: works('Your payment is in'),
    books: works('Your payment is authorised, and we are confirming your books. Do not pay again.'),
    orders: refused('nothing was charged'),
    payments: refused('We do not know yet whether your payment went through', 'Look at the order'),
    nats: refused('nothing was charged'),
  },
  'the list of orders': {
    usual: { status: 200, says: ['CB-'], saysNot: ['Payment status delayed'] },
    orders: refused('quote this'),
    payments: works('CB-', 'Payment status delayed'),
  },
  'sending a review': {
    usual: works('Thank you. Your review is published.'),
    users: refused(kept),
    books: refused(kept),
    reviews: refused(kept),
    nats: refused(kept),
  },
  'a refund by staff': {
    usual: works('REFUNDED'),
    payments: { status: 503, says: ['-unavailable'], quick: true },
  },
  'a cancellation by staff': {
    usual: works('CANCELLED'),
    orders: { status: 503, says: ['-unavailable'], quick: true },
  },
};

export const cellOf = (row: RowName, column: Column): Cell => table[row][column] ?? table[row].usual;

export const columns: readonly Column[] = ['users', 'books', 'orders', 'payments', 'reviews', 'nats'];
export type Way = 'frozen' | 'killed' | 'database away' | 'database cut';

/** How a part can be down. NATS has no database. */
export const waysOf = (column: Column): Way[] =>
  column === 'nats' ? ['frozen', 'killed'] : ['frozen', 'killed', 'database away', 'database cut'];

export const isRoom = (column: Column): column is Service & Room => column !== 'nats';

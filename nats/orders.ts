// What the orders room answers and announces.

import { Type } from '@sinclair/typebox';
import { Id, Uid } from '#kit/id';
import { Currency } from '#kit/money';
import { Instant } from '#kit/time';
import { event, question } from './contract.ts';

export const payable = question('orders', 'payable', {
  about:
    "May the asker pay this order, and how much? The caller's token says who asks; another customer's order is 404.",
  askers: ['payments'],
  ask: Type.Object({ order_id: Id }),
  answer: Type.Object({
    order_id: Id,
    order_uid: Uid,
    number: Type.String(),
    user_id: Id,
    amount_minor: Type.Integer({ minimum: 0 }),
    currency: Currency,
    payable: Type.Boolean(),
    reason: Type.Union([Type.String(), Type.Null()], { description: 'Why it is not payable, for a person.' }),
    expires_at: Type.Union([Instant, Type.Null()]),
  }),
});

export const settle = question('orders', 'settle', {
  about:
    'A payment is authorised (or agreed for later): may it be captured? Orders commits the stock first. `wait` means books is silent: ask again.',
  askers: ['payments'],
  ask: Type.Object({
    order_uid: Uid,
    payment_uid: Uid,
    amount_minor: Type.Integer({ minimum: 0 }),
    prepaid: Type.Boolean({ description: 'False for methods that are paid later: bank transfer, cash on delivery.' }),
  }),
  answer: Type.Object({
    decision: Type.Union([Type.Literal('capture'), Type.Literal('void'), Type.Literal('wait')]),
    reason: Type.Union([Type.String(), Type.Null()]),
  }),
});

export const bought = question('orders', 'bought', {
  about: 'Has this account bought this book?',
  askers: ['reviews'],
  ask: Type.Object({ user_id: Id, book_id: Id }),
  answer: Type.Object({ bought: Type.Boolean() }),
});

export const open = question('orders', 'open', {
  about:
    'Which orders of this account are not finished: to be paid, to be delivered, or to be given back. A few of them.',
  askers: ['users'],
  ask: Type.Object({
    user_id: Id,
    guest_ids: Type.Optional(
      Type.Array(Id, { maxItems: 100, description: 'Guests whose orders the account took over, perhaps just now.' }),
    ),
  }),
  answer: Type.Object({
    orders: Type.Array(Type.Object({ id: Id, number: Type.String(), status: Type.String() })),
  }),
});

export const track = question('orders', 'track', {
  about:
    'How the order with this number stands, and as whom it was bought. Nothing of where it goes, and no words of staff.',
  askers: ['gateway'],
  ask: Type.Object({ number: Type.String({ maxLength: 20 }) }),
  answer: Type.Object({
    order: Type.Union([
      Type.Object({
        user_id: Id,
        number: Type.String(),
        status: Type.String(),
        created_at: Instant,
        lines: Type.Array(Type.Object({ title: Type.String(), author: Type.String(), quantity: Type.Integer() })),
        history: Type.Array(Type.Object({ status: Type.String(), at: Instant })),
      }),
      Type.Null(),
    ]),
  }),
});

/** What a mail says of an order; where the parcel goes is not in it. */
const Receipt = Type.Object({
  number: Type.String(),
  currency: Currency,
  lines: Type.Array(
    Type.Object({
      title: Type.String(),
      author: Type.String(),
      quantity: Type.Integer({ minimum: 1 }),
      subtotal_minor: Type.Integer({ minimum: 0 }),
    }),
  ),
  delivery_minor: Type.Integer({ minimum: 0 }),
  total_minor: Type.Integer({ minimum: 0 }),
});

/** `guest_id`: the guest it was bought as, where an account has taken it over since. */
const About = {
  order_id: Id,
  user_id: Id,
  guest_id: Type.Optional(Id),
} as const;

export const placed = event('orders', 'placed', {
  about: 'The stock of a new order is held: it waits for its payment.',
  to: ['users'],
  body: Type.Object({
    ...About,
    receipt: Receipt,
    expires_at: Type.Union([Instant, Type.Null()], { description: 'Until when it can be paid, as far as is known.' }),
  }),
});

export const paid = event('orders', 'paid', {
  about: 'An order was confirmed: its books are sold.',
  to: ['users', 'books', 'reviews'],
  body: Type.Object({
    ...About,
    lines: Type.Array(Type.Object({ book_id: Id, quantity: Type.Integer({ minimum: 1 }) })),
    receipt: Type.Optional(Receipt),
    prepaid: Type.Optional(Type.Boolean({ description: 'False where it is paid later: bank transfer, on delivery.' })),
  }),
});

export const shipped = event('orders', 'shipped', {
  about: 'An order left the shop.',
  to: ['users'],
  body: Type.Object({
    ...About,
    receipt: Receipt,
    note: Type.Union([Type.String(), Type.Null()], {
      description: 'What staff noted with it, such as a tracking number.',
    }),
  }),
});

export const cancelled = event('orders', 'cancelled', {
  about: 'An order was called off, by somebody or by the shop. `owed_minor` goes back to the customer.',
  to: ['users'],
  body: Type.Object({
    ...About,
    receipt: Receipt,
    reason: Type.Union([
      Type.Literal('expired'),
      Type.Literal('sold_out'),
      Type.Literal('customer'),
      Type.Literal('staff'),
      Type.Literal('payment_voided'),
    ]),
    owed_minor: Type.Integer({ minimum: 0 }),
  }),
});

export const refunded = event('orders', 'refunded', {
  about: 'Money of an order went back to the customer: `amount_minor` just now, `refunded_minor` in all.',
  to: ['users'],
  body: Type.Object({
    ...About,
    receipt: Receipt,
    amount_minor: Type.Integer({ minimum: 0 }),
    refunded_minor: Type.Integer({ minimum: 0 }),
  }),
});

export const stockFreed = event('orders', 'stock_freed', {
  about: 'An order ended without its books leaving the shop (cancelled, expired, returned): its claim on stock ends.',
  to: ['books'],
  body: Type.Object({ order_uid: Uid }),
});

export const refundDue = event('orders', 'refund_due', {
  about:
    'A paid order was cancelled or returned: give back what was paid for it and not yet refunded, or void what is only authorised.',
  to: ['payments'],
  body: Type.Object({ order_uid: Uid, order_id: Id, reason: Type.String() }),
});

export const linesFreed = event('orders', 'lines_freed', {
  about:
    'Some copies of a sold order were called off, or came back: they are on the shelf again. The rest of the sale stands.',
  to: ['books'],
  body: Type.Object({
    order_uid: Uid,
    lines: Type.Array(Type.Object({ book_id: Id, quantity: Type.Integer({ minimum: 1 }) })),
  }),
});

export const partRefundDue = event('orders', 'part_refund_due', {
  about:
    'Some copies of an order were called off or came back: give back what they cost, as soon as the money is there to be given back.',
  to: ['payments'],
  body: Type.Object({
    order_uid: Uid,
    return_uid: Uid,
    amount_minor: Type.Integer({ minimum: 1 }),
    reason: Type.String(),
  }),
});

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

export const paid = event('orders', 'paid', {
  about: 'An order was confirmed: its books are sold.',
  to: ['books', 'reviews'],
  body: Type.Object({
    order_id: Id,
    user_id: Id,
    lines: Type.Array(Type.Object({ book_id: Id, quantity: Type.Integer({ minimum: 1 }) })),
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

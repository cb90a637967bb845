// What the books room answers and announces.

import { Type } from '@sinclair/typebox';
import { Id, Uid } from '#kit/id';
import { Currency } from '#kit/money';
import { Instant } from '#kit/time';
import { event, question } from './contract.ts';

export const Item = Type.Object({ book_id: Id, quantity: Type.Integer({ minimum: 1, maximum: 9999 }) });

export const quote = question('books', 'quote', {
  about: 'The present title, price and stock of these books; the price that counts.',
  askers: ['orders'],
  ask: Type.Object({ items: Type.Array(Item, { minItems: 1, maxItems: 100 }) }),
  answer: Type.Object({
    lines: Type.Array(
      Type.Object({
        book_id: Id,
        found: Type.Boolean(),
        purchasable: Type.Boolean(),
        title: Type.String(),
        author: Type.String(),
        isbn: Type.Union([Type.String(), Type.Null()]),
        unit_minor: Type.Integer({ minimum: 0 }),
        currency: Currency,
        available: Type.Integer({ minimum: 0 }),
      }),
    ),
  }),
});

const Shortage = Type.Object({ book_id: Id, wanted: Type.Integer(), available: Type.Integer() });

export const reserve = question('books', 'reserve', {
  about:
    'Holds stock for an order, all lines or none. Asked again for the same order it gives the same answer; a hold that is past half of the time asked for lasts that long from now.',
  askers: ['orders'],
  ask: Type.Object({
    order_uid: Uid,
    items: Type.Array(Item, { minItems: 1, maxItems: 100 }),
    ttl_seconds: Type.Integer({ minimum: 1 }),
  }),
  answer: Type.Object({
    outcome: Type.Union([Type.Literal('held'), Type.Literal('short'), Type.Literal('ended')]),
    expires_at: Type.Union([Instant, Type.Null()]),
    short: Type.Array(Shortage),
  }),
});

export const commit = question('books', 'commit', {
  about:
    "Makes an order's hold a sale, for good. Where the hold has lapsed it is taken again if stock allows; else it is lost.",
  askers: ['orders'],
  ask: Type.Object({ order_uid: Uid }),
  answer: Type.Object({ outcome: Type.Union([Type.Literal('committed'), Type.Literal('lost')]) }),
});

export const release = question('books', 'release', {
  about:
    "Ends an order's claim on stock: a hold is released, a sale that never left the shop is put back. Repeating is harmless.",
  askers: ['orders'],
  ask: Type.Object({ order_uid: Uid }),
  answer: Type.Object({
    outcome: Type.Union([Type.Literal('released'), Type.Literal('returned'), Type.Literal('nothing')]),
  }),
});

export const claims = question('books', 'claims', {
  about: 'What these orders hold or bought of the stock.',
  askers: ['orders'],
  ask: Type.Object({ order_uids: Type.Array(Uid, { minItems: 1, maxItems: 100 }) }),
  answer: Type.Object({
    claims: Type.Array(
      Type.Object({
        order_uid: Uid,
        state: Type.String(),
        quiet_seconds: Type.Number({ description: 'For how long nothing has changed.' }),
      }),
    ),
  }),
});

export const book = question('books', 'book', {
  about: 'Does this book exist, and under which title?',
  askers: ['reviews'],
  ask: Type.Object({ book_id: Id }),
  answer: Type.Object({ exists: Type.Boolean(), title: Type.Union([Type.String(), Type.Null()]) }),
});

export const discontinued = event('books', 'discontinued', {
  about: 'A book left the catalogue.',
  to: ['reviews'],
  body: Type.Object({ book_id: Id }),
});

// What the payments room answers and announces.

import { Type } from '@sinclair/typebox';
import { Id, Uid } from '#kit/id';
import { Currency } from '#kit/money';
import { event, question } from './contract.ts';

const Orders = Type.Array(Uid, { minItems: 1, maxItems: 100 });

export const positions = question('payments', 'positions', {
  about: 'Where the payments of these orders stand; those that were declined are left out.',
  askers: ['orders'],
  ask: Type.Object({ order_uids: Orders }),
  answer: Type.Object({
    positions: Type.Array(
      Type.Object({
        order_uid: Uid,
        payment_uid: Uid,
        state: Type.String(),
        amount_minor: Type.Integer(),
        refunded_minor: Type.Integer(),
        quiet_seconds: Type.Number({ description: 'For how long nothing has changed.' }),
      }),
    ),
  }),
});

export const remind = question('payments', 'remind', {
  about:
    "Look again at this order's payments now, and say again what became of them. Repeating is harmless: who knows it already changes nothing.",
  askers: ['orders'],
  ask: Type.Object({ order_uid: Uid }),
  answer: Type.Object({}),
});

export const captured = event('payments', 'captured', {
  about: 'Money for an order arrived.',
  to: ['orders'],
  body: Type.Object({
    payment_uid: Uid,
    payment_id: Id,
    order_uid: Uid,
    amount_minor: Type.Integer(),
    currency: Currency,
  }),
});

export const refunded = event('payments', 'refunded', {
  about:
    'Money went back to the customer. `refunded_minor` is the total given back for the order so far; `return_uid` names what orders asked it for.',
  to: ['orders'],
  body: Type.Object({
    refund_uid: Uid,
    payment_uid: Uid,
    order_uid: Uid,
    amount_minor: Type.Integer(),
    refunded_minor: Type.Integer(),
    currency: Currency,
    return_uid: Type.Optional(Uid),
  }),
});

export const voided = event('payments', 'voided', {
  about: 'An authorised or agreed payment was given up before any money moved.',
  to: ['orders'],
  body: Type.Object({ payment_uid: Uid, order_uid: Uid }),
});

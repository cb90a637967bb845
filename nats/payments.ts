// What the payments room announces. Nobody asks it anything.

import { Type } from '@sinclair/typebox';
import { Id, Uid } from '#kit/id';
import { Currency } from '#kit/money';
import { event } from './contract.ts';

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
  about: 'Money went back to the customer. `refunded_minor` is the total given back for the order so far.',
  to: ['orders'],
  body: Type.Object({
    refund_uid: Uid,
    payment_uid: Uid,
    order_uid: Uid,
    amount_minor: Type.Integer(),
    refunded_minor: Type.Integer(),
    currency: Currency,
  }),
});

export const voided = event('payments', 'voided', {
  about: 'An authorised or agreed payment was given up before any money moved.',
  to: ['orders'],
  body: Type.Object({ payment_uid: Uid, order_uid: Uid }),
});

// What the payments door takes and gives.

import { type Static, Type } from '@sinclair/typebox';
import { oneOf, strict } from '#kit/http';
import { Id, IdText } from '#kit/id';
import { Currency, MoneyInput, MoneyText } from '#kit/money';
import { pageQuery } from '#kit/page';
import { Instant } from '#kit/time';

export const paymentMethods = ['CREDIT_CARD', 'DEBIT_CARD', 'PAYPAL', 'BANK_TRANSFER', 'CASH_ON_DELIVERY'] as const;
export const PaymentMethod = oneOf(paymentMethods);
export type PaymentMethod = (typeof paymentMethods)[number];

export const paymentStatuses = ['PENDING', 'COMPLETED', 'FAILED', 'PARTIALLY_REFUNDED', 'REFUNDED'] as const;
export const PaymentStatus = oneOf(paymentStatuses);
export type PaymentStatus = (typeof paymentStatuses)[number];

/** What the simulated provider understands; anything else it approves. */
export const simulatorTokens = [
  'tok_ok',
  'tok_declined',
  'tok_insufficient_funds',
  'tok_expired',
  'tok_timeout',
] as const;

export const Refund = Type.Object(
  {
    id: Id,
    amount: MoneyText,
    status: Type.Union([Type.Literal('PENDING'), Type.Literal('COMPLETED'), Type.Literal('FAILED')]),
    reason: Type.String(),
    created_at: Instant,
  },
  { $id: 'Refund' },
);

export const Payment = Type.Object(
  {
    id: Id,
    order_id: Id,
    user_id: Id,
    amount: MoneyText,
    refunded_amount: MoneyText,
    currency: Currency,
    payment_method: PaymentMethod,
    status: PaymentStatus,
    transaction_id: Type.Union([Type.String(), Type.Null()]),
    provider: Type.String(),
    failure_reason: Type.Union([Type.String(), Type.Null()]),
    refunds: Type.Array(Refund),
    created_at: Instant,
    updated_at: Instant,
  },
  { $id: 'Payment' },
);
export type Payment = Static<typeof Payment>;

export const NewPayment = strict(
  {
    order_id: Id,
    user_id: Type.Optional(Id),
    amount: MoneyInput,
    payment_method: PaymentMethod,
    payment_token: Type.Optional(
      Type.String({
        pattern: '^tok_[a-z0-9_]{1,60}$',
        description: `What the simulated provider is to do: ${simulatorTokens.join(', ')}. Left out, it approves.`,
      }),
    ),
  },
  { $id: 'NewPayment', examples: [{ order_id: 1, amount: '19.98', payment_method: 'CREDIT_CARD' }] },
);
export type NewPayment = Static<typeof NewPayment>;

export const NewRefund = strict(
  {
    amount: Type.Optional(MoneyInput),
    reason: Type.Optional(Type.String({ maxLength: 500 })),
  },
  { $id: 'NewRefund', examples: [{ amount: '10.00', reason: 'A damaged copy' }] },
);
export type NewRefund = Static<typeof NewRefund>;

export const PaymentQuery = strict({
  ...pageQuery,
  order_id: Type.Optional(IdText),
  user_id: Type.Optional(IdText),
  status: Type.Optional(PaymentStatus),
});
export type PaymentQuery = Static<typeof PaymentQuery>;
export const PaymentByOrderQuery = strict({ ...pageQuery, order_id: IdText });
export const PaymentByUserQuery = strict({ ...pageQuery, user_id: IdText });

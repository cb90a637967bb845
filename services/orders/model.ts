// What the orders door takes and gives, and the words for an order's states.

import { type Static, Type } from '@sinclair/typebox';
import { oneOf, strict } from '#kit/http';
import { Id, IdText } from '#kit/id';
import { Currency, MoneyInput, MoneyText } from '#kit/money';
import { OrderingOf, pageQuery } from '#kit/page';
import { Instant } from '#kit/time';

/** What the world sees; the saga's finer states stay inside. */
export const orderStatuses = [
  'PENDING',
  'CONFIRMED',
  'PROCESSING',
  'SHIPPED',
  'DELIVERED',
  'CANCELLED',
  'RETURNED',
] as const;
export const OrderStatus = oneOf(orderStatuses);
export type OrderStatus = (typeof orderStatuses)[number];

export const paymentStatuses = ['UNPAID', 'PAID', 'PARTIALLY_REFUNDED', 'REFUNDED'] as const;
export const PaymentStatus = oneOf(paymentStatuses);
export type PaymentStatus = (typeof paymentStatuses)[number];

export const deliveryMethods = ['standard', 'express', 'collect'] as const;
export const DeliveryMethod = oneOf(deliveryMethods);
export type DeliveryMethod = (typeof deliveryMethods)[number];

export const OrderItem = Type.Object(
  {
    id: Id,
    book_id: Id,
    title: Type.String(),
    author: Type.String(),
    isbn: Type.Union([Type.String(), Type.Null()]),
    price: MoneyText,
    quantity: Type.Integer({ minimum: 1 }),
    subtotal: MoneyText,
    cancelled: Type.Integer({ minimum: 0, description: 'Copies called off before the order left.' }),
    returned: Type.Integer({ minimum: 0, description: 'Copies that came back.' }),
    returning: Type.Integer({ minimum: 0, description: 'Copies of which a return is asked for or awaited.' }),
  },
  { $id: 'OrderItem' },
);

export const Order = Type.Object(
  {
    id: Id,
    number: Type.String({ examples: ['CB-7F3K-29QX'] }),
    user_id: Id,
    status: OrderStatus,
    items: Type.Array(OrderItem),
    total_amount: MoneyText,
    currency: Currency,
    shipping_address: Type.String(),
    payment_status: PaymentStatus,
    refunded_amount: MoneyText,
    cancel_reason: Type.Union([Type.String(), Type.Null()]),
    delivery_method: Type.Union([DeliveryMethod, Type.Null()]),
    delivery_amount: MoneyText,
    confirming: Type.Boolean({ description: 'True while the stock or the payment is still being confirmed.' }),
    returnable_until: Type.Union([Instant, Type.Null()], {
      description: 'Until when books may be sent back; null before they were delivered.',
    }),
    expires_at: Type.Union([Instant, Type.Null()], { description: 'When an unpaid order is cancelled.' }),
    created_at: Instant,
    updated_at: Instant,
    history: Type.Array(
      Type.Object({
        status: OrderStatus,
        at: Instant,
        by: Type.Union([Type.Literal('customer'), Type.Literal('staff'), Type.Literal('shop')]),
        note: Type.Union([Type.String(), Type.Null()]),
      }),
    ),
  },
  { $id: 'Order' },
);
export type Order = Static<typeof Order>;

const Address = Type.String({
  minLength: 1,
  maxLength: 1000,
  pattern: '\\S',
  error: 'Enter the address to deliver to.',
});

export const NewOrder = strict(
  {
    user_id: Type.Optional(Id),
    shipping_address: Address,
    delivery_method: Type.Optional(DeliveryMethod),
    items: Type.Array(
      strict(
        {
          book_id: Id,
          quantity: Type.Integer({ minimum: 1, maximum: 99, error: 'Quantity is a whole number from 1 to 99.' }),
          price: Type.Optional(MoneyInput),
        },
        { $id: 'NewOrderItem' },
      ),
      { minItems: 1, maxItems: 100 },
    ),
  },
  {
    $id: 'NewOrder',
    examples: [{ shipping_address: '123 Main St, New York, NY 10001', items: [{ book_id: 1, quantity: 2 }] }],
  },
);
export type NewOrder = Static<typeof NewOrder>;

export const OrderReplacement = strict(
  { shipping_address: Address },
  { $id: 'OrderReplacement', examples: [{ shipping_address: '456 Oak Ave, Boston, MA 02101' }] },
);
export const OrderChange = Type.Partial(OrderReplacement, {
  $id: 'OrderChange',
  examples: [{ shipping_address: '456 Oak Ave, Boston, MA 02101' }],
  additionalProperties: false,
});
export type OrderChange = Static<typeof OrderChange>;

export const StatusChange = strict(
  { status: OrderStatus, note: Type.Optional(Type.String({ maxLength: 500 })) },
  { $id: 'OrderStatusChange', examples: [{ status: 'PROCESSING', note: 'Being packed' }] },
);
export type StatusChange = Static<typeof StatusChange>;

export const orderOrderings = ['id', 'created_at'] as const;

export const OrderQuery = strict({
  ...pageQuery,
  user_id: Type.Optional(IdText),
  number: Type.Optional(Type.String({ maxLength: 20 })),
  status: Type.Optional(OrderStatus),
  created_after: Type.Optional(Instant),
  created_before: Type.Optional(Instant),
  created_at__gte: Type.Optional({ ...Instant, description: 'Placed at this instant or later.' }),
  created_at__lt: Type.Optional({ ...Instant, description: 'Placed before this instant.' }),
  title: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      pattern: '\\S',
      description:
        'Words that all stand in the title of one of its lines, in any order; case and accents do not count.',
      examples: ['pride prejudice'],
    }),
  ),
  ordering: Type.Optional(OrderingOf(orderOrderings)),
});
export type OrderQuery = Static<typeof OrderQuery>;
export const OrderByUserQuery = strict({ ...pageQuery, user_id: IdText });

export const returnStatuses = ['REQUESTED', 'ACCEPTED', 'DECLINED', 'GRANTED', 'REFUNDED'] as const;
export type ReturnStatus = (typeof returnStatuses)[number];
export const returnReasons = ['CHANGED_MIND', 'BY_MISTAKE', 'TOO_LATE', 'DAMAGED', 'WRONG_BOOK', 'OTHER'] as const;
export type ReturnReason = (typeof returnReasons)[number];

const ReturnLines = Type.Array(
  strict(
    {
      item_id: Id,
      quantity: Type.Integer({ minimum: 1, maximum: 9999, error: 'Quantity is a whole number from 1 on.' }),
    },
    { $id: 'NewReturnLine' },
  ),
  { minItems: 1, maxItems: 100, error: 'Choose at least one book.' },
);
const Note = Type.Optional(Type.String({ maxLength: 500, error: 'Write at most 500 characters.' }));

export const Cancellation = strict(
  { items: Type.Optional(ReturnLines), reason: oneOf(returnReasons), note: Note },
  { $id: 'Cancellation', examples: [{ reason: 'CHANGED_MIND' }] },
);
export type Cancellation = Static<typeof Cancellation>;

export const NewReturn = strict(
  { items: ReturnLines, reason: oneOf(returnReasons), note: Note },
  { $id: 'NewReturn', examples: [{ items: [{ item_id: 1, quantity: 1 }], reason: 'DAMAGED', note: 'Wet pages' }] },
);
export type NewReturn = Static<typeof NewReturn>;

export const ReturnChange = strict(
  { status: oneOf(['ACCEPTED', 'DECLINED', 'GRANTED'] as const), note: Note },
  { $id: 'OrderReturnChange', examples: [{ status: 'ACCEPTED', note: 'Send them to the shop' }] },
);
export type ReturnChange = Static<typeof ReturnChange>;

export const OrderReturn = Type.Object(
  {
    id: Id,
    order_id: Id,
    order_number: Type.String(),
    user_id: Id,
    kind: oneOf(['CANCELLATION', 'RETURN'] as const),
    status: oneOf(returnStatuses),
    items: Type.Array(
      Type.Object({
        item_id: Id,
        book_id: Id,
        title: Type.String(),
        author: Type.String(),
        quantity: Type.Integer({ minimum: 1 }),
      }),
    ),
    reason: oneOf(returnReasons),
    note: Type.Union([Type.String(), Type.Null()]),
    answer: Type.Union([Type.String(), Type.Null()], { description: "The shop's words." }),
    amount: MoneyText,
    currency: Currency,
    created_at: Instant,
    updated_at: Instant,
  },
  { $id: 'OrderReturn' },
);
export type OrderReturn = Static<typeof OrderReturn>;

export const ReturnQuery = strict({
  ...pageQuery,
  user_id: Type.Optional(IdText),
  order_id: Type.Optional(IdText),
  kind: Type.Optional(oneOf(['CANCELLATION', 'RETURN'] as const)),
  status: Type.Optional(oneOf(returnStatuses)),
});
export type ReturnQuery = Static<typeof ReturnQuery>;

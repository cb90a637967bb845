// Tables of the orders room; private to it. Functions, the table of legal steps and the triggers that guard every writer are
// in migrations/0001_order-moves.sql.

import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  char,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { returnKinds, returnReasons, returnStates } from './returns.ts';
import { cancelReasons, orderStates, type Shortage } from './saga.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' });
const minor = (name: string) => bigint(name, { mode: 'number' });
const words = (list: readonly string[]) => sql.raw(list.map((word) => `'${word}'`).join(', '));

export const orders = pgTable(
  'orders',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    /** Names the order in the saga: the key of its reservation and its payments. */
    uid: uuid().notNull().default(sql`uuidv7()`),
    number: text().notNull(),
    userId: bigint('user_id', { mode: 'number' }).notNull(),
    /** The guest it was bought as, where an account has taken it over since. */
    guestId: bigint('guest_id', { mode: 'number' }),
    placedBy: bigint('placed_by', { mode: 'number' }).notNull(),
    requestKey: text('request_key'),
    requestFingerprint: text('request_fingerprint'),
    state: text({ enum: orderStates }).notNull().default('pending_reservation'),
    shippingAddress: text('shipping_address').notNull(),
    deliveryMethod: text('delivery_method', { enum: ['standard', 'express', 'collect'] }),
    deliveryMinor: minor('delivery_minor').notNull().default(0),
    totalMinor: minor('total_minor').notNull(),
    currency: char({ length: 3 }).notNull(),
    paymentUid: uuid('payment_uid'),
    prepaid: boolean(),
    /** Payments that were given up, so that what they asked before finds them so. */
    givenUp: uuid('given_up').array().notNull().default(sql`'{}'`),
    paidMinor: minor('paid_minor').notNull().default(0),
    refundedMinor: minor('refunded_minor').notNull().default(0),
    cancelReason: text('cancel_reason', { enum: cancelReasons }),
    shortage: jsonb().$type<Shortage[]>(),
    /** How often copies of it were called off or came back. */
    takeBacks: integer('take_backs').notNull().default(0),
    expiresAt: instant('expires_at'),
    /** When the sweeper looks at it next; null while nothing is to be pushed. */
    wakeAt: instant('wake_at'),
    attempts: integer().notNull().default(0),
    /** Counts every change; a move applies only to the revision it was decided on. */
    revision: integer().notNull().default(1),
    /** Counts the changes a reader must know of before writing: status and address. For If-Match. */
    version: integer().notNull().default(1),
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (table) => [
    unique('order_uid').on(table.uid),
    unique('order_number').on(table.number),
    unique('one_order_a_request').on(table.placedBy, table.requestKey),
    index('orders_by_time').on(table.createdAt, table.id),
    index('orders_by_user').on(table.userId, table.createdAt, table.id),
    index('orders_by_state').on(table.state, table.createdAt, table.id),
    index('orders_to_wake').on(table.wakeAt).where(sql`${table.wakeAt} is not null`),
    check('order_state_known', sql`${table.state} in (${words(orderStates)})`),
    check('order_cancel_reason_known', sql`${table.cancelReason} in (${words(cancelReasons)})`),
    check(
      'order_money_in_bounds',
      sql`0 <= ${table.refundedMinor} and ${table.refundedMinor} <= ${table.paidMinor}
        and ${table.paidMinor} <= ${table.totalMinor} and ${table.totalMinor} <= 99999999999 and ${table.deliveryMinor} >= 0`,
    ),
    check(
      'order_state_complete',
      sql`case
        when ${table.state} in ('pending_reservation', 'awaiting_payment') then ${table.expiresAt} is not null and ${table.paymentUid} is null
        when ${table.state} in ('committing', 'confirmed', 'processing', 'shipped', 'delivered', 'return_pending', 'returned') then ${table.paymentUid} is not null
        when ${table.state} = 'cancel_pending' then ${table.paymentUid} is not null and ${table.cancelReason} is not null
        else ${table.cancelReason} is not null end`,
    ),
  ],
);
export type OrderRow = typeof orders.$inferSelect;

/** What was bought, as it was called and cost then; never changed. */
export const orderItems = pgTable(
  'order_items',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    orderId: bigint('order_id', { mode: 'number' })
      .notNull()
      .references(() => orders.id),
    bookId: bigint('book_id', { mode: 'number' }).notNull(),
    title: text().notNull(),
    author: text().notNull(),
    isbn: text(),
    unitMinor: minor('unit_minor').notNull(),
    quantity: integer().notNull(),
    subtotalMinor: minor('subtotal_minor').notNull().generatedAlwaysAs(sql`unit_minor * quantity`),
  },
  (table) => [
    unique('one_item_a_book').on(table.orderId, table.bookId),
    index('items_by_book').on(table.bookId, table.orderId),
    index('items_by_title').using('gin', sql`fold(${table.title}) gin_trgm_ops`),
    check('item_quantity', sql`${table.quantity} between 1 and 9999`),
    check('item_price', sql`${table.unitMinor} >= 0`),
  ],
);

/** Copies of an order that were called off before it left, or that come back after; told apart by `kind`. */
export const orderReturns = pgTable(
  'order_returns',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    /** Names it in the saga: what asks payments for its money. */
    uid: uuid().notNull().default(sql`uuidv7()`),
    orderId: bigint('order_id', { mode: 'number' })
      .notNull()
      .references(() => orders.id),
    userId: bigint('user_id', { mode: 'number' }).notNull(),
    kind: text({ enum: returnKinds }).notNull(),
    state: text({ enum: returnStates }).notNull(),
    reason: text({ enum: returnReasons }).notNull(),
    /** The customer's words, and the shop's answer. */
    note: text(),
    answer: text(),
    amountMinor: minor('amount_minor').notNull(),
    requestKey: text('request_key'),
    placedBy: bigint('placed_by', { mode: 'number' }).notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (table) => [
    unique('return_uid').on(table.uid),
    unique('one_return_a_request').on(table.placedBy, table.requestKey),
    index('returns_by_order').on(table.orderId, table.id),
    index('returns_by_user').on(table.userId, table.id),
    index('returns_by_state').on(table.state, table.id),
    check('return_kind_known', sql`${table.kind} in (${words(returnKinds)})`),
    check('return_state_known', sql`${table.state} in (${words(returnStates)})`),
    check('return_reason_known', sql`${table.reason} in (${words(returnReasons)})`),
    check('return_amount', sql`${table.amountMinor} >= 0`),
    check('cancelled_at_once', sql`${table.kind} <> 'cancellation' or ${table.state} in ('granted', 'refunded')`),
  ],
);
export type ReturnRow = typeof orderReturns.$inferSelect;

export const orderReturnLines = pgTable(
  'order_return_lines',
  {
    returnId: bigint('return_id', { mode: 'number' })
      .notNull()
      .references(() => orderReturns.id),
    itemId: bigint('item_id', { mode: 'number' })
      .notNull()
      .references(() => orderItems.id),
    quantity: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.returnId, table.itemId] }),
    index('return_lines_by_item').on(table.itemId),
    check('return_quantity', sql`${table.quantity} > 0`),
  ],
);

/** Who moved the order where, and when; only ever added to. */
export const orderHistory = pgTable(
  'order_history',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    orderId: bigint('order_id', { mode: 'number' })
      .notNull()
      .references(() => orders.id),
    state: text({ enum: orderStates }).notNull(),
    at: instant('at').notNull().defaultNow(),
    by: text('by', { enum: ['customer', 'staff', 'shop'] }).notNull(),
    actorId: bigint('actor_id', { mode: 'number' }),
    note: text(),
  },
  (table) => [
    index('history_by_order').on(table.orderId, table.id),
    check('history_by_known', sql`${table.by} in ('customer', 'staff', 'shop')`),
  ],
);

/** The legal steps, as data, so that the trigger and whoever looks with psql read the same. */
export const orderTransitions = pgTable(
  'order_transitions',
  { fromState: text('from_state').notNull(), toState: text('to_state').notNull() },
  (table) => [primaryKey({ columns: [table.fromState, table.toState] })],
);

/** Accounts that closed: no new order, however late it arrives. Retention will wipe their addresses. */
export const closedAccounts = pgTable('closed_accounts', {
  userId: bigint('user_id', { mode: 'number' }).primaryKey(),
  at: instant('at').notNull().defaultNow(),
});

/** Guests who signed in to an account, and whose their orders are since; also of those that arrive later. */
export const adoptedGuests = pgTable('adopted_guests', {
  guestId: bigint('guest_id', { mode: 'number' }).primaryKey(),
  userId: bigint('user_id', { mode: 'number' }).notNull(),
  at: instant('at').notNull().defaultNow(),
});

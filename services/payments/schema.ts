// Tables of the payments room; private to it. Functions, the table of legal steps and the triggers that guard every writer are
// in migrations/0001_payment-moves.sql, the simulated provider's own books in migrations/0002_simulator.sql.

import { sql } from 'drizzle-orm';
import {
  bigint,
  char,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { paymentMethods } from './model.ts';
import { liveStates, paymentStates, refundStates } from './saga.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' });
const minor = (name: string) => bigint(name, { mode: 'number' });
const reference = (name: string) => bigint(name, { mode: 'number' });
const id = () => bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity();
const words = (list: readonly string[]) => sql.raw(list.map((word) => `'${word}'`).join(', '));

export const payments = pgTable(
  'payments',
  {
    id: id(),
    /** Our key at the provider, and the payment's name in the saga. */
    uid: uuid().notNull().default(sql`uuidv7()`),
    orderId: reference('order_id').notNull(),
    orderUid: uuid('order_uid').notNull(),
    userId: reference('user_id').notNull(),
    placedBy: reference('placed_by').notNull(),
    requestKey: text('request_key'),
    requestFingerprint: text('request_fingerprint'),
    amountMinor: minor('amount_minor').notNull(),
    currency: char({ length: 3 }).notNull(),
    method: text({ enum: paymentMethods }).notNull(),
    /** Who holds the money: a provider's name, or `offline` where it comes by hand. */
    provider: text().notNull(),
    /** Stands for the means of payment until it is authorised; forgotten then. */
    token: text(),
    state: text({ enum: paymentStates }).notNull().default('initiated'),
    refundedMinor: minor('refunded_minor').notNull().default(0),
    reference: text(),
    failureReason: text('failure_reason'),
    failureDetail: text('failure_detail'),
    /** Set once the order ended: give back what is held or was taken. */
    endingReason: text('ending_reason'),
    /** When the resolver looks at it next; null while nothing is to be done. */
    wakeAt: instant('wake_at'),
    attempts: integer().notNull().default(0),
    version: integer().notNull().default(1),
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (table) => [
    unique('payment_uid').on(table.uid),
    unique('one_payment_a_request').on(table.placedBy, table.requestKey),
    uniqueIndex('one_live_payment_an_order')
      .on(table.orderUid)
      .where(sql`${table.state} in (${words(liveStates)})`),
    index('payments_by_time').on(table.createdAt, table.id),
    index('payments_by_user').on(table.userId, table.createdAt, table.id),
    index('payments_by_order').on(table.orderId, table.createdAt, table.id),
    index('payments_by_state').on(table.state, table.createdAt, table.id),
    index('payments_of_order').on(table.orderUid),
    index('payments_to_wake').on(table.wakeAt).where(sql`${table.wakeAt} is not null`),
    check('payment_state_known', sql`${table.state} in (${words(paymentStates)})`),
    check('payment_method_known', sql`${table.method} in (${words(paymentMethods)})`),
    check('payment_amount', sql`${table.amountMinor} between 0 and 99999999999`),
    check(
      'payment_refunds_fit_state',
      sql`case ${table.state}
        when 'partially_refunded' then 0 < ${table.refundedMinor} and ${table.refundedMinor} < ${table.amountMinor}
        when 'refunded' then ${table.refundedMinor} = ${table.amountMinor}
        else ${table.refundedMinor} = 0 end`,
    ),
    check(
      'payment_offline_or_not',
      sql`(${table.provider} = 'offline') = (${table.method} in ('BANK_TRANSFER', 'CASH_ON_DELIVERY'))`,
    ),
  ],
);
export type PaymentRow = typeof payments.$inferSelect;

/** What orders asked to be given back of a payment, for copies that were called off or came back. Each is met once. */
export const refundDemands = pgTable(
  'refund_demands',
  {
    /** The name orders gave it. */
    uid: uuid().primaryKey(),
    paymentId: reference('payment_id')
      .notNull()
      .references(() => payments.id),
    amountMinor: minor('amount_minor').notNull(),
    reason: text().notNull(),
    metAt: instant('met_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (table) => [
    index('open_demands').on(table.paymentId).where(sql`${table.metAt} is null`),
    check('demand_amount', sql`${table.amountMinor} > 0`),
  ],
);

export const refunds = pgTable(
  'refunds',
  {
    id: id(),
    /** Our key at the provider. */
    uid: uuid().notNull().default(sql`uuidv7()`),
    paymentId: reference('payment_id')
      .notNull()
      .references(() => payments.id),
    amountMinor: minor('amount_minor').notNull(),
    state: text({ enum: refundStates }).notNull().default('requested'),
    reason: text().notNull(),
    /** The member of staff; null where the order's end asked for it. */
    placedBy: reference('placed_by'),
    requestKey: text('request_key'),
    demandUid: uuid('demand_uid').references(() => refundDemands.uid),
    reference: text(),
    failureReason: text('failure_reason'),
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (table) => [
    unique('refund_uid').on(table.uid),
    unique('one_refund_a_request').on(table.placedBy, table.requestKey),
    uniqueIndex('one_open_refund_a_payment').on(table.paymentId).where(sql`${table.state} in ('requested', 'unknown')`),
    index('refunds_by_payment').on(table.paymentId, table.id),
    check('refund_state_known', sql`${table.state} in (${words(refundStates)})`),
    check('refund_amount', sql`${table.amountMinor} > 0`),
  ],
);

/** The legal steps, as data, with the kind of entry each posts to the ledger. */
export const paymentTransitions = pgTable(
  'payment_transitions',
  { fromState: text('from_state').notNull(), toState: text('to_state').notNull(), posts: text() },
  (table) => [primaryKey({ columns: [table.fromState, table.toState] })],
);

/** Which account each kind of posting fills, and from which. */
export const ledgerKinds = pgTable('ledger_kinds', {
  kind: text().primaryKey(),
  debit: text().notNull(),
  credit: text().notNull(),
});

export const ledgerTransactions = pgTable(
  'ledger_transactions',
  {
    id: id(),
    kind: text()
      .notNull()
      .references(() => ledgerKinds.kind),
    paymentId: reference('payment_id')
      .notNull()
      .references(() => payments.id),
    refundId: reference('refund_id').references(() => refunds.id),
    currency: char({ length: 3 }).notNull(),
    at: instant('at').notNull().defaultNow(),
  },
  (table) => [unique('posted_once').on(table.paymentId, table.kind, table.refundId).nullsNotDistinct()],
);

/** Signed: what an account gains is positive. The entries of a transaction add up to nothing. */
export const ledgerEntries = pgTable(
  'ledger_entries',
  {
    id: id(),
    transactionId: reference('transaction_id')
      .notNull()
      .references(() => ledgerTransactions.id),
    account: text({ enum: ['customer', 'pending', 'psp', 'till'] }).notNull(),
    amountMinor: minor('amount_minor').notNull(),
  },
  (table) => [
    index('entries_by_transaction').on(table.transactionId),
    index('entries_by_account').on(table.account),
    check('ledger_account_known', sql`${table.account} in ('customer', 'pending', 'psp', 'till')`),
  ],
);

/** Guests who signed in to an account, and whose their payments are since; also of those that begin later. */
export const adoptedGuests = pgTable('adopted_guests', {
  guestId: reference('guest_id').primaryKey(),
  userId: reference('user_id').notNull(),
  at: instant('at').notNull().defaultNow(),
});

// Tables of the stock; private to the books room. The functions of migrations/*stock-functions.sql are their only writers.

import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { books } from './catalogue.ts';

const reference = (name: string) => bigint(name, { mode: 'number' });
const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' });
const ofStock = () =>
  reference('book_id')
    .notNull()
    .references(() => stock.bookId, { onDelete: 'restrict' });

/** Copies in the shop and how many of them are held for orders. */
export const stock = pgTable(
  'stock',
  {
    bookId: reference('book_id')
      .primaryKey()
      .references(() => books.id, { onDelete: 'restrict' }),
    onHand: integer('on_hand').notNull().default(0),
    reserved: integer().notNull().default(0),
  },
  () => [check('stock_covers_holds', sql`0 <= reserved and reserved <= on_hand`)],
);

/** The ledger: on_hand and reserved of a book are the sums of its movements, always. Rows are never changed. */
export const stockMovements = pgTable(
  'stock_movements',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    bookId: ofStock(),
    orderUid: uuid('order_uid'),
    kind: text({
      enum: ['receipt', 'adjust', 'hold', 'release', 'expire', 'commit', 'return', 'part_return'],
    }).notNull(),
    deltaOnHand: integer('d_on_hand').notNull(),
    deltaReserved: integer('d_reserved').notNull(),
    reason: text(),
    actorId: reference('actor_id'),
    at: moment('at').notNull().defaultNow(),
  },
  (table) => [
    // Copies of one order may come back one by one.
    uniqueIndex('one_movement_an_order_book_and_kind')
      .on(table.orderUid, table.bookId, table.kind)
      .where(sql`kind <> 'part_return'`),
    index('movements_by_book').on(table.bookId, table.id),
  ],
);

/** An order's claim on stock. One that ended before it began (the order was cancelled first) is a row without lines. */
export const reservations = pgTable(
  'reservations',
  {
    orderUid: uuid('order_uid').primaryKey(),
    state: text({ enum: ['held', 'committed', 'released', 'expired', 'returned', 'short', 'lost'] }).notNull(),
    expiresAt: moment('expires_at'),
    /** What was missing when it was refused, for the same answer to a repeated question. */
    short: jsonb(),
    createdAt: moment('created_at').notNull().defaultNow(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (table) => [
    index('holds_by_expiry').on(table.expiresAt).where(sql`state = 'held'`),
    check('holds_expire', sql`state <> 'held' or expires_at is not null`),
  ],
);

export const reservationLines = pgTable(
  'reservation_lines',
  {
    orderUid: uuid('order_uid')
      .notNull()
      .references(() => reservations.orderUid, { onDelete: 'cascade' }),
    bookId: ofStock(),
    quantity: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.orderUid, table.bookId] }),
    check('reservation_lines_quantity', sql`quantity > 0`),
  ],
);

/** The steps a reservation may take; a trigger refuses every other one, whoever writes. */
export const reservationSteps = pgTable(
  'reservation_steps',
  { from: text('from_state').notNull(), to: text('to_state').notNull() },
  (table) => [primaryKey({ columns: [table.from, table.to] })],
);

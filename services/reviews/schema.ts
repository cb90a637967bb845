// Tables of the reviews room; private to it.

import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core';
import { reportReasons, reportStatuses } from './model.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' }).notNull().defaultNow();

export const reviews = pgTable(
  'reviews',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    bookId: bigint('book_id', { mode: 'number' }).notNull(),
    userId: bigint('user_id', { mode: 'number' }).notNull(),
    reviewer: text().notNull(),
    rating: integer().notNull(),
    title: text().notNull().default(''),
    comment: text().notNull(),
    verifiedPurchase: boolean('verified_purchase').notNull().default(false),
    helpfulCount: integer('helpful_count').notNull().default(0),
    version: integer().notNull().default(1),
    createdAt: instant('created_at'),
    updatedAt: instant('updated_at'),
    /** Set by staff: out of every list and out of the totals. Its writer still sees it, and why. */
    hiddenAt: timestamp('hidden_at', { withTimezone: true, mode: 'string' }),
    hiddenReason: text('hidden_reason').notNull().default(''),
  },
  (table) => [
    unique('one_review_a_book_and_user').on(table.bookId, table.userId),
    index('reviews_by_book').on(table.bookId, table.createdAt, table.id),
    index('reviews_by_book_helpful').on(table.bookId, table.helpfulCount, table.id),
    index('reviews_by_user').on(table.userId, table.createdAt, table.id),
    index('reviews_by_book_rating').on(table.bookId, table.rating, table.id),
    index('reviews_by_time').on(table.createdAt, table.id),
    index('reviews_by_rating').on(table.rating, table.id),
    index('reviews_by_helpful').on(table.helpfulCount, table.id),
  ],
);
export type ReviewRow = typeof reviews.$inferSelect;

/** Who found which review helpful. `helpful_count` of the review is the number of its rows, moved in the same transaction. */
export const reviewVotes = pgTable(
  'review_votes',
  {
    reviewId: bigint('review_id', { mode: 'number' })
      .notNull()
      .references(() => reviews.id, { onDelete: 'cascade' }),
    userId: bigint('user_id', { mode: 'number' }).notNull(),
    createdAt: instant('created_at'),
  },
  (table) => [primaryKey({ columns: [table.reviewId, table.userId] })],
);

/**
 * What readers found wrong with a review: one a review and account. Staff see them, the review's writer never does. The account
 * goes when it closes, and with it what it wrote.
 */
export const reviewReports = pgTable(
  'review_reports',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
    reviewId: bigint('review_id', { mode: 'number' })
      .notNull()
      .references(() => reviews.id, { onDelete: 'cascade' }),
    userId: bigint('user_id', { mode: 'number' }),
    reason: text({ enum: reportReasons }).notNull(),
    comment: text().notNull().default(''),
    status: text({ enum: reportStatuses }).notNull().default('open'),
    createdAt: instant('created_at'),
    settledAt: timestamp('settled_at', { withTimezone: true, mode: 'string' }),
    /** The member of staff. */
    settledBy: bigint('settled_by', { mode: 'number' }),
  },
  (table) => [
    unique('one_report_a_review_and_user').on(table.reviewId, table.userId),
    index('reports_by_time').on(table.createdAt, table.id),
    index('reports_by_status').on(table.status, table.createdAt, table.id),
    index('reports_by_user').on(table.userId, table.createdAt, table.id),
    check('report_reason_known', sql`${table.reason} in ('offensive', 'off_topic', 'spam', 'personal_data', 'other')`),
    check('report_status_known', sql`${table.status} in ('open', 'dismissed', 'upheld')`),
    check('report_settled_or_open', sql`(${table.status} = 'open') = (${table.settledAt} is null)`),
  ],
);
export type ReportRow = typeof reviewReports.$inferSelect;

/** Running totals per book, kept in step with the visible `reviews` by every writer in the same transaction. */
export const ratings = pgTable('ratings', {
  bookId: bigint('book_id', { mode: 'number' }).primaryKey(),
  one: integer().notNull().default(0),
  two: integer().notNull().default(0),
  three: integer().notNull().default(0),
  four: integer().notNull().default(0),
  five: integer().notNull().default(0),
});

/** Accounts and books that are gone: nothing new may be written about or by them, however late it arrives. */
export const tombstones = pgTable(
  'tombstones',
  { kind: text({ enum: ['user', 'book'] }).notNull(), id: bigint({ mode: 'number' }).notNull() },
  (table) => [primaryKey({ columns: [table.kind, table.id] })],
);

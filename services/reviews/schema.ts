// Tables of the reviews room; private to it.

import { bigint, boolean, index, integer, pgTable, primaryKey, text, timestamp, unique } from 'drizzle-orm/pg-core';

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

/** Running totals per book, kept in step with `reviews` by every writer in the same transaction. */
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

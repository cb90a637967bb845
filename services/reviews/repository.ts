// All SQL of the reviews room.

import { type AnyColumn, and, eq, getTableColumns, isNull, type SQL, sql } from 'drizzle-orm';
import { prepared, type Query, row, rows } from '#kit/database';
import { countColumn, countOf, countUpTo, keyset } from '#kit/keyset';
import type { Window } from '#kit/page';
import { forgetReporter } from './repository/reports.ts';
import { type ReviewRow, ratings, reviews, reviewVotes, tombstones } from './schema.ts';

export type Filter = { bookId?: number; userId?: number; rating?: number; verified?: boolean; withHidden?: boolean };
const mostVotesTold = 200;
export type Totals = { one: number; two: number; three: number; four: number; five: number };

const findPrepared = prepared((query) =>
  query
    .select()
    .from(reviews)
    .where(eq(reviews.id, sql.placeholder('id')))
    .prepare('review_by_id'),
);

export const findReview = async (query: Query, id: number): Promise<ReviewRow | null> =>
  (await findPrepared(query, { id }))[0] ?? null;

export async function lockReview(query: Query, id: number): Promise<ReviewRow | null> {
  return (await query.select().from(reviews).where(eq(reviews.id, id)).for('update'))[0] ?? null;
}

export async function findByBookAndUser(query: Query, bookId: number, userId: number): Promise<ReviewRow | null> {
  return (
    (
      await query
        .select()
        .from(reviews)
        .where(and(eq(reviews.bookId, bookId), eq(reviews.userId, userId)))
    )[0] ?? null
  );
}

const sortKeys: Record<string, { by: AnyColumn; cast: string } | null> = {
  id: null,
  created_at: { by: reviews.createdAt, cast: 'timestamptz' },
  rating: { by: reviews.rating, cast: 'integer' },
  helpful: { by: reviews.helpfulCount, cast: 'integer' },
};

/** One page of reviews (one row more than asked) and how many match in all. */
export async function listReviews(
  query: Query,
  filter: Filter,
  window: Window,
): Promise<{ rows: ReviewRow[]; count: number }> {
  const where = matching(filter);
  const page = keyset(window, reviews.id, sortKeys[window.ordering.replace('-', '')] ?? null);
  const found = await query
    .select({ row: reviews, count: countColumn(sql`${reviews}`, where) })
    .from(reviews)
    .where(and(where, page.where))
    .orderBy(...page.orderBy)
    .limit(page.limit);
  const count = await countOf(found, () => countUpTo(query, sql`${reviews}`, where));
  return { rows: found.map(({ row }) => row), count };
}

function matching(filter: Filter): SQL | undefined {
  return and(
    filter.bookId === undefined ? undefined : eq(reviews.bookId, filter.bookId),
    filter.userId === undefined ? undefined : eq(reviews.userId, filter.userId),
    filter.rating === undefined ? undefined : eq(reviews.rating, filter.rating),
    filter.withHidden ? undefined : isNull(reviews.hiddenAt),
    filter.verified === undefined ? undefined : eq(reviews.verifiedPurchase, filter.verified),
  );
}

const totalsPrepared = prepared((query) =>
  query
    .select()
    .from(ratings)
    .where(eq(ratings.bookId, sql.placeholder('bookId')))
    .prepare('ratings_by_book'),
);

export async function totalsOf(query: Query, bookId: number): Promise<Totals> {
  const found = (await totalsPrepared(query, { bookId }))[0];
  return found ?? { one: 0, two: 0, three: 0, four: 0, five: 0 };
}

/** Inserts unless the book or the account is gone; null then. @throws on the unique constraint for a second review. */
export async function insertReview(
  query: Query,
  review: Pick<ReviewRow, 'bookId' | 'userId' | 'reviewer' | 'rating' | 'title' | 'comment' | 'verifiedPurchase'>,
): Promise<ReviewRow | null> {
  // Locks the tombstone's place against a deletion that commits meanwhile: the check and the insert see the same moment.
  await query.execute(
    sql`select pg_advisory_xact_lock_shared(1, ${review.userId}::int), pg_advisory_xact_lock_shared(2, ${review.bookId}::int)`,
  );
  const gone = await row(
    query,
    sql`select 1 from ${tombstones} where (kind = 'user' and id = ${review.userId}) or (kind = 'book' and id = ${review.bookId})`,
  );
  if (gone) return null;
  return (await query.insert(reviews).values(review).returning())[0] ?? null;
}

export async function updateReview(
  query: Query,
  id: number,
  change: Partial<Pick<ReviewRow, 'rating' | 'title' | 'comment'>>,
): Promise<ReviewRow | null> {
  const set = { ...change, version: sql`${reviews.version} + 1`, updatedAt: sql`now()` };
  return (await query.update(reviews).set(set).where(eq(reviews.id, id)).returning())[0] ?? null;
}

export async function deleteReview(query: Query, id: number): Promise<void> {
  await query.delete(reviews).where(eq(reviews.id, id));
}

/**
 * Votes for a review, or takes the vote back. A repeat changes nothing. The review must be locked: else two votes, each
 * holding its key, wait for one another once somebody wants to delete it.
 * @returns by how much the number of votes moved: 1, 0 or -1
 */
export async function moveVote(query: Query, reviewId: number, userId: number, helpful: boolean): Promise<number> {
  const own = and(eq(reviewVotes.reviewId, reviewId), eq(reviewVotes.userId, userId));
  const changed = helpful
    ? await query.insert(reviewVotes).values({ reviewId, userId }).onConflictDoNothing().returning()
    : await query.delete(reviewVotes).where(own).returning();
  if (changed.length === 0) return 0;
  const step = helpful ? 1 : -1;
  const count = sql`${reviews.helpfulCount} + ${step}::int`;
  await query.update(reviews).set({ helpfulCount: count }).where(eq(reviews.id, reviewId));
  return step;
}

const votesPrepared = prepared((query) =>
  query
    .select({ id: reviews.id })
    .from(reviews)
    .innerJoin(
      reviewVotes,
      and(eq(reviewVotes.reviewId, reviews.id), eq(reviewVotes.userId, sql.placeholder('userId'))),
    )
    .where(eq(reviews.bookId, sql.placeholder('bookId')))
    .orderBy(sql`${reviewVotes.createdAt} desc`)
    .limit(mostVotesTold)
    .prepare('votes_by_user_and_book'),
);

/** Ids of a book's reviews that this account found helpful, its latest votes first, at most 200. */
export const findVotes = async (query: Query, userId: number, bookId: number): Promise<number[]> =>
  (await votesPrepared(query, { userId, bookId })).map(({ id }) => id);

const columnOf = ['one', 'two', 'three', 'four', 'five'] as const;

/** Moves the running totals by one review: `from` and `to` are ratings, null where there was or is none. */
export async function moveRating(
  query: Query,
  bookId: number,
  from: number | null,
  to: number | null,
): Promise<Totals> {
  const change = columnOf.map((_, at) => (to === at + 1 ? 1 : 0) - (from === at + 1 ? 1 : 0));
  const moved = await row<Totals>(
    query,
    sql`insert into ${ratings} (book_id, one, two, three, four, five)
        values (${bookId}, ${sql.join(
          change.map((n) => sql`greatest(${n}::int, 0)`),
          sql`, `,
        )})
        on conflict (book_id) do update set
          ${sql.join(
            columnOf.map(
              (name, at) => sql`${sql.identifier(name)} = ${ratings}.${sql.identifier(name)} + ${change[at]}::int`,
            ),
            sql`, `,
          )}
        returning one, two, three, four, five`,
  );
  return moved ?? { one: 0, two: 0, three: 0, four: 0, five: 0 };
}

/** A book that left: nothing more may be written about it, and what was written is hidden by its deletion. */
export async function buryBook(query: Query, bookId: number): Promise<void> {
  await query.execute(sql`select pg_advisory_xact_lock(2, ${bookId}::int)`);
  await query.insert(tombstones).values({ kind: 'book', id: bookId }).onConflictDoNothing();
  await query.delete(reviews).where(eq(reviews.bookId, bookId));
  await query.delete(ratings).where(eq(ratings.bookId, bookId));
}

/** An account that closed: its reviews stay, without the name, and so do its reports, without what it said. */
export async function buryUser(query: Query, userId: number): Promise<void> {
  await query.execute(sql`select pg_advisory_xact_lock(1, ${userId}::int)`);
  await query.insert(tombstones).values({ kind: 'user', id: userId }).onConflictDoNothing();
  await query.update(reviews).set({ reviewer: 'Former customer' }).where(eq(reviews.userId, userId));
  await forgetReporter(query, userId);
}

/** Marks what this account wrote about these books as written by a buyer. */
export async function markVerified(query: Query, userId: number, bookIds: number[]): Promise<void> {
  const ids = sql.join(
    bookIds.map((id) => sql`${id}`),
    sql`, `,
  );
  await query.execute(
    sql`update ${reviews} set verified_purchase = true where user_id = ${userId} and book_id in (${ids})`,
  );
}

/** True where nothing was ever written here. */
export const isEmpty = async (query: Query): Promise<boolean> =>
  (await rows(query, sql`select 1 from ${reviews} limit 1`)).length === 0;

/** Loads ready-made reviews in bulk and sets the totals and the next id right. */
export async function loadReviews(query: Query, list: (typeof reviews.$inferInsert)[]): Promise<void> {
  if (list.length === 0) return;
  for (let at = 0; at < list.length; at += 500) await query.insert(reviews).values(list.slice(at, at + 500));
  await query.execute(sql`insert into ${ratings} (book_id, one, two, three, four, five)
    select book_id, count(*) filter (where rating = 1), count(*) filter (where rating = 2), count(*) filter (where rating = 3),
      count(*) filter (where rating = 4), count(*) filter (where rating = 5) from ${reviews} group by book_id`);
  await query.execute(sql`select setval(pg_get_serial_sequence('reviews', 'id'), (select max(id) from ${reviews}))`);
}

export const reviewColumns = getTableColumns(reviews);

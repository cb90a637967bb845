// All SQL about reports of reviews, and about hiding what they report.

import { and, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import { type Query, row } from '#kit/database';
import { countColumn, countOf, countUpTo, keyset } from '#kit/keyset';
import type { Window } from '#kit/page';
import type { NewReport, ReportReason, ReportStatus } from '../model.ts';
import { type ReportRow, type ReviewRow, reviewReports, reviews, tombstones } from '../schema.ts';

export type ReportFilter = { userId?: number; reviewId?: number; reason?: ReportReason; status?: ReportStatus };
/** A report and the book whose review it is about. */
export type Reported = { report: ReportRow; bookId: number };

const joined = (query: Query) =>
  query
    .select({ report: getTableColumns(reviewReports), bookId: reviews.bookId })
    .from(reviewReports)
    .innerJoin(reviews, eq(reviews.id, reviewReports.reviewId));

/** The report by this account of this review, or null. */
export async function findReportBy(query: Query, reviewId: number, userId: number): Promise<Reported | null> {
  const own = and(eq(reviewReports.reviewId, reviewId), eq(reviewReports.userId, userId));
  return (await joined(query).where(own))[0] ?? null;
}

/** Keeps the report unless the account has closed; null then, and where there is one already. */
export async function insertReport(
  query: Query,
  { reviewId, userId, reason, comment = '' }: { reviewId: number; userId: number } & NewReport,
): Promise<ReportRow | null> {
  // As for a review: the account cannot close between the look at its tombstone and the insert.
  await query.execute(sql`select pg_advisory_xact_lock_shared(1, ${userId}::int)`);
  if (await row(query, sql`select 1 from ${tombstones} where kind = 'user' and id = ${userId}`)) return null;
  const values = { reviewId, userId, reason, comment };
  return (await query.insert(reviewReports).values(values).onConflictDoNothing().returning())[0] ?? null;
}

/** One page of reports (one row more than asked) and how many match in all. */
export async function listReports(
  query: Query,
  filter: ReportFilter,
  window: Window,
): Promise<{ rows: Reported[]; count: number }> {
  const where = matching(filter);
  const page = keyset(window, reviewReports.id, { by: reviewReports.createdAt, cast: 'timestamptz' });
  const found = await query
    .select({
      report: getTableColumns(reviewReports),
      bookId: reviews.bookId,
      count: countColumn(sql`${reviewReports}`, where),
    })
    .from(reviewReports)
    .innerJoin(reviews, eq(reviews.id, reviewReports.reviewId))
    .where(and(where, page.where))
    .orderBy(...page.orderBy)
    .limit(page.limit);
  const count = await countOf(found, () => countUpTo(query, sql`${reviewReports}`, where));
  return { rows: found, count };
}

function matching(filter: ReportFilter): SQL | undefined {
  return and(
    filter.userId === undefined ? undefined : eq(reviewReports.userId, filter.userId),
    filter.reviewId === undefined ? undefined : eq(reviewReports.reviewId, filter.reviewId),
    filter.reason === undefined ? undefined : eq(reviewReports.reason, filter.reason),
    filter.status === undefined ? undefined : eq(reviewReports.status, filter.status),
  );
}

export async function lockReport(query: Query, id: number): Promise<Reported | null> {
  return (await joined(query).where(eq(reviewReports.id, id)).for('update', { of: reviewReports }))[0] ?? null;
}

const settled = (status: ReportStatus, staff: number) => ({ status, settledBy: staff, settledAt: sql`now()` });

export async function dismissReport(query: Query, id: number, staff: number): Promise<void> {
  await query.update(reviewReports).set(settled('dismissed', staff)).where(eq(reviewReports.id, id));
}

/** Takes the review out of sight and settles what was said against it. The review must be locked. */
export async function hideReview(query: Query, id: number, reason: string, staff: number): Promise<ReviewRow | null> {
  const open = and(eq(reviewReports.reviewId, id), eq(reviewReports.status, 'open'));
  await query.update(reviewReports).set(settled('upheld', staff)).where(open);
  const hiddenAt = sql`coalesce(${reviews.hiddenAt}, now())`;
  const set = { hiddenAt, hiddenReason: reason };
  return (await query.update(reviews).set(set).where(eq(reviews.id, id)).returning())[0] ?? null;
}

/** Lets everybody see it again: who reported it was not right after all. The review must be locked. */
export async function showReview(query: Query, id: number, staff: number): Promise<ReviewRow | null> {
  const upheld = and(eq(reviewReports.reviewId, id), eq(reviewReports.status, 'upheld'));
  await query.update(reviewReports).set(settled('dismissed', staff)).where(upheld);
  const set = { hiddenAt: null, hiddenReason: '' };
  return (await query.update(reviews).set(set).where(eq(reviews.id, id)).returning())[0] ?? null;
}

/** What a closed account reported stays, for staff to decide, without the account and its words. */
export async function forgetReporter(query: Query, userId: number): Promise<void> {
  await query.update(reviewReports).set({ userId: null, comment: '' }).where(eq(reviewReports.userId, userId));
}

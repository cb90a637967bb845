// Rows → what the door shows.

import { instant } from '#kit/time';
import type { Report, Review, Statistics } from './model.ts';
import type { Totals } from './repository.ts';
import type { ReportRow, ReviewRow } from './schema.ts';

export const present = (review: ReviewRow): Review => ({
  id: review.id,
  book_id: review.bookId,
  user_id: review.userId,
  reviewer: review.reviewer,
  rating: review.rating,
  title: review.title,
  comment: review.comment,
  verified_purchase: review.verifiedPurchase,
  helpful_count: review.helpfulCount,
  created_at: instant(review.createdAt),
  updated_at: instant(review.updatedAt),
  hidden: review.hiddenAt === null ? null : { since: instant(review.hiddenAt), reason: review.hiddenReason },
});

export const presentReport = ({ report, bookId }: { report: ReportRow; bookId: number }): Report => ({
  id: report.id,
  review_id: report.reviewId,
  book_id: bookId,
  user_id: report.userId,
  reason: report.reason,
  comment: report.comment,
  status: report.status,
  created_at: instant(report.createdAt),
  settled_at: report.settledAt === null ? null : instant(report.settledAt),
});

export function presentStatistics(bookId: number, { one, two, three, four, five }: Totals): Statistics {
  const total = one + two + three + four + five;
  const sum = one + 2 * two + 3 * three + 4 * four + 5 * five;
  return {
    book_id: bookId,
    average_rating: total === 0 ? null : Math.round((sum * 100) / total) / 100,
    total_reviews: total,
    rating_distribution: { '1': one, '2': two, '3': three, '4': four, '5': five },
  };
}

// What the reviews door takes and gives.

import { type Static, Type } from '@sinclair/typebox';
import { oneOf, strict } from '#kit/http';
import { Id, IdText, numberText } from '#kit/id';
import { OrderingOf, pageQuery } from '#kit/page';
import { Instant } from '#kit/time';

const Rating = Type.Integer({ minimum: 1, maximum: 5, error: 'Choose a rating from 1 to 5.' });

export const Review = Type.Object(
  {
    id: Id,
    book_id: Id,
    user_id: Id,
    reviewer: Type.String({ description: 'The name shown, or "Former customer".' }),
    rating: Rating,
    title: Type.String(),
    comment: Type.String(),
    verified_purchase: Type.Boolean(),
    helpful_count: Type.Integer({ minimum: 0 }),
    created_at: Instant,
    updated_at: Instant,
    hidden: Type.Union([Type.Object({ since: Instant, reason: Type.String() }), Type.Null()], {
      description:
        'Why staff hid it; null for what everybody sees. A hidden review is shown to its writer and to staff.',
    }),
  },
  { $id: 'Review' },
);
export type Review = Static<typeof Review>;

const Title = Type.String({ maxLength: 200, error: 'Use at most 200 characters for the title.' });
const Comment = Type.String({ minLength: 1, maxLength: 5000, pattern: '\\S', error: 'Write 1 to 5,000 characters.' });

export const NewReview = strict(
  {
    book_id: Id,
    user_id: Type.Optional(Id),
    rating: Rating,
    title: Type.Optional(Title),
    comment: Comment,
  },
  { $id: 'NewReview', examples: [{ book_id: 1, rating: 5, title: 'A classic', comment: 'I read it in one night.' }] },
);
export type NewReview = Static<typeof NewReview>;

export const ReviewReplacement = strict(
  { rating: Rating, title: Type.Optional(Title), comment: Comment },
  {
    $id: 'ReviewReplacement',
    examples: [{ rating: 4, title: 'Still good', comment: 'The second time it was longer.' }],
  },
);
export const ReviewChange = strict(
  {
    rating: Type.Optional(Rating),
    title: Type.Optional(Title),
    comment: Type.Optional(Comment),
  },
  { $id: 'ReviewChange', examples: [{ rating: 4 }] },
);
export type ReviewChange = Static<typeof ReviewChange>;

export const reportReasons = ['offensive', 'off_topic', 'spam', 'personal_data', 'other'] as const;
export type ReportReason = (typeof reportReasons)[number];

/** `upheld`: the review was hidden. */
export const reportStatuses = ['open', 'dismissed', 'upheld'] as const;
export type ReportStatus = (typeof reportStatuses)[number];

const Reason = oneOf(reportReasons);
const Status = oneOf(reportStatuses);

export const NewReport = strict(
  {
    reason: Reason,
    comment: Type.Optional(Type.String({ maxLength: 1000, error: 'Use at most 1,000 characters.' })),
  },
  { $id: 'NewReviewReport', examples: [{ reason: 'spam', comment: 'It is an advertisement for a shop of shoes.' }] },
);
export type NewReport = Static<typeof NewReport>;

export const Report = Type.Object(
  {
    id: Id,
    review_id: Id,
    book_id: Id,
    user_id: Type.Union([Id, Type.Null()], { description: 'Null once the account is closed.' }),
    reason: Reason,
    comment: Type.String(),
    status: Status,
    created_at: Instant,
    settled_at: Type.Union([Instant, Type.Null()]),
  },
  { $id: 'ReviewReport' },
);
export type Report = Static<typeof Report>;

export const ReportQuery = strict({
  ...pageQuery,
  user_id: Type.Optional(IdText),
  review_id: Type.Optional(IdText),
  reason: Type.Optional(Reason),
  status: Type.Optional(Status),
});
export type ReportQuery = Static<typeof ReportQuery>;

export const Hiding = strict(
  {
    reason: Type.String({
      minLength: 1,
      maxLength: 500,
      pattern: '\\S',
      error: 'Say why in 1 to 500 characters: the writer reads it.',
    }),
  },
  { $id: 'ReviewHiding', examples: [{ reason: 'It tells another reader’s telephone number.' }] },
);
export type Hiding = Static<typeof Hiding>;

export const reviewOrderings = ['id', 'created_at', 'rating', 'helpful'] as const;
const ordering = Type.Optional(OrderingOf(reviewOrderings));
const RatingText = numberText('^[1-5]$', { minimum: 1, maximum: 5, example: 5 });

export const ReviewQuery = strict({
  ...pageQuery,
  book_id: Type.Optional(IdText),
  user_id: Type.Optional(IdText),
  rating: Type.Optional(RatingText),
  verified: Type.Optional(Type.Union([Type.Literal('true'), Type.Literal('false')])),
  ordering,
});
export type ReviewQuery = Static<typeof ReviewQuery>;
export const ReviewByBookQuery = strict({ ...pageQuery, book_id: IdText, ordering });
export const ReviewByUserQuery = strict({ ...pageQuery, user_id: IdText, ordering });
export const BookQuery = strict({ book_id: IdText });

export const Statistics = Type.Object(
  {
    book_id: Id,
    average_rating: Type.Union([Type.Number(), Type.Null()]),
    total_reviews: Type.Integer({ minimum: 0 }),
    rating_distribution: Type.Object({
      '1': Type.Integer(),
      '2': Type.Integer(),
      '3': Type.Integer(),
      '4': Type.Integer(),
      '5': Type.Integer(),
    }),
  },
  { $id: 'ReviewStatistics' },
);
export type Statistics = Static<typeof Statistics>;

export const FoundHelpful = Type.Object(
  {
    book_id: Id,
    review_ids: Type.Array(Id, { maxItems: 200, description: 'Latest votes first.' }),
  },
  { $id: 'FoundHelpful' },
);
export type FoundHelpful = Static<typeof FoundHelpful>;

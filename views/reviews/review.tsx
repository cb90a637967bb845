import { formatDay } from '#kit/time';
import type { Review } from '#services/reviews/model';
import { Stars } from '../parts/stars.tsx';
import { counted } from '../parts/words.ts';
import { url } from '../urls.ts';
import { HelpfulVote, type Voting } from './helpful.tsx';

/** One review as an article. Its writer's own carries the ways to change it. */
export function ReviewArticle({
  review,
  isOwn = false,
  voting,
  level = 3,
}: {
  review: Review;
  isOwn?: boolean;
  voting: Voting;
  level?: 2 | 3;
}): JSX.Element {
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <article class="review" id={`review-${review.id}`}>
      <Heading dir="auto" safe>
        {review.title.trim() === '' ? `By ${isOwn ? 'you' : review.reviewer}` : review.title}
      </Heading>
      <p class="meta">
        <Stars rating={review.rating} />
        <span>{review.rating} out of 5</span>
        <span>
          <span dir="auto" safe>
            {isOwn ? 'You' : review.reviewer}
          </span>
          {', '}
          <time datetime={review.created_at} safe>
            {formatDay(review.created_at)}
          </time>
        </span>
        {review.verified_purchase ? <span class="bought">Bought here</span> : null}
      </p>
      <div class="words" dir="auto" hx-ignore="true" safe>
        {review.comment}
      </div>
      {isOwn ? <Own review={review} /> : <Others review={review} voting={voting} />}
    </article>
  );
}

/** Whose it is does not vote for it. */
function Own({ review }: { review: Review }): JSX.Element {
  return (
    <>
      <Hidden review={review} />
      {review.helpful_count === 0 ? null : (
        <p class="meta" safe>{`${counted(review.helpful_count, 'reader')} found this helpful.`}</p>
      )}
      <p class="actions">
        <a href={url.editReview(review.id)}>Edit your review</a>
        <a href={url.editReview(review.id, 'delete')}>Delete it</a>
      </p>
    </>
  );
}

/** Told to its writer alone: nobody else is shown the review. */
export function Hidden({ review }: { review: Review }): JSX.Element {
  if (review.hidden === null) return '';
  return (
    <p class="note notice" safe>
      {`Only you see this review: we hid it on ${formatDay(review.hidden.since)}. ${review.hidden.reason}`}
    </p>
  );
}

function Others({ review, voting }: { review: Review; voting: Voting }): JSX.Element {
  return (
    <div class="judging">
      <HelpfulVote review={review} voting={voting} />
      <a href={url.reportReview(review.id)}>
        Report
        <span class="unseen" safe>
          {` the review by ${review.reviewer}`}
        </span>
      </a>
    </div>
  );
}

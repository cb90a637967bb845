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
      {isOwn ? <Own review={review} /> : <HelpfulVote review={review} voting={voting} />}
    </article>
  );
}

/** Whose it is does not vote for it. */
function Own({ review }: { review: Review }): JSX.Element {
  return (
    <>
      {review.helpful_count === 0 ? null : (
        <p class="meta" safe>{`${counted(review.helpful_count, 'reader')} found this helpful.`}</p>
      )}
      <p class="actions">
        <a href={url.editReview(review.id)}>Edit your review</a>
      </p>
    </>
  );
}

import type { Book } from '#services/books/model';
import type { Review, Statistics } from '#services/reviews/model';
import { attribute } from '../parts/attribute.ts';
import { Missing } from '../parts/empty.tsx';
import { RatingWords, Stars } from '../parts/stars.tsx';
import { counted } from '../parts/words.ts';
import { url } from '../urls.ts';
import { RatingBars } from './bars.tsx';
import type { Voting } from './helpful.tsx';
import { ReviewArticle } from './review.tsx';

/** The reviews' part of a book's page. Null where the reviews service is away. */
export type ReviewsSummaryProps = {
  book: Book;
  reviews: { statistics: Statistics; latest: readonly Review[] } | null;
  /** The visitor's own review, if there is one. */
  own: Review | null;
  voting: Voting;
};

export function ReviewsSummary({ book, reviews, own, voting }: ReviewsSummaryProps): JSX.Element {
  return (
    <section class="reviews" id="reviews" aria-labelledby="reviews-heading">
      <h2 id="reviews-heading">Reviews</h2>
      {reviews === null ? (
        <Missing what="Reviews are" />
      ) : (
        <Known book={book} reviews={reviews} own={own} voting={voting} />
      )}
    </section>
  );
}

type KnownProps = ReviewsSummaryProps & { reviews: { statistics: Statistics; latest: readonly Review[] } };

function Known({ book, reviews: { statistics, latest }, own, voting }: KnownProps): JSX.Element {
  const total = statistics.total_reviews;
  if (total === 0)
    return (
      <p>
        No reviews yet. If you have read it, <a href={url.newReview(book)}>be the first</a>.
      </p>
    );
  return (
    <>
      <p class="average">
        <Stars rating={statistics.average_rating ?? 0} />{' '}
        <RatingWords average={statistics.average_rating} count={total} />
      </p>
      <RatingBars statistics={statistics} hrefOf={(rating) => url.reviewsOf(book, { rating })} />
      {latest.map((review) => (
        <ReviewArticle review={review} isOwn={review.id === own?.id} voting={voting} />
      ))}
      <p class="actions">
        {total > latest.length ? (
          <a class="btn" href={attribute(url.reviewsOf(book))} safe>{`All ${counted(total, 'review')}`}</a>
        ) : null}
        {own === null ? (
          <a class="btn" href={url.newReview(book)}>
            Write a review
          </a>
        ) : (
          <a class="btn" href={url.editReview(own.id)}>
            Edit your review
          </a>
        )}
      </p>
    </>
  );
}

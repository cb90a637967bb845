import type { Book } from '#services/books/model';
import type { Review } from '#services/reviews/model';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { Stars } from '../parts/stars.tsx';
import { url } from '../urls.ts';
import { ReviewFields, reviewFields } from './fields.tsx';
import { Hidden } from './review.tsx';

/**
 * `version` is the review's ETag, posted back so that a change made meanwhile is not overwritten. The book, and with a form that
 * was typed in the review itself, may be out of reach.
 */
export type EditReviewProps = {
  id: number;
  book: Book | null;
  review: Review | null;
  form: FormState;
  version?: string;
  /** What it says now, where it was changed in another window while this form was open. */
  elsewhere?: Review | null;
};

export function EditReviewPage({ id, book, review, form, version, elsewhere = null }: EditReviewProps): JSX.Element {
  return (
    <>
      {book === null ? null : <Breadcrumb path={[{ name: book.title, href: url.book(book) }]} />}
      <ErrorSummary form={form} fields={reviewFields} />
      <h1>Your review{book === null ? null : <OfBook title={book.title} />}</h1>
      {review === null ? null : <Hidden review={review} />}
      {elsewhere === null ? null : <Elsewhere review={elsewhere} />}
      <form class="stack" method="post" action={url.review(id)} novalidate>
        <Tokens form={form} />
        {version === undefined ? null : <input type="hidden" name="version" value={version.replaceAll('&', '&amp;')} />}
        <ReviewFields form={form} known={review ?? undefined} />
        <button type="submit" class="btn primary">
          Save review
        </button>
      </form>
      <form class="stack aside" method="post" action={url.deleteReview(id)}>
        <h2 id="delete">Delete this review</h2>
        <p>It is gone at once and cannot be brought back.</p>
        <Tokens form={{ csrf: form.csrf }} />
        <button type="submit" class="btn">
          Delete review
        </button>
      </form>
    </>
  );
}

/** The other text, whole, beside the fields with this one. */
function Elsewhere({ review }: { review: Review }): JSX.Element {
  return (
    <section class="prose" aria-labelledby="elsewhere-heading">
      <h2 id="elsewhere-heading">What the review says now</h2>
      <blockquote class="quoted">
        <p>
          <Stars rating={review.rating} /> {review.rating} out of 5
        </p>
        {review.title.trim() === '' ? null : (
          <p dir="auto">
            <strong safe>{review.title}</strong>
          </p>
        )}
        <p class="words" dir="auto" hx-ignore="true" safe>
          {review.comment}
        </p>
      </blockquote>
      <h2>What you are writing</h2>
    </section>
  );
}

const OfBook = ({ title }: { title: string }): JSX.Element => (
  <>
    {' '}
    of <cite safe>{title}</cite>
  </>
);

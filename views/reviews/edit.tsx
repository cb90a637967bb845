import type { Book } from '#services/books/model';
import type { Review } from '#services/reviews/model';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { url } from '../urls.ts';
import { ReviewFields, reviewFields } from './fields.tsx';

/** `version` is the review's ETag, posted back so that a change made meanwhile is not overwritten. */
export type EditReviewProps = { book: Book; review: Review; form: FormState; version?: string };

export function EditReviewPage({ book, review, form, version }: EditReviewProps): JSX.Element {
  return (
    <>
      <Breadcrumb path={[{ name: book.title, href: url.book(book) }]} />
      <ErrorSummary form={form} fields={reviewFields} />
      <h1>
        Your review of <cite safe>{book.title}</cite>
      </h1>
      <form class="stack" method="post" action={url.review(review.id)} novalidate>
        <Tokens form={form} />
        {version === undefined ? null : <input type="hidden" name="version" value={version.replaceAll('&', '&amp;')} />}
        <ReviewFields form={form} known={review} />
        <button type="submit" class="btn primary">
          Save review
        </button>
      </form>
      <form class="stack aside" method="post" action={url.deleteReview(review.id)}>
        <h2>Delete this review</h2>
        <p>It is gone at once and cannot be brought back.</p>
        <Tokens form={{ csrf: form.csrf }} />
        <button type="submit" class="btn">
          Delete review
        </button>
      </form>
    </>
  );
}

import type { Book } from '#services/books/model';
import type { Review } from '#services/reviews/model';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { url } from '../urls.ts';
import { ReviewFields, reviewFields } from './fields.tsx';

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
};

export function EditReviewPage({ id, book, review, form, version }: EditReviewProps): JSX.Element {
  return (
    <>
      {book === null ? null : <Breadcrumb path={[{ name: book.title, href: url.book(book) }]} />}
      <ErrorSummary form={form} fields={reviewFields} />
      <h1>Your review{book === null ? null : <OfBook title={book.title} />}</h1>
      <form class="stack" method="post" action={url.review(id)} novalidate>
        <Tokens form={form} />
        {version === undefined ? null : <input type="hidden" name="version" value={version.replaceAll('&', '&amp;')} />}
        <ReviewFields form={form} known={review ?? undefined} />
        <button type="submit" class="btn primary">
          Save review
        </button>
      </form>
      <form class="stack aside" method="post" action={url.deleteReview(id)}>
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

const OfBook = ({ title }: { title: string }): JSX.Element => (
  <>
    {' '}
    of <cite safe>{title}</cite>
  </>
);

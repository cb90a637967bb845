import { formatDay } from '#kit/time';
import type { Book } from '#services/books/model';
import type { Report, ReportReason, Review } from '#services/reviews/model';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import { RadioField, TextArea } from '../parts/field.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { url } from '../urls.ts';

/**
 * Posts `reason` and `comment`. `review` and `book` may be out of reach where a form that was typed in comes back; `earlier` is
 * what this visitor reported of the review before.
 */
export type ReportReviewProps = {
  id: number;
  book: Book | null;
  review: Review | null;
  earlier: Report | null;
  form: FormState;
};

export const reportFields = ['reason', 'comment'] as const;

const reasons = [
  { value: 'offensive', label: 'It is offensive', hint: 'It insults, threatens or hates.' },
  { value: 'off_topic', label: 'It is not about the book', hint: 'It is about a parcel, a price or something else.' },
  { value: 'spam', label: 'It is an advertisement, or copied many times' },
  { value: 'personal_data', label: 'It tells something private', hint: 'A name, an address, a telephone number.' },
  { value: 'other', label: 'Something else', hint: 'Say what, below.' },
] satisfies { value: ReportReason; label: string; hint?: string }[];

export function ReportReviewPage({ id, book, review, earlier, form }: ReportReviewProps): JSX.Element {
  return (
    <>
      <Breadcrumb path={book === null ? [] : [{ name: book.title, href: url.book(book) }]} />
      <ErrorSummary form={form} fields={reportFields} />
      <h1>Report a review</h1>
      <p class="lead">
        Our staff read what you send and decide. Whoever wrote the review is not told that it was reported, or by whom.
      </p>
      {review === null ? null : <Quoted review={review} />}
      {earlier === null ? <ReportForm id={id} form={form} /> : <Known earlier={earlier} />}
      <p>
        <a href={url.review(id)}>Back to the review</a>
      </p>
    </>
  );
}

/** What is reported, so that nobody reports the wrong one. */
function Quoted({ review }: { review: Review }): JSX.Element {
  return (
    <blockquote class="quoted">
      {review.title.trim() === '' ? null : (
        <p dir="auto">
          <strong safe>{review.title}</strong>
        </p>
      )}
      <p class="words" dir="auto" hx-ignore="true" safe>
        {review.comment}
      </p>
      <footer class="muted">
        <span dir="auto" safe>
          {review.reviewer}
        </span>
        {', '}
        <span safe>{formatDay(review.created_at)}</span>
      </footer>
    </blockquote>
  );
}

function ReportForm({ id, form }: { id: number; form: FormState }): JSX.Element {
  return (
    <form class="stack" method="post" action={url.reportReview(id)} novalidate>
      <Tokens form={form} />
      <RadioField form={form} name="reason" label="What is wrong with it?" choices={reasons} />
      <TextArea
        form={form}
        name="comment"
        label="In your own words"
        hint="Up to 1,000 characters."
        rows={4}
        maxlength={1000}
        required={false}
      />
      <button type="submit" class="btn primary">
        Send report
      </button>
    </form>
  );
}

const outcome = {
  open: 'We have not looked at it yet; that takes a day or two.',
  dismissed: 'We looked at it and found that the review may stay.',
  upheld: 'We looked at it and hid the review. Thank you.',
} satisfies Record<Report['status'], string>;

function Known({ earlier }: { earlier: Report }): JSX.Element {
  return (
    <p class="note notice" safe>
      {`You reported this review on ${formatDay(earlier.created_at)}. ${outcome[earlier.status]}`}
    </p>
  );
}

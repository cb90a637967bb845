import type { Book } from '#services/books/model';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import { Cover, type CoverOf } from '../parts/cover.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { url } from '../urls.ts';
import { ReviewFields, reviewFields } from './fields.tsx';

/** Posts `rating`, `title`, `comment` to the book's reviews. */
export type NewReviewProps = { book: Book; form: FormState; coverOf: CoverOf };

export function NewReviewPage({ book, form, coverOf }: NewReviewProps): JSX.Element {
  return (
    <>
      <Breadcrumb path={[{ name: book.title, href: url.book(book) }]} />
      <ErrorSummary form={form} fields={reviewFields} />
      <h1>
        Review <cite safe>{book.title}</cite>
      </h1>
      <div class="beside">
        <form class="stack" method="post" action={url.reviewsOf(book)} novalidate>
          <Tokens form={form} />
          <ReviewFields form={form} />
          <button type="submit" class="btn primary">
            Publish review
          </button>
        </form>
        <div class="picture">
          <Cover book={book} coverOf={coverOf} when="soon" />
        </div>
      </div>
    </>
  );
}

import type { Book } from '#services/books/model';
import type { Review } from '#services/reviews/model';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import { Cover, type CoverOf } from '../parts/cover.tsx';
import { url } from '../urls.ts';
import type { Voting } from './helpful.tsx';
import { ReviewArticle } from './review.tsx';

/** One review at its own address. `book` is null where the catalogue is away or the book has left it. */
export type ReviewProps = { book: Book | null; review: Review; isOwn: boolean; voting: Voting; coverOf: CoverOf };

export function ReviewPage({ book, review, isOwn, voting, coverOf }: ReviewProps): JSX.Element {
  return (
    <>
      <Breadcrumb path={book === null ? [] : [{ name: book.title, href: url.book(book) }]} />
      <h1>
        {isOwn ? 'Your review' : 'A review'}
        {book === null ? null : (
          <>
            {' of '}
            <cite safe>{book.title}</cite>
          </>
        )}
      </h1>
      <div class="beside">
        <ReviewArticle review={review} isOwn={isOwn} voting={voting} level={2} />
        {book === null ? null : (
          <div class="picture">
            <Cover book={book} coverOf={coverOf} when="soon" />
          </div>
        )}
      </div>
      {book === null ? null : (
        <p>
          <a href={url.reviewsOf(book)}>All reviews of this book</a>
        </p>
      )}
    </>
  );
}

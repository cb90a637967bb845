import type { Page } from '#kit/page';
import type { Book } from '#services/books/model';
import type { Review, Statistics } from '#services/reviews/model';
import { attribute } from '../parts/attribute.ts';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import { Missing } from '../parts/empty.tsx';
import { cursorOf, Pager } from '../parts/pager.tsx';
import { RatingWords } from '../parts/stars.tsx';
import { counted } from '../parts/words.ts';
import { type ReviewFilters, url } from '../urls.ts';
import { RatingBars } from './bars.tsx';
import type { Voting } from './helpful.tsx';
import { ReviewArticle } from './review.tsx';

export type ReviewsProps = {
  book: Book;
  statistics: Statistics | null;
  page: Page<Review>;
  filters: ReviewFilters;
  /** The visitor's own review: shown first, whatever the filters. */
  own: Review | null;
  voting: Voting;
};

const orders = [
  { value: '', label: 'Newest' },
  { value: '-helpful', label: 'Most helpful' },
  { value: '-rating', label: 'Highest rated' },
  { value: 'rating', label: 'Lowest rated' },
] as const;

export function ReviewsPage({ book, statistics, page, filters, own, voting }: ReviewsProps): JSX.Element {
  const others = page.results.filter((review) => review.id !== own?.id);
  return (
    <>
      <Breadcrumb path={[{ name: book.title, href: url.book(book) }]} />
      <h1>
        Reviews of <cite safe>{book.title}</cite>
      </h1>
      <div class="reviews-page">
        <div>
          {statistics === null ? (
            <Missing what="The ratings are" />
          ) : (
            <>
              <p class="average">
                <RatingWords average={statistics.average_rating} count={statistics.total_reviews} />
              </p>
              <RatingBars
                statistics={statistics}
                hrefOf={(rating) => url.reviewsOf(book, { ordering: filters.ordering, rating })}
              />
            </>
          )}
          {own === null ? (
            <p>
              <a class="btn" href={url.newReview(book)}>
                Write a review
              </a>
            </p>
          ) : null}
        </div>
        <section aria-labelledby="list-heading">
          <ListHead book={book} page={page} filters={filters} />
          {own === null ? null : <ReviewArticle review={own} isOwn voting={voting} />}
          {others.map((review) => (
            <ReviewArticle review={review} voting={voting} />
          ))}
          {own === null && others.length === 0 ? <NoReviews book={book} filters={filters} /> : null}
          <Pager
            what="Reviews"
            previous={pageAddress(book, page.previous, filters)}
            next={pageAddress(book, page.next, filters)}
          />
        </section>
      </div>
    </>
  );
}

function pageAddress(book: Book, link: string | null, filters: ReviewFilters): string | null {
  const cursor = cursorOf(link);
  return cursor === undefined ? null : url.reviewsOf(book, { ...filters, cursor });
}

function ListHead({ book, page, filters }: Pick<ReviewsProps, 'book' | 'page' | 'filters'>): JSX.Element {
  const stars = filters.rating ? ` with ${counted(Number(filters.rating), 'star')}` : '';
  return (
    <div class="results-head">
      <h2 id="list-heading" safe>{`${counted(page.count, 'review')}${stars}`}</h2>
      {filters.rating ? <a href={attribute(url.reviewsOf(book, { ordering: filters.ordering }))}>All ratings</a> : null}
      <form class="sort" method="get" action={url.reviewsOf(book)}>
        {filters.rating ? <input type="hidden" name="rating" value={attribute(filters.rating)} /> : null}
        <label for="ordering">Sort by</label>
        <select id="ordering" name="ordering">
          {orders.map(({ value, label }) => (
            <option value={value} selected={value === (filters.ordering ?? '')}>
              {label}
            </option>
          ))}
        </select>
        <button type="submit" class="btn">
          Sort
        </button>
      </form>
    </div>
  );
}

function NoReviews({ book, filters }: Pick<ReviewsProps, 'book' | 'filters'>): JSX.Element {
  if (filters.rating)
    return (
      <p class="none">
        Nobody gave it that many. <a href={url.reviewsOf(book)}>See all reviews</a>.
      </p>
    );
  return (
    <p class="none">
      No reviews yet. If you have read it, <a href={url.newReview(book)}>be the first</a>.
    </p>
  );
}

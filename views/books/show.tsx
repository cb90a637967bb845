import type { Book, Category } from '#services/books/model';
import type { Review, Statistics } from '#services/reviews/model';
import { attribute } from '../parts/attribute.ts';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import { Cover, type CoverOf } from '../parts/cover.tsx';
import { Missing } from '../parts/empty.tsx';
import type { FormState } from '../parts/form.tsx';
import { languageTag } from '../parts/language.ts';
import { RatingWords, Stars } from '../parts/stars.tsx';
import { ReviewsSummary } from '../reviews/summary.tsx';
import { url } from '../urls.ts';
import { BuyBox } from './buy.tsx';
import { Cards } from './card.tsx';
import { BookFacts } from './facts.tsx';
import { inReadingOrder } from './series.ts';

export type BookProps = {
  book: Book;
  /** The first shelf it stands on. */
  shelf: Category | null;
  /** Null where the reviews service is away. `latest` are three. */
  reviews: { statistics: Statistics; latest: readonly Review[] } | null;
  /** The visitor's own review, if any. */
  own: Review | null;
  /** Ids of the reviews the visitor found helpful. */
  voted: readonly number[];
  /** Up to six each, without this book; null where they could not be had. */
  sameAuthor: readonly Book[] | null;
  sameShelf: readonly Book[] | null;
  /** Without this book: others of its title and author, and those of its series; null where they could not be had. */
  editions: readonly Book[] | null;
  series: readonly Book[] | null;
  coverOf: CoverOf;
  /** Of the forms on the page. */
  form: FormState;
  /** When it can be there: "Order by 3 pm for delivery tomorrow." Null says nothing. */
  promise: string | null;
};

export function BookPage(props: BookProps): JSX.Element {
  const { book, shelf, coverOf } = props;
  return (
    <>
      <Breadcrumb path={shelf === null ? [] : [{ name: shelf.name, href: url.shelf(shelf.slug) }]} />
      <article class="product">
        <div class="picture">
          <Cover book={book} coverOf={coverOf} when="first" alone />
          {book.staff_pick === null ? null : <MarginNote note={book.staff_pick} />}
        </div>
        <TitleBlock book={book} />
        <BuyBox book={book} editions={props.editions ?? []} form={props.form} promise={props.promise} />
        <div class="about">
          {book.description.trim() === '' ? null : (
            <div class="words drop" dir="auto" safe>
              {book.description}
            </div>
          )}
          <BookFacts book={book} series={props.series} />
          <ReviewsSummary
            book={book}
            reviews={props.reviews}
            own={props.own}
            voting={{ form: props.form, voted: props.voted }}
          />
        </div>
      </article>
      <Related {...props} />
    </>
  );
}

function TitleBlock({ book }: { book: Book }): JSX.Element {
  return (
    <header class="titles">
      <h1 dir="auto" lang={languageTag(book)} safe>
        {book.title}
      </h1>
      {book.subtitle === null ? null : (
        <p class="subtitle" dir="auto" safe>
          {book.subtitle}
        </p>
      )}
      <p class="lead byline">
        by <Authors book={book} />
      </p>
      {book.rating.count === 0 ? null : (
        <p class="meta">
          <a href="#reviews">
            <Stars rating={book.rating.average ?? 0} />{' '}
            <RatingWords average={book.rating.average} count={book.rating.count} />
          </a>
        </p>
      )}
    </header>
  );
}

function Authors({ book }: { book: Book }): JSX.Element {
  if (book.authors.length === 0)
    return (
      <span dir="auto" safe>
        {book.author}
      </span>
    );
  return (
    <>
      {book.authors.map(({ name, slug }, index) => (
        <>
          {index === 0 ? '' : index === book.authors.length - 1 ? ' and ' : ', '}
          <a href={url.author(slug)} dir="auto" safe>
            {name}
          </a>
        </>
      ))}
    </>
  );
}

function MarginNote({ note }: { note: { text: string; initials: string } }): JSX.Element {
  return (
    <aside class="margin-note" aria-label="A bookseller’s note">
      <p safe>{note.text}</p>
      <p class="initials" safe>{`— ${note.initials}`}</p>
    </aside>
  );
}

function Related({ book, shelf, sameAuthor, sameShelf, series, coverOf }: BookProps): JSX.Element {
  return (
    <>
      {sameAuthor === null && sameShelf === null ? <Missing what="Other books are" /> : null}
      {book.series === null ? null : (
        <RelatedRow
          heading={`More of the series: ${book.series}`}
          books={inReadingOrder(series ?? []).slice(0, mostOfSeries)}
          coverOf={coverOf}
          all={{ href: url.books({ series: book.series }), text: 'The whole series' }}
        />
      )}
      <RelatedRow heading={`More by ${book.author}`} books={sameAuthor ?? []} coverOf={coverOf} />
      {shelf === null ? null : (
        <RelatedRow
          heading={`From the same shelf: ${shelf.name}`}
          books={sameShelf ?? []}
          coverOf={coverOf}
          all={{ href: url.shelf(shelf.slug), text: 'The whole shelf' }}
        />
      )}
    </>
  );
}

const mostOfSeries = 6;

type RelatedProps = { heading: string; books: readonly Book[]; coverOf: CoverOf; all?: { href: string; text: string } };

function RelatedRow({ heading, books, coverOf, all }: RelatedProps): JSX.Element {
  if (books.length === 0) return '';
  return (
    <section class="row">
      <div class="row-head">
        <h2 safe>{heading}</h2>
        {all === undefined ? null : (
          <a href={attribute(all.href)} safe>
            {all.text}
          </a>
        )}
      </div>
      <Cards books={books} coverOf={coverOf} />
    </section>
  );
}

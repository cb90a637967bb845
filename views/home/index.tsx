import type { Book, Category } from '#services/books/model';
import { Cards } from '../books/card.tsx';
import type { CoverOf } from '../parts/cover.tsx';
import { Missing } from '../parts/empty.tsx';
import { counted } from '../parts/words.ts';
import { url } from '../urls.ts';
import { Spines } from './spines.tsx';

/** Null is a slot whose service did not answer; an empty list is a shop without books. */
export type HomeProps = {
  categories: readonly Category[] | null;
  /** Six of the newest. */
  justIn: readonly Book[] | null;
  /** Six with a bookseller's note. */
  staffPicks: readonly Book[] | null;
  /** All titles of the shop, for the line under the heading. */
  bookCount: number | null;
  /** What the visitor looked at last, up to four. */
  seen: readonly Book[];
  coverOf: CoverOf;
};

export function HomePage({ categories, justIn, staffPicks, bookCount, seen, coverOf }: HomeProps): JSX.Element {
  return (
    <>
      <h1 class="display">Books for the long evening</h1>
      <Greeting categories={categories} bookCount={bookCount} />
      {categories === null ? <Missing what="The shelves are" /> : <Spines categories={categories} />}
      <Row heading="Just in" all={url.books({ ordering: '-created_at' })} allText="All new books">
        {justIn === null ? <Missing what="New books are" /> : <Cards books={justIn} coverOf={coverOf} early={6} />}
      </Row>
      {staffPicks?.length === 0 ? null : (
        <Row heading="Staff are reading" all={url.books({ staff_pick: 'true' })} allText="All staff picks">
          {staffPicks === null ? (
            <Missing what="Staff picks are" />
          ) : (
            <Cards books={staffPicks} coverOf={coverOf} withNote />
          )}
        </Row>
      )}
      {seen.length === 0 ? null : (
        <section class="row">
          <div class="row-head">
            <h2>You looked at</h2>
          </div>
          <Cards books={seen} coverOf={coverOf} />
        </section>
      )}
    </>
  );
}

function Greeting({ categories, bookCount }: Pick<HomeProps, 'categories' | 'bookCount'>): JSX.Element {
  if (bookCount === 0) return <p class="lead">The shelves are still empty. Books are on their way.</p>;
  if (bookCount === null || categories === null)
    return <p class="lead">Start anywhere; nobody is watching the clock.</p>;
  return (
    <p class="lead">
      <span safe>{`${counted(bookCount, 'title')} on ${counted(categories.length, 'shelf', 'shelves')}`}</span>. Start
      anywhere; nobody is watching the clock.
    </p>
  );
}

type RowProps = { heading: string; all: string; allText: string; children: JSX.Element };

function Row({ heading, all, allText, children }: RowProps): JSX.Element {
  return (
    <section class="row">
      <div class="row-head">
        <h2 safe>{heading}</h2>
        <a href={all} safe>
          {allText}
        </a>
      </div>
      {children}
    </section>
  );
}

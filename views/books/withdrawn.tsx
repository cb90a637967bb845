import type { Book } from '#services/books/model';
import { attribute } from '../parts/attribute.ts';
import type { CoverOf } from '../parts/cover.tsx';
import { url } from '../urls.ts';
import { BookCard } from './card.tsx';

/** A book that was sold once; `books` are others by its first author, as far as the catalogue answers. */
export type WithdrawnProps = {
  title: string;
  author: string;
  authors: readonly { name: string; slug: string }[];
  books: readonly Book[];
  coverOf: CoverOf;
};

export function WithdrawnPage({ title, author, authors, books, coverOf }: WithdrawnProps): JSX.Element {
  const [first] = authors;
  return (
    <>
      <h1>
        <cite dir="auto" safe>
          {title}
        </cite>{' '}
        is no longer sold
      </h1>
      <p class="lead" dir="auto" safe>{`By ${author}. It was on our shelves once, and has left them for good.`}</p>
      <p class="actions">
        <a class="btn primary" href={attribute(url.search(title))}>
          Look for another edition
        </a>
        <a class="btn" href={url.contact({ topic: 'book' })}>
          Ask us to find it
        </a>
      </p>
      {first === undefined || books.length === 0 ? null : (
        <section class="row" aria-labelledby="others-heading">
          <div class="row-head">
            <h2 id="others-heading" dir="auto" safe>{`More by ${first.name}`}</h2>
            <a href={attribute(url.author(first.slug))}>All of them</a>
          </div>
          <ul class="cards">
            {books.map((book) => (
              <BookCard book={book} coverOf={coverOf} early />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

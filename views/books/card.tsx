import type { Book } from '#services/books/model';
import { Cover, type CoverOf } from '../parts/cover.tsx';
import { languageTag } from '../parts/language.ts';
import { Price } from '../parts/price.tsx';
import { StockWord } from '../parts/stock.tsx';
import { url } from '../urls.ts';

type CardProps = {
  book: Book;
  coverOf: CoverOf;
  /** True for cards that are in view at once. */
  early?: boolean;
  /** Level of the title's heading: the one below the list's own. */
  level?: 2 | 3;
  /** Shows what the bookseller wrote about it. */
  withNote?: boolean;
};

/** A book in a list of books: `<ul class="cards">` holds them. */
export function BookCard({ book, coverOf, early = false, level = 3, withNote = false }: CardProps): JSX.Element {
  return (
    <li class="card">
      <Cover book={book} coverOf={coverOf} when={early ? 'soon' : 'later'} />
      <CardTitle book={book} level={level} />
      <p class="by" dir="auto" safe>
        {book.author}
      </p>
      {withNote && book.staff_pick ? <ShelfTalker note={book.staff_pick} /> : null}
      <p class="price">
        <Price amount={book.price} currency={book.currency} />
      </p>
      <p class="meta">
        <StockWord book={book} />
        {book.rating.average === null ? null : <CardRating average={book.rating.average} />}
      </p>
    </li>
  );
}

function CardTitle({ book, level }: { book: Book; level: 2 | 3 }): JSX.Element {
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <Heading class="title" dir="auto" lang={languageTag(book)}>
      <a href={url.book(book)} safe>
        {book.title}
      </a>
    </Heading>
  );
}

function CardRating({ average }: { average: number }): JSX.Element {
  return <span class="rating" safe>{`${average.toFixed(1)} out of 5`}</span>;
}

function ShelfTalker({ note }: { note: { text: string; initials: string } }): JSX.Element {
  return (
    <p class="talker">
      <span safe>{note.text}</span> <span class="initials" safe>{`— ${note.initials}`}</span>
    </p>
  );
}

/** A row of cards under a heading, with a link to the rest. */
export function Cards({ books, coverOf, early = 0, level = 3, withNote = false }: CardsProps): JSX.Element {
  return (
    <ul class="cards">
      {books.map((book, index) => (
        <BookCard book={book} coverOf={coverOf} early={index < early} level={level} withNote={withNote} />
      ))}
    </ul>
  );
}

type CardsProps = {
  books: readonly Book[];
  coverOf: CoverOf;
  /** How many of the first are in view at once. */
  early?: number;
  level?: 2 | 3;
  withNote?: boolean;
};

// Covers. The gateway knows where a book's cover is; every view that shows one takes a prop `coverOf`, a function from the
// book to its address (`/covers/{isbn or id}-{hash}.svg`). Lines of orders are asked about too: they know no shelf.

import type { Book } from '#services/books/model';
import { attribute } from './attribute.ts';

export type CoverSubject = Pick<Book, 'id' | 'isbn' | 'title' | 'author'> &
  Partial<Pick<Book, 'category_ids' | 'cover_url'>>;
export type CoverOf = (book: CoverSubject) => string;

type CoverProps = {
  book: CoverSubject;
  coverOf: CoverOf;
  /** `first` is the picture people came for, `soon` is likely in the first view, `later` is below it. */
  when?: 'first' | 'soon' | 'later';
  /** True where no printed title stands beside it. */
  alone?: boolean;
};

export function Cover({ book, coverOf, when = 'later', alone = false }: CoverProps): JSX.Element {
  return (
    <img
      class="cover"
      src={attribute(coverOf(book))}
      alt={alone ? attribute(`Cover of ${book.title} by ${book.author}`) : ''}
      width={300}
      height={450}
      loading={when === 'later' ? 'lazy' : undefined}
      fetchpriority={when === 'first' ? 'high' : undefined}
    />
  );
}

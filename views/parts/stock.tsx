// Words for how many copies there are. Colour only repeats what the words say.

import type { Book } from '#services/books/model';

const few = 3;

export const isSoldOut = (book: Pick<Book, 'available'>): boolean => book.available <= 0;

/** Two or three words, for cards and lines. */
export function StockWord({ book }: { book: Pick<Book, 'available'> }): JSX.Element {
  if (isSoldOut(book)) return <span class="stock out">Out of stock</span>;
  if (book.available === 1) return <span class="stock low">Last copy</span>;
  if (book.available <= few) return <span class="stock low">Last {book.available} copies</span>;
  return <span class="stock in">In stock</span>;
}

/** A sentence with the number, for the page of the book. `promise` says when it can be there. */
export function StockSentence({
  book,
  promise,
}: {
  book: Pick<Book, 'available'>;
  promise: string | null;
}): JSX.Element {
  if (isSoldOut(book)) return <p class="stock out">Out of stock just now.</p>;
  return (
    <p class={book.available <= few ? 'stock low' : 'stock in'}>
      {book.available === 1 ? 'The last copy.' : book.available <= few ? 'The last' : 'In stock:'}
      {book.available === 1 ? null : <> {book.available} copies.</>}
      {promise === null ? null : <span safe>{` ${promise}`}</span>}
    </p>
  );
}

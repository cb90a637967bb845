import { readdirSync } from 'node:fs';
import { bookByTitle } from './catalogue.ts';
import { orders } from './orders.ts';
import { personByUsername } from './people.ts';
import { isCommitted } from './stock.ts';
import { integerIn, type Row, readTable } from './table.ts';

/** `verified` is worked out from the sample orders: the reviewer has the book in an order confirmed or later. */
export type SampleReview = {
  id: number;
  book_id: number;
  user_id: number;
  rating: 1 | 2 | 3 | 4 | 5;
  title?: string;
  comment: string;
  created_at: string;
  verified: boolean;
};

const bought = new Set(
  orders
    .filter((order) => isCommitted(order) && order.state !== 'cancelled')
    .flatMap((order) => order.lines.map((line) => `${order.customer_id} ${line.book_id}`)),
);

/** Every review, by id from 5001 upwards; at most one for a customer and a book. */
export const reviews: SampleReview[] = readdirSync(new URL('reviews/', import.meta.url))
  .filter((file) => file.endsWith('.tsv'))
  .flatMap((file) => readTable(`reviews/${file}`).map(toReview))
  .sort((a, b) => a.id - b.id);

function toReview(row: Row): SampleReview {
  const book = bookByTitle(row.cell('book'));
  const reviewer = personByUsername(row.cell('customer'));
  return {
    id: integerIn(row, 'id'),
    book_id: book.id,
    user_id: reviewer.id,
    rating: ratingIn(row),
    ...(row.cell('title') === '' ? {} : { title: row.cell('title') }),
    comment: row.cell('comment'),
    created_at: row.cell('created_at'),
    verified: bought.has(`${reviewer.id} ${book.id}`),
  };
}

function ratingIn(row: Row): SampleReview['rating'] {
  switch (row.cell('rating')) {
    case '1':
      return 1;
    case '2':
      return 2;
    case '3':
      return 3;
    case '4':
      return 4;
    case '5':
      return 5;
    default:
      throw new Error(`${row.place}: a rating is a number from 1 to 5`);
  }
}

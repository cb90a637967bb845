// Lines of a basket or an order as a table that is only read, and the sums under it.

import type { Children } from '@kitajs/html';
import { attribute } from './attribute.ts';
import { Cover, type CoverOf, type CoverSubject } from './cover.tsx';
import { Price } from './price.tsx';

/** `href` is the book's page. Amounts as answers give them. */
export type Line = {
  book: CoverSubject;
  href: string;
  quantity: number;
  price: string;
  total: string;
  /** What became of it, in a few words. */
  note?: string;
};

export type Sum = { label: string; amount: string };

type LinesProps = {
  lines: readonly Line[];
  currency: string;
  /** Under the lines, in order; the last is the total. */
  sums: readonly Sum[];
  coverOf: CoverOf;
  caption: string;
};

export function Lines({ lines, currency, sums, coverOf, caption }: LinesProps): JSX.Element {
  return (
    <table class="lines">
      <caption class="unseen" safe>
        {caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">Book</th>
          <th scope="col" class="number">
            Price
          </th>
          <th scope="col" class="number">
            Quantity
          </th>
          <th scope="col" class="number">
            Total
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <LineRow line={line} currency={currency} coverOf={coverOf} />
        ))}
      </tbody>
      <tfoot>
        {sums.map((sum) => (
          <tr>
            <th scope="row" colspan={3}>
              <span safe>{sum.label}</span>
            </th>
            <td class="number">
              <Price amount={sum.amount} currency={currency} />
            </td>
          </tr>
        ))}
      </tfoot>
    </table>
  );
}

function LineRow({ line, currency, coverOf }: { line: Line; currency: string; coverOf: CoverOf }): JSX.Element {
  return (
    <tr>
      <td>
        <LineBook line={line} coverOf={coverOf}>
          {line.note ? (
            <p class="small">
              <strong safe>{line.note}</strong>
            </p>
          ) : null}
        </LineBook>
      </td>
      <td class="number" data-label="Price">
        <Price amount={line.price} currency={currency} />
      </td>
      <td class="number" data-label="Quantity">
        {line.quantity}
      </td>
      <td class="number" data-label="Total">
        <Price amount={line.total} currency={currency} />
      </td>
    </tr>
  );
}

type LineBookProps = { line: Pick<Line, 'book' | 'href'>; coverOf: CoverOf; children?: Children };

/** Cover, title and author, as the first cell of a line; children are notes below them. */
export function LineBook({ line, coverOf, children }: LineBookProps): JSX.Element {
  const { book, href } = line;
  return (
    <div class="line-book">
      <Cover book={book} coverOf={coverOf} when="soon" />
      <div>
        <a href={attribute(href)}>
          <cite dir="auto" safe>
            {book.title}
          </cite>
        </a>
        <br />
        <span class="muted" dir="auto" safe>
          {book.author}
        </span>
        {children}
      </div>
    </div>
  );
}

import { formatMoney } from '#kit/money';
import type { Book } from '#services/books/model';
import { attribute } from '../parts/attribute.ts';
import type { CoverOf } from '../parts/cover.tsx';
import { LineBook } from '../parts/lines.tsx';
import { Price } from '../parts/price.tsx';
import { isSoldOut } from '../parts/stock.tsx';
import { formatWords } from '../parts/words.ts';
import { url } from '../urls.ts';

/**
 * `total` is the present price times the quantity. `formerPrice` is the price it was put in at, where that has changed;
 * `wanted` the number it was put in with, where there are no longer so many.
 */
export type BasketLine = {
  book: Book;
  quantity: number;
  wanted: number | null;
  total: string;
  formerPrice: string | null;
};

const most = 99;

type RowProps = { line: BasketLine; coverOf: CoverOf };

/** A line of the basket's form: its quantity is the field `quantity_{book id}`, its buttons send `remove` or `later`. */
export function BasketRow({ line, coverOf }: RowProps): JSX.Element {
  const { book } = line;
  const name = `quantity_${book.id}`;
  return (
    <tr>
      <td>
        <LineBook line={{ book, href: url.book(book) }} coverOf={coverOf}>
          <LineNotes line={line} />
        </LineBook>
      </td>
      <td class="number" data-label="Price">
        <Price amount={book.price} currency={book.currency} />
      </td>
      <td class="number" data-label="Quantity">
        <label class="unseen" for={name} safe>
          {`Quantity of ${book.title}`}
        </label>
        <input
          id={name}
          name={name}
          type="number"
          min={0}
          max={most}
          inputmode="numeric"
          value={String(line.quantity)}
          autocomplete="off"
        />
        <LineButton book={book} name="remove" word="Remove" />
        <LineButton book={book} name="later" word="Save for later" />
      </td>
      <td class="number" data-label="Total">
        <Price amount={line.total} currency={book.currency} />
      </td>
    </tr>
  );
}

function LineButton({ book, name, word }: { book: Book; name: string; word: string }): JSX.Element {
  return (
    <button
      type="submit"
      class="link"
      name={name}
      id={`${name}_${book.id}`}
      value={String(book.id)}
      aria-label={attribute(`${word} ${book.title}`)}
      safe
    >
      {word}
    </button>
  );
}

function LineNotes({ line }: { line: BasketLine }): JSX.Element {
  const { book } = line;
  return (
    <>
      {book.format === 'paperback' ? null : <p class="line-note">{formatWords[book.format]}</p>}
      {isSoldOut(book) ? (
        <p class="line-note warn">Out of stock just now. Remove it or save it for later to go on.</p>
      ) : null}
      {newsOf(line).map((sentence) => (
        <p class="line-note warn" safe>
          {sentence}
        </p>
      ))}
    </>
  );
}

/** What changed about a line since the visitor last saw it, in whole sentences. */
export function newsOf({ book, quantity, wanted, formerPrice }: BasketLine): string[] {
  const { price, currency, available } = book;
  const stock = wanted === null ? [] : [`Only ${available} left, so it is ${quantity} now; you had put in ${wanted}.`];
  const cost =
    formerPrice === null
      ? []
      : [`The price has changed from ${formatMoney(formerPrice, currency)} to ${formatMoney(price, currency)}.`];
  return [...stock, ...cost];
}

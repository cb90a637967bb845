import type { Book } from '#services/books/model';
import { attribute } from '../parts/attribute.ts';
import type { CoverOf } from '../parts/cover.tsx';
import { LineBook } from '../parts/lines.tsx';
import { Price } from '../parts/price.tsx';
import { isSoldOut } from '../parts/stock.tsx';
import { formatWords } from '../parts/words.ts';
import { url } from '../urls.ts';

/** `total` is the present price times the quantity. `formerPrice` is the price it was put in at, where that has changed. */
export type BasketLine = { book: Book; quantity: number; total: string; formerPrice: string | null };

const most = 99;

/** A line of the basket's form: its quantity is the field `quantity_{book id}`, its button sends `remove={book id}`. */
export function BasketRow({ line, coverOf }: { line: BasketLine; coverOf: CoverOf }): JSX.Element {
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
        <button
          type="submit"
          class="link"
          name="remove"
          id={`remove_${book.id}`}
          value={String(book.id)}
          aria-label={attribute(`Remove ${book.title}`)}
        >
          Remove
        </button>
      </td>
      <td class="number" data-label="Total">
        <Price amount={line.total} currency={book.currency} />
      </td>
    </tr>
  );
}

function LineNotes({ line: { book, quantity, formerPrice } }: { line: BasketLine }): JSX.Element {
  return (
    <>
      {book.format === 'paperback' ? null : <p class="line-note">{formatWords[book.format]}</p>}
      {isSoldOut(book) ? (
        <p class="line-note warn">Out of stock just now. Remove it to go on.</p>
      ) : quantity > book.available ? (
        <p class="line-note warn">Only {book.available} left. Lower the quantity to go on.</p>
      ) : null}
      {formerPrice === null ? null : (
        <p class="line-note warn">
          The price has changed since you put it in: it was <Price amount={formerPrice} currency={book.currency} />.
        </p>
      )}
    </>
  );
}

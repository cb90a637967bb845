import type { Book } from '#services/books/model';
import { type FormState, Tokens } from '../parts/form.tsx';
import { Price } from '../parts/price.tsx';
import { isSoldOut, StockSentence, StockWord } from '../parts/stock.tsx';
import { formatWords } from '../parts/words.ts';
import { url } from '../urls.ts';

const most = 10;

type BuyProps = {
  book: Book;
  /** The same book in other formats, or from other publishers. */
  editions: readonly Book[];
  form: FormState;
  promise: string | null;
};

/** Price, stock and the button. The form posts `book_id` and `quantity`; with htmx the answer appears under the button. */
export function BuyBox({ book, editions, form, promise }: BuyProps): JSX.Element {
  return (
    <section class="buy" aria-label="Buy this book">
      <p class="price">
        <Price amount={book.price} currency={book.currency} />
      </p>
      <StockSentence book={book} promise={promise} />
      {editions.length === 0 ? null : <Editions book={book} others={editions} />}
      {isSoldOut(book) ? <SoldOut /> : <AddForm book={book} form={form} />}
      <form method="post" action={url.readingList()}>
        <Tokens form={{ csrf: form.csrf }} />
        <input type="hidden" name="book_id" value={String(book.id)} />
        <button type="submit" class="btn wide">
          Put on reading list
        </button>
      </form>
      <p class="small">
        Price with tax. <a href={url.delivery()}>Delivery</a> and <a href={url.returns()}>returns</a>.
      </p>
    </section>
  );
}

function Editions({ book, others }: { book: Book; others: readonly Book[] }): JSX.Element {
  return (
    <nav class="editions" aria-label="Formats and editions">
      <ul>
        <li>
          <span aria-current="true" safe>
            {editionWords(book)}
          </span>
        </li>
        {others.map((other) => (
          <li>
            <a href={url.book(other)} safe>
              {editionWords(other)}
            </a>{' '}
            <Price amount={other.price} currency={other.currency} /> <StockWord book={other} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** `Paperback, 2019`. */
const editionWords = ({ format, published_on: day }: Book): string =>
  day === null ? formatWords[format] : `${formatWords[format]}, ${day.slice(0, 4)}`;

function AddForm({ book, form }: { book: Book; form: FormState }): JSX.Element {
  const choices = Array.from({ length: Math.min(most, book.available) }, (_, index) => index + 1);
  return (
    <form
      method="post"
      action={url.addToBasket()}
      hx-post={url.addToBasket()}
      hx-target="#added"
      hx-disable="find button"
    >
      {/* No request id: pressing the button twice is meant to add two. */}
      <Tokens form={{ csrf: form.csrf }} />
      <input type="hidden" name="book_id" value={String(book.id)} />
      <p class="quantity">
        <label for="quantity">Quantity</label>
        <select id="quantity" name="quantity">
          {choices.map((choice) => (
            <option value={String(choice)}>{choice}</option>
          ))}
        </select>
      </p>
      <button type="submit" class="btn primary wide">
        Add to basket
      </button>
      <div id="added" role="status" />
    </form>
  );
}

function SoldOut(): JSX.Element {
  return (
    <p class="small">Every copy is sold or spoken for. Copies held for unpaid orders come back within the hour.</p>
  );
}

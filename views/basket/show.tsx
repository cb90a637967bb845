import type { Book } from '#services/books/model';
import { Cards } from '../books/card.tsx';
import type { CoverOf } from '../parts/cover.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { isSoldOut } from '../parts/stock.tsx';
import { url } from '../urls.ts';
import { Gone, type GoneBook, PutBack, type RemovedBook } from './left.tsx';
import { type BasketLine, BasketRow } from './line.tsx';
import { BasketSum, type DeliveryEstimate, DeliveryWords } from './sums.tsx';

export type BasketProps = {
  lines: readonly BasketLine[];
  /** Sum of the lines' totals. */
  subtotal: string;
  currency: string;
  /** False while the catalogue is silent: the lines are as the visitor saw them when they put them in. */
  confirmed: boolean;
  /** Books that left the shop while they were in here. */
  gone: readonly GoneBook[];
  /** Books that were taken out within the last minutes, the latest first. */
  removed: readonly RemovedBook[];
  delivery: DeliveryEstimate;
  /** Shown under an empty basket; null where they could not be had. */
  suggestions: readonly Book[] | null;
  form: FormState;
  coverOf: CoverOf;
};

export function BasketPage(props: BasketProps): JSX.Element {
  return (
    <div id="basket">
      <ErrorSummary form={props.form} fields={props.lines.map((line) => `quantity_${line.book.id}`)} />
      <h1>Your basket</h1>
      <Gone books={props.gone} />
      {props.confirmed || props.lines.length === 0 ? null : (
        <p class="note warn">
          The catalogue is resting, so prices are not confirmed: these are the ones you saw. You can check out as soon
          as it is back.
        </p>
      )}
      <PutBack books={props.removed} form={props.form} />
      {props.lines.length === 0 ? <EmptyBasket {...props} /> : <FullBasket {...props} />}
    </div>
  );
}

/** One form for all lines. With htmx a changed number sends it; the whole page comes back and only `#basket` is taken. */
function FullBasket(props: BasketProps): JSX.Element {
  const { lines, currency, confirmed, delivery, form } = props;
  const stuck = lines.some(isStuck);
  return (
    <form
      method="post"
      action={url.basket()}
      hx-post={url.basket()}
      hx-trigger="change, submit"
      hx-target="#basket"
      hx-select="#basket"
      hx-select-oob="#basket-count:innerHTML,#flash:innerHTML"
      hx-swap="outerHTML"
      hx-sync="this:replace"
    >
      <Tokens form={form} />
      {/* Enter in a number presses the first button of the form: it must not be one that removes a book. */}
      <button type="submit" class="unseen" tabindex="-1">
        Update
      </button>
      {stuck || !confirmed ? null : (
        <div class="actions end top">
          <ToCheckout />
        </div>
      )}
      <BasketTable {...props} />
      <div class="actions end">
        <DeliveryWords delivery={delivery} currency={currency} />
        <button type="submit" class="btn">
          Update basket
        </button>
        <WayOn isStuck={stuck} confirmed={confirmed} />
      </div>
    </form>
  );
}

function BasketTable({ lines, subtotal, currency, coverOf }: BasketProps): JSX.Element {
  return (
    <table class="lines">
      <caption class="unseen">Books in your basket</caption>
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
          <BasketRow line={line} coverOf={coverOf} />
        ))}
      </tbody>
      <tfoot>
        <BasketSum count={countOf(lines)} subtotal={subtotal} currency={currency} />
      </tfoot>
    </table>
  );
}

function WayOn({ isStuck: stuck, confirmed }: { isStuck: boolean; confirmed: boolean }): JSX.Element {
  if (!confirmed) return '';
  if (stuck) return <p class="note warn">A line above needs a change before you can go on.</p>;
  return <ToCheckout />;
}

function ToCheckout(): JSX.Element {
  return (
    <a class="btn primary" href={url.checkout()}>
      Go to checkout
    </a>
  );
}

const countOf = (lines: readonly BasketLine[]): number => lines.reduce((sum, line) => sum + line.quantity, 0);

const isStuck = ({ book, quantity }: BasketLine): boolean => isSoldOut(book) || quantity > book.available;

function EmptyBasket({ suggestions, coverOf }: BasketProps): JSX.Element {
  return (
    <>
      <p class="lead">
        Your basket is empty. <a href={url.shelves()}>Walk along the shelves</a>.
      </p>
      {suggestions === null || suggestions.length === 0 ? null : (
        <section class="row">
          <div class="row-head">
            <h2>Staff are reading</h2>
          </div>
          <Cards books={suggestions} coverOf={coverOf} early={6} />
        </section>
      )}
    </>
  );
}

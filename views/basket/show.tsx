import type { Book } from '#services/books/model';
import { Cards } from '../books/card.tsx';
import type { CoverOf } from '../parts/cover.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { Price } from '../parts/price.tsx';
import { isSoldOut } from '../parts/stock.tsx';
import { counted } from '../parts/words.ts';
import { url } from '../urls.ts';
import { type BasketLine, BasketRow } from './line.tsx';

export type BasketProps = {
  lines: readonly BasketLine[];
  /** Sum of the lines' totals. */
  subtotal: string;
  currency: string;
  /** False while the catalogue is silent: the lines are as the visitor saw them when they put them in. */
  confirmed: boolean;
  /** Titles that left the shop while they were in here. */
  gone: readonly string[];
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
      {props.gone.map((title) => (
        <p class="note warn">
          <cite safe>{title}</cite> is no longer sold and was taken out.
        </p>
      ))}
      {props.confirmed || props.lines.length === 0 ? null : (
        <p class="note warn">
          The catalogue is resting, so prices are not confirmed: these are the ones you saw. You can check out as soon
          as it is back.
        </p>
      )}
      {props.lines.length === 0 ? <EmptyBasket {...props} /> : <FullBasket {...props} />}
    </div>
  );
}

/** One form for all lines. With htmx a changed number sends it; the whole page comes back and only `#basket` is taken. */
function FullBasket({ lines, subtotal, currency, confirmed, form, coverOf }: BasketProps): JSX.Element {
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
          <tr>
            <th scope="row" colspan={3} safe>
              {`Subtotal, ${counted(countOf(lines), 'book')}`}
            </th>
            <td class="number">
              <Price amount={subtotal} currency={currency} />
            </td>
          </tr>
        </tfoot>
      </table>
      <div class="actions end">
        <p class="small">Delivery is added on the next page, where you see it before you order.</p>
        <button type="submit" class="btn">
          Update basket
        </button>
        <WayOn isStuck={lines.some(isStuck)} confirmed={confirmed} />
      </div>
    </form>
  );
}

function WayOn({ isStuck: stuck, confirmed }: { isStuck: boolean; confirmed: boolean }): JSX.Element {
  if (!confirmed) return '';
  if (stuck) return <p class="note warn">A line above needs a change before you can go on.</p>;
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

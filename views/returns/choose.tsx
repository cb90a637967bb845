import { formatInstant } from '#kit/time';
import type { Order } from '#services/orders/model';
import { attribute } from '../parts/attribute.ts';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import type { CoverOf } from '../parts/cover.tsx';
import { RadioField } from '../parts/field.tsx';
import { ErrorSummary, errorIn, type FormState, valueIn } from '../parts/form.tsx';
import { LineBook } from '../parts/lines.tsx';
import { Price } from '../parts/price.tsx';
import { url } from '../urls.ts';
import { copiesLeft, type Kind, reasonsFor, reasonWords } from './words.ts';

/**
 * Which copies, and why. Asks the check page by GET with `item_<id>` for each line and `reason`; nothing has happened yet.
 */
export type ChooseReturnProps = { order: Order; kind: Kind; form: FormState; coverOf: CoverOf };

export function ChooseReturnPage(props: ChooseReturnProps): JSX.Element {
  const { order, kind, form } = props;
  const some = order.items.some((item) => copiesLeft(item) > 0);
  return (
    <>
      <Breadcrumb path={[{ name: `Order ${order.number}`, href: url.order(order.number) }]} />
      <ErrorSummary form={form} fields={['items', 'reason']} />
      <h1>{kind === 'cancellation' ? 'Cancel books of this order' : 'Send books back'}</h1>
      <p class="lead">
        {kind === 'cancellation'
          ? 'We have not packed it yet. What you paid for the books you cancel goes back the way it came.'
          : 'Choose what comes back. Once the books are with us, what you paid for them goes back the way it came.'}
        <Deadline order={order} kind={kind} />
      </p>
      {some ? <ChoiceForm {...props} /> : <p class="note">Of this order nothing is left to choose.</p>}
      <p>
        <a href={url.order(order.number)}>Back to the order</a>
      </p>
    </>
  );
}

function Deadline({ order, kind }: Pick<ChooseReturnProps, 'order' | 'kind'>): JSX.Element {
  if (kind === 'cancellation' || order.returnable_until === null) return '';
  return (
    <>
      {' '}
      You can do so until{' '}
      <time datetime={order.returnable_until} safe>
        {formatInstant(order.returnable_until)}
      </time>
      .
    </>
  );
}

function ChoiceForm({ order, kind, form, coverOf }: ChooseReturnProps): JSX.Element {
  const items = order.items.filter((item) => copiesLeft(item) > 0);
  const error = errorIn(form, 'items');
  const action = kind === 'cancellation' ? url.checkCancellation(order.number) : url.checkReturn(order.number);
  return (
    <form class="stack wide" method="get" action={attribute(action)} novalidate>
      <fieldset class={error === null ? 'field' : 'field wrong'}>
        <legend>{kind === 'cancellation' ? 'Which books do you not want?' : 'Which books come back?'}</legend>
        {error === null ? null : (
          <p class="error">
            <span class="unseen">Error: </span>
            <span safe>{error}</span>
          </p>
        )}
        <table class="lines">
          <thead>
            <tr>
              <th scope="col">Book</th>
              <th scope="col" class="number">
                Price
              </th>
              <th scope="col" class="number">
                How many
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((item, index) => (
              <ChoiceRow item={item} index={index} currency={order.currency} form={form} coverOf={coverOf} />
            ))}
          </tbody>
        </table>
      </fieldset>
      <RadioField
        form={form}
        name="reason"
        label="Why?"
        hint="It changes nothing about the money; it helps us do better."
        choices={reasonsFor(kind).map((reason) => ({ value: reason, label: reasonWords[reason] }))}
      />
      <button type="submit" class="btn primary">
        Go on: check it
      </button>
    </form>
  );
}

type RowProps = {
  item: Order['items'][number];
  index: number;
  currency: string;
  form: FormState;
  coverOf: CoverOf;
};

function ChoiceRow({ item, index, currency, form, coverOf }: RowProps): JSX.Element {
  const name = `item_${item.id}`;
  const chosen = valueIn(form, name, '0');
  return (
    <tr>
      <td>
        <LineBook
          line={{
            book: { id: item.book_id, isbn: item.isbn, title: item.title, author: item.author },
            href: url.bareBook({ id: item.book_id, isbn: item.isbn }),
          }}
          coverOf={coverOf}
        />
      </td>
      <td class="number" data-label="Price">
        <Price amount={item.price} currency={currency} />
      </td>
      <td class="number" data-label="How many">
        <select id={index === 0 ? 'items' : name} name={name} aria-label={attribute(`How many of ${item.title}`)}>
          {Array.from({ length: copiesLeft(item) + 1 }, (_, count) => (
            <option value={String(count)} selected={String(count) === chosen}>
              {count === 0 ? 'none' : count}
            </option>
          ))}
        </select>
      </td>
    </tr>
  );
}

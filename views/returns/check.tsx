import type { Order, ReturnReason } from '#services/orders/model';
import { attribute } from '../parts/attribute.ts';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import type { CoverOf } from '../parts/cover.tsx';
import { TextArea } from '../parts/field.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { type Line, Lines } from '../parts/lines.tsx';
import { url } from '../urls.ts';
import { type Kind, reasonWords } from './words.ts';

export type ChosenLine = Line & { itemId: number };

/** Everything once more, then it is done. Posts what was chosen, `reason`, and `note`. */
export type CheckReturnProps = {
  order: Order;
  kind: Kind;
  chosen: readonly ChosenLine[];
  reason: ReturnReason;
  /** What goes back for them, in all. */
  amount: string;
  /** Nothing of the order is left after it: delivery goes back with the rest. */
  whole: boolean;
  /** By when the money arrives: "Thursday 26 November". */
  moneyBy: string;
  /** Back to the choice as it was made. */
  changeHref: string;
  form: FormState;
  coverOf: CoverOf;
};

export function CheckReturnPage(props: CheckReturnProps): JSX.Element {
  const { order, kind, chosen, form, amount, whole, changeHref, coverOf } = props;
  const cancels = kind === 'cancellation';
  return (
    <>
      <Breadcrumb path={[{ name: `Order ${order.number}`, href: url.order(order.number) }]} />
      <ErrorSummary form={form} fields={['note']} />
      <h1>{cancels ? 'Cancel these books?' : 'Send these books back?'}</h1>
      <Lines
        caption={cancels ? 'Books to cancel' : 'Books to send back'}
        lines={chosen}
        currency={order.currency}
        sums={[{ label: whole ? 'Goes back to you, with delivery' : 'Goes back to you', amount }]}
        coverOf={coverOf}
      />
      <p>
        <a href={attribute(changeHref)}>Change books or reason</a>
      </p>
      <CheckForm {...props} />
    </>
  );
}

function CheckForm({ order, kind, chosen, reason, moneyBy, whole, form }: CheckReturnProps): JSX.Element {
  const cancels = kind === 'cancellation';
  const action = cancels ? url.cancelOrder(order.number) : url.returnsOf(order.number);
  return (
    <form class="stack" method="post" action={attribute(action)}>
      <p>
        Your reason: <strong>{reasonWords[reason]}</strong>.{' '}
        <MoneyWords order={order} cancels={cancels} moneyBy={moneyBy} />{' '}
        {whole && cancels ? 'Nothing of the order is left after this; it ends.' : null}
      </p>
      <Tokens form={form} />
      {chosen.map((line) => (
        <input type="hidden" name={`item_${line.itemId}`} value={String(line.quantity)} />
      ))}
      <input type="hidden" name="reason" value={reason} />
      <TextArea
        form={form}
        name="note"
        label="Anything we should know?"
        hint="Up to 500 characters."
        rows={3}
        maxlength={500}
        required={false}
      />
      <p class="actions">
        <button type="submit" class="btn primary">
          {cancels ? 'Cancel these books' : 'Ask to send them back'}
        </button>
        <a class="btn" href={url.order(order.number)}>
          {cancels ? 'Keep them' : 'Not now'}
        </a>
      </p>
    </form>
  );
}

type MoneyProps = Pick<CheckReturnProps, 'order' | 'moneyBy'> & { cancels: boolean };

function MoneyWords({ order, cancels, moneyBy }: MoneyProps): JSX.Element {
  if (order.payment_status === 'UNPAID') return <>You have not paid yet, so that much less is due.</>;
  return cancels ? (
    <>
      The money arrives by <span safe>{moneyBy}</span>.
    </>
  ) : (
    <>The money leaves us on the working day the books arrive, and is with you five working days later at the latest.</>
  );
}

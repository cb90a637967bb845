import type { Order } from '#services/orders/model';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { Price } from '../parts/price.tsx';
import { statusWords } from '../parts/words.ts';
import { url } from '../urls.ts';
import { isCancellable } from './state.ts';

/** Of an order that is not paid: asks once more, or says why it is too late. */
export type CancelOrderProps = { order: Order; form: FormState };

export function CancelOrderPage({ order, form }: CancelOrderProps): JSX.Element {
  return (
    <>
      <Breadcrumb path={[{ name: `Order ${order.number}`, href: url.order(order.number) }]} />
      <ErrorSummary form={form} fields={[]} />
      <h1>Cancel this order?</h1>
      {isCancellable(order) ? <Ask order={order} form={form} /> : <TooLate order={order} />}
    </>
  );
}

function Ask({ order, form }: CancelOrderProps): JSX.Element {
  return (
    <form class="stack" method="post" action={url.cancelOrder(order.number)}>
      <p>
        Order{' '}
        <span class="order-number" safe>
          {order.number}
        </span>
        , <Price amount={order.total_amount} currency={order.currency} />. Nothing has been charged; the books go back
        to the shelf.
      </p>
      <Tokens form={form} />
      <p class="actions">
        <button type="submit" class="btn primary">
          Cancel order
        </button>
        <a class="btn" href={url.order(order.number)}>
          Keep it
        </a>
      </p>
    </form>
  );
}

function TooLate({ order }: { order: Order }): JSX.Element {
  return (
    <div class="prose">
      <p>
        This order can no longer be cancelled here. It is now: <strong>{statusWords[order.status]}</strong>. See{' '}
        <a href={url.returns()}>returns</a> for what you can do instead.
      </p>
      <p>
        <a href={url.order(order.number)}>Back to the order</a>
      </p>
    </div>
  );
}

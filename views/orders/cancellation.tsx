import type { Order } from '#services/orders/model';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { Price } from '../parts/price.tsx';
import { statusWords } from '../parts/words.ts';
import { url } from '../urls.ts';
import { isCancellable, isReturnable } from './state.ts';

/** Of an order that is not paid: asks once more, or says why it is too late. `now` as an instant. */
export type CancelOrderProps = { order: Order; now: string; form: FormState };

export function CancelOrderPage({ order, now, form }: CancelOrderProps): JSX.Element {
  return (
    <>
      <Breadcrumb path={[{ name: `Order ${order.number}`, href: url.order(order.number) }]} />
      <ErrorSummary form={form} fields={[]} />
      <h1>{isCancellable(order) ? 'Cancel this order?' : 'Too late to cancel'}</h1>
      {isCancellable(order) ? <Ask order={order} form={form} /> : <TooLate order={order} now={now} />}
    </>
  );
}

function Ask({ order, form }: Omit<CancelOrderProps, 'now'>): JSX.Element {
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

/** What has left can come back instead. */
function TooLate({ order, now }: Omit<CancelOrderProps, 'form'>): JSX.Element {
  const canReturn = isReturnable(order, now);
  return (
    <div class="prose">
      <p>
        This order can no longer be cancelled. It is now: <strong>{statusWords[order.status]}</strong>.{' '}
        {order.status === 'PROCESSING' ? (
          <>
            Once it has left, you can send books of it back until 30 days after they came; what you paid for them goes
            back to you.
          </>
        ) : canReturn ? (
          <>You can send books of it back instead; what you paid for them goes back to you.</>
        ) : (
          <>
            See <a href={url.returns()}>returns</a> for what you can do instead.
          </>
        )}
      </p>
      <p class="actions">
        {canReturn ? (
          <a class="btn primary" href={url.newReturn(order.number)}>
            Send books back
          </a>
        ) : null}
        <a class="btn" href={url.order(order.number)}>
          Back to the order
        </a>
      </p>
    </div>
  );
}

import { formatDay } from '#kit/time';
import type { Order } from '#services/orders/model';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import { url } from '../urls.ts';

/** Nothing of this order can be sent back now: too early, or too late, with the day it closed. */
export function ReturnClosedPage({ order }: { order: Order }): JSX.Element {
  return (
    <>
      <Breadcrumb path={[{ name: `Order ${order.number}`, href: url.order(order.number) }]} />
      <h1>Nothing to send back here</h1>
      <div class="prose">
        <Reason order={order} />
        <p>
          A book that is damaged or wrong is ours to put right whatever the day:{' '}
          <a href={url.contact({ topic: 'return' })}>tell us</a>.
        </p>
        <p>
          <a href={url.order(order.number)}>Back to the order</a>
        </p>
      </div>
    </>
  );
}

function Reason({ order }: { order: Order }): JSX.Element {
  if (order.returnable_until !== null)
    return (
      <p>
        Books of this order could be sent back until{' '}
        <time datetime={order.returnable_until} safe>
          {formatDay(order.returnable_until)}
        </time>
        , which has passed.
      </p>
    );
  switch (order.status) {
    case 'PENDING':
    case 'CONFIRMED':
      return (
        <p>
          This order has not left yet, so there is nothing to send back. You can{' '}
          <a href={url.cancelOrder(order.number)}>cancel it, or books of it</a>, instead.
        </p>
      );
    case 'PROCESSING':
      return <p>This order is being packed. Once it has left you can send books of it back.</p>;
    case 'CANCELLED':
      return <p>This order was cancelled, so nothing of it was sent to you.</p>;
    default:
      return <p>All of this order has come back already.</p>;
  }
}

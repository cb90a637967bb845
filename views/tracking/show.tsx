import { formatInstant } from '#kit/time';
import type { OrderStatus } from '#services/orders/model';
import { PastSteps, stepWords } from '../orders/history.tsx';
import { attribute } from '../parts/attribute.ts';
import { url } from '../urls.ts';

/** An order as anybody sees it who has its number and address: neither name nor place. */
export type TrackedOrder = {
  number: string;
  status: OrderStatus;
  created_at: string;
  lines: readonly { title: string; author: string; quantity: number }[];
  history: readonly { status: OrderStatus; at: string }[];
};

/** `readAt`: when this was read, as an instant. `href` is the page's own address. */
export type TrackedProps = { order: TrackedOrder; readAt: string; href: string };

export function TrackedOrderPage({ order, readAt, href }: TrackedProps): JSX.Element {
  return (
    <>
      <h1>
        Order <span safe>{order.number}</span>
      </h1>
      <p class="lead">
        <strong>{stepWords[order.status]}</strong>
      </p>
      <ol class="history apart-below">
        <PastSteps history={order.history} />
      </ol>
      <h2>Books</h2>
      <ul>
        {order.lines.map((line) => (
          <li safe>{`${line.quantity} × ${line.title}, ${line.author}`}</li>
        ))}
      </ul>
      <p class="small">
        Updated{' '}
        <time datetime={readAt} safe>
          {formatInstant(readAt)}
        </time>
        . <a href={attribute(href)}>Load again</a> · <a href={url.track()}>Track another order</a>
      </p>
    </>
  );
}

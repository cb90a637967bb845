import { formatInstant } from '#kit/time';
import type { Order, OrderStatus } from '#services/orders/model';
import { statusWords } from '../parts/words.ts';

const way: readonly OrderStatus[] = ['PENDING', 'CONFIRMED', 'PROCESSING', 'SHIPPED', 'DELIVERED'];

/** Words for a step of an order's way. */
export const stepWords = { ...statusWords, PENDING: 'Placed' } as const;

/** The order's way as a list: what happened and when, then what is still to come. */
export function OrderHistory({ order }: { order: Order }): JSX.Element {
  const reached = way.indexOf(order.status);
  const toCome = reached === -1 ? [] : way.slice(reached + 1);
  return (
    <ol class="history">
      <PastSteps history={order.history} />
      {toCome.map((status) => (
        <li class="muted">
          <span>{stepWords[status]}</span>
          <span class="unseen"> (not yet)</span>
        </li>
      ))}
    </ol>
  );
}

type Step = { status: OrderStatus; at: string; note?: string | null };

/** What happened and when, as items of a list; the last is where the order stands. */
export function PastSteps({ history }: { history: readonly Step[] }): JSX.Element {
  return (
    <>
      {history.map(({ status, at, note = null }, index) => (
        <li class="done" aria-current={index === history.length - 1 ? 'step' : undefined}>
          <strong>{stepWords[status]}</strong>
          <time datetime={at} safe>
            {formatInstant(at)}
          </time>
          {note === null ? null : <span safe>{note}</span>}
        </li>
      ))}
    </>
  );
}

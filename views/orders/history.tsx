import { formatInstant } from '#kit/time';
import type { Order, OrderStatus } from '#services/orders/model';
import { statusWords } from '../parts/words.ts';

const way: readonly OrderStatus[] = ['PENDING', 'CONFIRMED', 'PROCESSING', 'SHIPPED', 'DELIVERED'];

const words = { ...statusWords, PENDING: 'Placed' } as const;

/** The order's way as a list: what happened and when, then what is still to come. */
export function OrderHistory({ order }: { order: Order }): JSX.Element {
  const reached = way.indexOf(order.status);
  const toCome = reached === -1 ? [] : way.slice(reached + 1);
  return (
    <ol class="history">
      {order.history.map((entry, index) => (
        <li class="done" aria-current={index === order.history.length - 1 ? 'step' : undefined}>
          <strong>{words[entry.status]}</strong>
          <time datetime={entry.at} safe>
            {formatInstant(entry.at)}
          </time>
          {entry.note === null ? null : <span safe>{entry.note}</span>}
        </li>
      ))}
      {toCome.map((status) => (
        <li class="muted">
          <span>{words[status]}</span>
          <span class="unseen"> (not yet)</span>
        </li>
      ))}
    </ol>
  );
}

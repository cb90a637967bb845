// What was called off or comes back of an order, on its page.

import type { Order, OrderReturn } from '#services/orders/model';
import { Missing } from '../parts/empty.tsx';
import { Price } from '../parts/price.tsx';
import { stateOfReturn } from '../returns/words.ts';
import { url } from '../urls.ts';

/** `returns` is null where it could not be read. */
export type OrderReturnsProps = { order: Order; returns: readonly OrderReturn[] | null };

export function OrderReturns({ order, returns }: OrderReturnsProps): JSX.Element {
  const expected = order.items.some(({ cancelled, returned, returning }) => cancelled + returned + returning > 0);
  if (returns === null && expected) return <Missing what="Cancelled and returned books are" />;
  if (returns === null || returns.length === 0) return '';
  return (
    <section class="apart" aria-labelledby="returns-heading">
      <h2 id="returns-heading">Cancelled and sent back</h2>
      <ul class="plain">
        {returns.map((asked) => (
          <li>
            <a href={url.return(order.number, asked.id)} safe>
              {asked.items.map(({ quantity, title }) => `${quantity} × ${title}`).join(', ')}
            </a>
            , <Price amount={asked.amount} currency={asked.currency} />: <span>{stateOfReturn(asked)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

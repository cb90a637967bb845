import type { Order } from '#services/orders/model';
import type { CoverOf } from '../parts/cover.tsx';
import { Lines, type Sum } from '../parts/lines.tsx';
import { deliveryWords } from '../parts/words.ts';
import { fateOf } from '../returns/words.ts';
import { url } from '../urls.ts';

/** The books of an order with its sums. Titles and prices are the order's own copies. */
export function OrderItems({ order, coverOf }: { order: Order; coverOf: CoverOf }): JSX.Element {
  return (
    <Lines
      caption={`Books of order ${order.number}`}
      lines={order.items.map((item) => ({
        book: { id: item.book_id, isbn: item.isbn, title: item.title, author: item.author },
        href: url.bareBook({ id: item.book_id, isbn: item.isbn }),
        quantity: item.quantity,
        price: item.price,
        total: item.subtotal,
        note: fateOf(item),
      }))}
      currency={order.currency}
      sums={sumsOf(order)}
      coverOf={coverOf}
    />
  );
}

export function sumsOf(order: Order): Sum[] {
  const delivery =
    order.delivery_method === null
      ? []
      : [{ label: deliveryWords[order.delivery_method], amount: order.delivery_amount }];
  const refunded = order.refunded_amount === '0.00' ? [] : [{ label: 'Given back', amount: order.refunded_amount }];
  return [...delivery, ...refunded, { label: 'Total', amount: order.total_amount }];
}

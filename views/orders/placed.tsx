import type { Order } from '#services/orders/model';
import type { CoverOf } from '../parts/cover.tsx';
import { url } from '../urls.ts';
import { OrderItems } from './items.tsx';

/** Shown after a payment, and whenever the address is opened again. */
export type OrderPlacedProps = { order: Order; email: string; isGuest: boolean; coverOf: CoverOf };

export function OrderPlacedPage({ order, email, isGuest, coverOf }: OrderPlacedProps): JSX.Element {
  return (
    <>
      <h1>Thank you. Your order is placed.</h1>
      <p class="lead">
        Order number{' '}
        <strong class="order-number" safe>
          {order.number}
        </strong>
      </p>
      <div class="prose">
        <h2>What happens next</h2>
        <ol>
          {order.payment_status === 'UNPAID' ? (
            <li>We wait for your payment as agreed.</li>
          ) : (
            <li>Your payment is in.</li>
          )}
          <li>We pack your books, usually on the same working day.</li>
          <li>
            {order.delivery_method === 'collect'
              ? 'We write to you when they lie ready in the shop.'
              : order.delivery_method === null
                ? 'We hand them to the carrier.'
                : 'We hand them to the carrier, who brings them to you.'}
          </li>
        </ol>
        <p>
          News of it goes to <strong safe>{email}</strong>. <a href={url.order(order.number)}>Follow your order</a> at
          any time
          {isGuest ? ' from this browser' : null}.
        </p>
      </div>
      <OrderItems order={order} coverOf={coverOf} />
    </>
  );
}

// The page of an order, from "we are confirming it" to delivered. While something moves by itself the page asks again: htmx
// replaces `#order`, and without scripts the frame's refresh loads it anew (pass `refreshSeconds` when `isMoving`).

import { formatInstant } from '#kit/time';
import type { Order } from '#services/orders/model';
import type { Payment } from '#services/payments/model';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import type { CoverOf } from '../parts/cover.tsx';
import { Missing } from '../parts/empty.tsx';
import { Price } from '../parts/price.tsx';
import { methodWords, paymentWords, statusWords } from '../parts/words.ts';
import { url } from '../urls.ts';
import { OrderHistory } from './history.tsx';
import { OrderItems } from './items.tsx';
import { isCancellable, isChecking, isMoving, isPayable } from './state.ts';

export type OrderProps = {
  order: Order;
  /** Newest first; null where the payments service is away. */
  payments: readonly Payment[] | null;
  /** When this was read, as an instant. */
  readAt: string;
  coverOf: CoverOf;
};

export function OrderPage(props: OrderProps): JSX.Element {
  const { order, payments, readAt, coverOf } = props;
  return (
    <>
      <Breadcrumb path={[{ name: 'Your orders', href: url.orders() }]} />
      <h1>
        Order{' '}
        <span class="order-number" safe>
          {order.number}
        </span>
      </h1>
      <OrderState {...props} />
      <section aria-labelledby="items-heading">
        <h2 id="items-heading">Books</h2>
        <OrderItems order={order} coverOf={coverOf} />
      </section>
      <div class="columns">
        <section aria-labelledby="address-heading">
          <h2 id="address-heading">Goes to</h2>
          <address class="lines-kept" safe>
            {order.shipping_address}
          </address>
        </section>
        <Payments order={order} payments={payments} />
      </div>
      <p class="small">
        Read{' '}
        <time datetime={readAt} safe>
          {formatInstant(readAt)}
        </time>
        . <a href={url.order(order.number)}>Read again</a>
        {order.payment_status === 'UNPAID' ? null : (
          <>
            {' · '}
            <a href={url.invoice(order.number)}>Invoice</a>
          </>
        )}
      </p>
    </>
  );
}

function OrderState({ order, payments }: OrderProps): JSX.Element {
  const moving = isMoving(order, payments);
  return (
    <section
      id="order"
      class="state"
      aria-label="State of the order"
      hx-get={moving ? url.order(order.number) : undefined}
      hx-trigger={moving ? 'every 2s' : undefined}
      hx-select={moving ? '#order' : undefined}
      hx-swap={moving ? 'outerHTML' : undefined}
    >
      <div role="status">
        <StateSentence order={order} payments={payments} />
      </div>
      <OrderHistory order={order} />
      <StateActions order={order} payments={payments} />
    </section>
  );
}

type Known = Pick<OrderProps, 'order' | 'payments'>;

function StateSentence({ order, payments }: Known): JSX.Element {
  if (isChecking(order, payments))
    return (
      <p class="lead">
        <strong>We are checking your payment. Do not pay again.</strong> This page changes as soon as we know.
      </p>
    );
  if (order.confirming)
    return (
      <p class="lead">
        <strong>We are confirming your order.</strong> It takes a few seconds; this page changes by itself.
      </p>
    );
  if (order.status === 'PENDING') return <Unpaid order={order} payments={payments} />;
  if (order.status === 'CANCELLED') return <Cancelled order={order} />;
  return (
    <p class="lead">
      <strong>{statusWords[order.status]}.</strong>
    </p>
  );
}

function Unpaid({ order, payments }: Known): JSX.Element {
  const failed = payments?.[0]?.status === 'FAILED' ? payments[0] : null;
  return (
    <>
      {failed === null ? null : (
        <p
          class="note problem"
          safe
        >{`The payment did not go through. ${failed.failure_reason ?? ''} Nothing was charged.`}</p>
      )}
      <p class="lead">
        <strong>Waiting for payment.</strong>
        {order.expires_at === null ? null : (
          <>
            {' '}
            We hold the books for you until{' '}
            <time datetime={order.expires_at} safe>
              {formatInstant(order.expires_at)}
            </time>
            .
          </>
        )}
      </p>
    </>
  );
}

function Cancelled({ order }: { order: Order }): JSX.Element {
  return (
    <p class="lead">
      <strong>Cancelled.</strong>{' '}
      {order.cancel_reason === 'expired' ? (
        'It was not paid in time, so the books went back to the shelf. Nothing was charged.'
      ) : (
        <span safe>{order.cancel_reason ?? ''}</span>
      )}
    </p>
  );
}

function StateActions({ order, payments }: Known): JSX.Element {
  if (!isPayable(order, payments) && !isCancellable(order)) return '';
  return (
    <p class="actions">
      {isPayable(order, payments) ? (
        <a class="btn primary" href={url.pay(order.number)}>
          Pay now
        </a>
      ) : null}
      {isCancellable(order) && !isMoving(order, payments) ? (
        <a class="btn" href={url.cancelOrder(order.number)}>
          Cancel order
        </a>
      ) : null}
    </p>
  );
}

function Payments({ order, payments }: Known): JSX.Element {
  return (
    <section aria-labelledby="payment-heading">
      <h2 id="payment-heading">Payment</h2>
      <p>{paymentWords[order.payment_status]}.</p>
      {payments === null ? <Missing what="Payments are" /> : null}
      <ul class="plain">
        {payments?.map((payment) => (
          <li>
            {methodWords[payment.payment_method]}, <Price amount={payment.amount} currency={payment.currency} />,{' '}
            <time datetime={payment.created_at} safe>
              {formatInstant(payment.created_at)}
            </time>
            {payment.status === 'FAILED' ? ': did not go through' : null}
            {payment.refunds.map((refund) => (
              <>
                <br />
                Given back: <Price amount={refund.amount} currency={payment.currency} />
                {refund.status === 'PENDING' ? ' (on its way)' : null}
              </>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

// The page of an order, from "we are confirming it" to delivered. While something moves by itself the page asks again: htmx
// replaces `#order`, and without scripts the frame's refresh loads it anew (pass `refreshSeconds` when `isMoving`).

import { formatInstant } from '#kit/time';
import type { Order, OrderReturn } from '#services/orders/model';
import type { Payment } from '#services/payments/model';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import type { CoverOf } from '../parts/cover.tsx';
import type { FormState } from '../parts/form.tsx';
import { url } from '../urls.ts';
import { BuyAgain } from './again.tsx';
import { OrderItems } from './items.tsx';
import { OrderPayments } from './payments.tsx';
import { OrderProgress } from './progress.tsx';
import { OrderReturns } from './returns.tsx';
import { canBuyAgain, isMoving, stateWord } from './state.ts';

export type OrderProps = {
  order: Order;
  /** Newest first; null where the payments service is away. */
  payments: readonly Payment[] | null;
  /** Newest first; null where they could not be read. */
  returns: readonly OrderReturn[] | null;
  /** When this was read, as an instant. */
  readAt: string;
  /** The day the parcel is expected, "Thursday 26 November"; null where that says nothing any more. */
  expected: string | null;
  /** By when the money given back last has arrived; null where none was. */
  moneyBy: string | null;
  form: FormState;
  coverOf: CoverOf;
};

export function OrderPage(props: OrderProps): JSX.Element {
  const { order, payments } = props;
  const moving = isMoving(order, payments);
  return (
    <>
      <Breadcrumb path={[{ name: 'Your orders', href: url.orders() }]} />
      <p id="order-status" class="unseen" role="status">
        {stateWord(order, payments)}
      </p>
      <div
        id="order"
        hx-get={moving ? url.order(order.number) : undefined}
        hx-trigger={moving ? 'every 2s' : undefined}
        hx-select={moving ? '#order' : undefined}
        hx-select-oob={moving ? '#order-status:innerHTML' : undefined}
        hx-swap={moving ? 'outerHTML' : undefined}
      >
        <OrderContent {...props} />
      </div>
    </>
  );
}

function OrderContent(props: OrderProps): JSX.Element {
  const { order, payments, returns, readAt, coverOf, form } = props;
  return (
    <>
      <h1>
        Order{' '}
        <span class="order-number" safe>
          {order.number}
        </span>
      </h1>
      <OrderProgress {...props} now={readAt} />
      <section aria-labelledby="items-heading">
        <h2 id="items-heading">Books</h2>
        <OrderItems order={order} coverOf={coverOf} />
        {canBuyAgain(order) ? <BuyAgain number={order.number} form={form} look="btn" /> : null}
      </section>
      <OrderReturns order={order} returns={returns} />
      <div class="columns">
        <section aria-labelledby="address-heading">
          <h2 id="address-heading">Goes to</h2>
          <address class="lines-kept" safe>
            {order.shipping_address}
          </address>
        </section>
        <OrderPayments order={order} payments={payments} />
      </div>
      <ReadAt order={order} readAt={readAt} />
    </>
  );
}

function ReadAt({ order, readAt }: Pick<OrderProps, 'order' | 'readAt'>): JSX.Element {
  return (
    <p class="small">
      Updated{' '}
      <time id="read-at" datetime={readAt} safe>
        {formatInstant(readAt)}
      </time>
      . <a href={url.order(order.number)}>Load again</a>
      {order.payment_status === 'UNPAID' ? null : (
        <>
          {' · '}
          <a href={url.invoice(order.number)}>Invoice</a>
        </>
      )}
    </p>
  );
}

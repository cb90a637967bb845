// The box at the top of an order's page: where it stands, the way behind and before it, and what can be done.

import { formatInstant } from '#kit/time';
import type { Order } from '#services/orders/model';
import type { Payment } from '#services/payments/model';
import { statusWords } from '../parts/words.ts';
import { copiesLeft } from '../returns/words.ts';
import { url } from '../urls.ts';
import { OrderHistory } from './history.tsx';
import { MoneyBack } from './money-back.tsx';
import { isCancellable, isChecking, isMoving, isPartable, isPayable, isReturnable, isUnderWay } from './state.ts';

type Known = { order: Order; payments: readonly Payment[] | null };
type ProgressProps = Known & { now: string; expected: string | null; moneyBy: string | null };

/** While the parcel is on its way this box alone is fetched anew every minute, and what is read below it stays as it is. */
export function OrderProgress({ order, payments, now, expected, moneyBy }: ProgressProps): JSX.Element {
  const underWay = isUnderWay(order) && !isMoving(order, payments);
  return (
    <section
      id="progress"
      class="state"
      aria-label="State of the order"
      hx-get={underWay ? url.order(order.number) : undefined}
      hx-trigger={underWay ? 'every 60s' : undefined}
      hx-select={underWay ? '#progress' : undefined}
      hx-select-oob={underWay ? '#order-status:innerHTML,#read-at:innerHTML' : undefined}
      hx-swap={underWay ? 'outerHTML' : undefined}
    >
      <StateSentence order={order} payments={payments} />
      {expected === null ? null : <p safe>{expectedWords(order, expected)}</p>}
      <MoneyBack order={order} payments={payments} moneyBy={moneyBy} />
      <OrderHistory order={order} />
      <StateActions order={order} payments={payments} now={now} />
    </section>
  );
}

function StateSentence({ order, payments }: Known): JSX.Element {
  // An order takes hold of a payment only once it is authorised; what is being confirmed then is the stock.
  if (order.confirming && isChecking(order, payments))
    return (
      <p class="lead">
        <strong>Your payment is authorised, and we are confirming your books. Do not pay again.</strong> Nothing is
        charged until they are yours; this page changes by itself.
      </p>
    );
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

const expectedWords = ({ delivery_method }: Order, day: string): string =>
  delivery_method === 'collect' ? `Ready in the shop on ${day}.` : `Expected on ${day}.`;

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
      <strong>Cancelled.</strong> <span safe>{cancelWords(order.cancel_reason)}</span>
    </p>
  );
}

function StateActions({ order, payments, now }: Known & { now: string }): JSX.Element {
  const left = order.items.some((item) => copiesLeft(item) > 0);
  const partable = isPartable(order) && left;
  const returnable = isReturnable(order, now) && left;
  if (!isPayable(order, payments) && !isCancellable(order) && !partable && !returnable) return '';
  return (
    <p class="actions">
      {isPayable(order, payments) ? (
        <a id="pay" class="btn primary" href={url.pay(order.number)}>
          Pay now
        </a>
      ) : null}
      {isCancellable(order) && !isMoving(order, payments) ? (
        <a id="cancel" class="btn" href={url.cancelOrder(order.number)}>
          Cancel order
        </a>
      ) : null}
      {partable ? (
        <a id="cancel-books" class="btn" href={url.cancelOrder(order.number)}>
          Cancel books
        </a>
      ) : null}
      {returnable ? (
        <a id="send-back" class="btn" href={url.newReturn(order.number)}>
          Send books back
        </a>
      ) : null}
    </p>
  );
}

/** The reasons the shop gives by itself have sentences; any other is somebody's words. */
function cancelWords(reason: string | null): string {
  switch (reason) {
    case null:
    case 'customer':
    case 'staff':
      return '';
    case 'expired':
      return 'It was not paid in time, so the books went back to the shelf. Nothing was charged.';
    case 'out_of_stock':
    case 'sold_out':
      return 'There were not enough copies left. Nothing was charged.';
    case 'payment_voided':
      return 'The payment could not be taken after all. Nothing was charged.';
    default:
      return reason;
  }
}

import { formatInstant } from '#kit/time';
import type { Order } from '#services/orders/model';
import type { Payment } from '#services/payments/model';
import { Missing } from '../parts/empty.tsx';
import { Price } from '../parts/price.tsx';
import { methodWords, paymentWords } from '../parts/words.ts';
import { url } from '../urls.ts';

type Known = { order: Order; payments: readonly Payment[] | null };

/** Every try to pay an order and what was given back. */
export function OrderPayments({ order, payments }: Known): JSX.Element {
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
                {refund.status === 'COMPLETED' ? (
                  <>
                    {' · '}
                    <a href={url.creditNote(order.number, refund.id)}>Credit note</a>
                  </>
                ) : null}
              </>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

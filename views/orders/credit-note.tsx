// What was given back, as a plain document for the printer.

import { formatDay } from '#kit/time';
import type { Order } from '#services/orders/model';
import type { Payment } from '#services/payments/model';
import { Price } from '../parts/price.tsx';
import { methodWords } from '../parts/words.ts';
import { url } from '../urls.ts';
import { DocumentTop } from './document-top.tsx';

export type Refund = Payment['refunds'][number];
/** `refund` is one that went through, of `payment`. */
export type CreditNoteProps = { order: Order; payment: Payment; refund: Refund; seller: string };

export function CreditNotePage({ order, payment, refund, seller }: CreditNoteProps): JSX.Element {
  return (
    <div class="invoice">
      <DocumentTop name="Credit note" number={order.number} seller={seller} />
      <div class="invoice-columns">
        <div>
          <h2>For</h2>
          <address class="lines-kept" safe>
            {order.shipping_address}
          </address>
        </div>
        <div>
          <h2>Credit note</h2>
          <p>
            <span safe>{`${order.number}-${refund.id}`}</span>
            <br />
            <span safe>{formatDay(refund.created_at)}</span>
          </p>
        </div>
        <div>
          <h2>Goes back by</h2>
          <p>
            {methodWords[payment.payment_method]}
            <br />
            <a href={url.invoice(order.number)}>Invoice</a> of <span safe>{formatDay(order.created_at)}</span>
          </p>
        </div>
      </div>
      <CreditTable refund={refund} currency={payment.currency} />
    </div>
  );
}

function CreditTable({ refund, currency }: { refund: Refund; currency: string }): JSX.Element {
  return (
    <table class="invoice-table">
      <caption class="unseen">What is given back</caption>
      <thead>
        <tr>
          <th scope="col">For</th>
          <th scope="col" class="number">
            Amount
          </th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <td dir="auto" safe>
            {refund.reason === '' ? 'Refund' : refund.reason}
          </td>
          <td class="number">
            <Price amount={refund.amount} currency={currency} />
          </td>
        </tr>
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Given back</th>
          <td class="number">
            <Price amount={refund.amount} currency={currency} />
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

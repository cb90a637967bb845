// A plain document for the printer.

import { formatDay } from '#kit/time';
import type { Order } from '#services/orders/model';
import type { Payment } from '#services/payments/model';
import { Price } from '../parts/price.tsx';
import { methodWords } from '../parts/words.ts';
import { DocumentTop } from './document-top.tsx';
import { sumsOf } from './items.tsx';

/** `paid` is the payment that stands behind it, or null. `seller` is the shop's name and address, with line breaks. */
export type InvoiceProps = { order: Order; paid: Payment | null; seller: string };

export function InvoicePage({ order, paid, seller }: InvoiceProps): JSX.Element {
  return (
    <div class="invoice">
      <DocumentTop name="Invoice" number={order.number} seller={seller} />
      <div class="invoice-columns">
        <div>
          <h2>Goes to</h2>
          <address class="lines-kept" safe>
            {order.shipping_address}
          </address>
        </div>
        <div>
          <h2>Order</h2>
          <p>
            <span safe>{order.number}</span>
            <br />
            <span safe>{formatDay(order.created_at)}</span>
          </p>
        </div>
        <div>
          <h2>Payment</h2>
          {paid === null ? (
            <p>Not paid yet</p>
          ) : (
            <p>
              {methodWords[paid.payment_method]}
              <br />
              <span safe>{formatDay(paid.created_at)}</span>
            </p>
          )}
        </div>
      </div>
      <section class="scroll" aria-label="Books on this invoice" tabindex="0">
        <InvoiceTable order={order} />
      </section>
    </div>
  );
}

function InvoiceTable({ order }: { order: Order }): JSX.Element {
  return (
    <table class="invoice-table">
      <caption class="unseen">Books on this invoice</caption>
      <thead>
        <tr>
          <th scope="col">Book</th>
          <th scope="col">ISBN</th>
          <th scope="col" class="number">
            Quantity
          </th>
          <th scope="col" class="number">
            Price
          </th>
          <th scope="col" class="number">
            Total
          </th>
        </tr>
      </thead>
      <tbody>
        {order.items.map((item) => (
          <tr>
            <td>
              <cite dir="auto" safe>
                {item.title}
              </cite>
              <br />
              <span dir="auto" safe>
                {item.author}
              </span>
            </td>
            <td safe>{item.isbn ?? ''}</td>
            <td class="number">{item.quantity}</td>
            <td class="number">
              <Price amount={item.price} currency={order.currency} />
            </td>
            <td class="number">
              <Price amount={item.subtotal} currency={order.currency} />
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        {sumsOf(order).map((sum) => (
          <tr>
            <th scope="row" colspan={4}>
              <span safe>{sum.label}</span>
            </th>
            <td class="number">
              <Price amount={sum.amount} currency={order.currency} />
            </td>
          </tr>
        ))}
      </tfoot>
    </table>
  );
}

import { formatDay } from '#kit/time';
import type { Order } from '#services/orders/model';
import type { Payment } from '#services/payments/model';
import { Cover, type CoverOf } from '../parts/cover.tsx';
import type { FormState } from '../parts/form.tsx';
import { Price } from '../parts/price.tsx';
import { counted } from '../parts/words.ts';
import { url } from '../urls.ts';
import { BuyAgain } from './again.tsx';
import { stateWord } from './state.ts';

const coversShown = 4;

type TableProps = {
  orders: readonly Order[];
  payments?: readonly Payment[] | null;
  coverOf: CoverOf;
  /** For what can be done with each; without it they are only shown. */
  form?: FormState;
};

/**
 * Orders as a table: date, number, covers, total, status, and what can be done. With payments at hand it tells of those still
 * being checked.
 */
export function OrdersTable({ orders, payments = null, coverOf, form }: TableProps): JSX.Element {
  return (
    <table class="lines orders">
      <caption class="unseen">Your orders, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Order</th>
          <th scope="col">Books</th>
          <th scope="col">Status</th>
          <th scope="col" class="number">
            Total
          </th>
          {form ? <th scope="col">What next</th> : null}
        </tr>
      </thead>
      <tbody>
        {orders.map((order) => (
          <OrderRow order={order} payments={paymentsOf(order, payments)} coverOf={coverOf} form={form} />
        ))}
      </tbody>
    </table>
  );
}

const paymentsOf = (order: Order, payments: readonly Payment[] | null): Payment[] | null =>
  payments?.filter((payment) => payment.order_id === order.id) ?? null;

type RowProps = Pick<TableProps, 'form' | 'coverOf'> & { order: Order; payments: readonly Payment[] | null };

function OrderRow({ order, payments, coverOf, form }: RowProps): JSX.Element {
  const count = order.items.reduce((sum, item) => sum + item.quantity, 0);
  return (
    <tr>
      <td>
        <a class="order-number" href={url.order(order.number)} safe>
          {order.number}
        </a>
        <br />
        <time datetime={order.created_at} class="muted" safe>
          {formatDay(order.created_at)}
        </time>
      </td>
      <td data-label="Books">
        <div class="minis">
          {order.items.slice(0, coversShown).map((item) => (
            <Cover
              book={{ id: item.book_id, isbn: item.isbn, title: item.title, author: item.author }}
              coverOf={coverOf}
            />
          ))}
          <span safe>{order.items.length === 1 ? (order.items[0]?.title ?? '') : counted(count, 'book')}</span>
        </div>
      </td>
      <td data-label="Status">{stateWord(order, payments)}</td>
      <td class="number" data-label="Total">
        <Price amount={order.total_amount} currency={order.currency} />
      </td>
      {form ? (
        <td class="next">
          <RowLinks order={order} form={form} />
        </td>
      ) : null}
    </tr>
  );
}

function RowLinks({ order, form }: { order: Order; form: FormState }): JSX.Element {
  const { number, payment_status } = order;
  return (
    <>
      <a href={url.order(number)}>
        Track<span class="unseen" safe>{` order ${number}`}</span>
      </a>
      {payment_status === 'UNPAID' ? null : (
        <a href={url.invoice(number)}>
          Invoice<span class="unseen" safe>{` for order ${number}`}</span>
        </a>
      )}
      <BuyAgain number={number} form={form} look="link" />
    </>
  );
}

import type { Page } from '#kit/page';
import { formatDay } from '#kit/time';
import type { Order } from '#services/orders/model';
import type { Payment } from '#services/payments/model';
import { Cover, type CoverOf } from '../parts/cover.tsx';
import { cursorOf, Pager } from '../parts/pager.tsx';
import { Price } from '../parts/price.tsx';
import { counted } from '../parts/words.ts';
import { url } from '../urls.ts';
import { stateWord } from './state.ts';

export type OrdersProps = {
  page: Page<Order>;
  /** The account's latest payments; null where the payments service is away. */
  payments: readonly Payment[] | null;
  coverOf: CoverOf;
};

export function OrdersPage({ page, payments, coverOf }: OrdersProps): JSX.Element {
  return (
    <>
      <h1>Your orders</h1>
      {page.results.length === 0 ? (
        <p class="lead">
          No orders yet. <a href={url.shelves()}>Walk along the shelves</a>.
        </p>
      ) : (
        <>
          {payments === null ? (
            <p class="note warn">Payment status delayed: payments made in the last minutes may not show yet.</p>
          ) : null}
          <OrdersTable orders={page.results} payments={payments} coverOf={coverOf} />
        </>
      )}
      <Pager what="Orders" previous={addressOf(page.previous)} next={addressOf(page.next)} />
    </>
  );
}

function addressOf(link: string | null): string | null {
  const cursor = cursorOf(link);
  return cursor === undefined ? null : url.orders(cursor);
}

const coversShown = 4;

type TableProps = { orders: readonly Order[]; payments?: readonly Payment[] | null; coverOf: CoverOf };

/** Orders as a table: date, number, covers, total, status. With payments at hand it tells of those still being checked. */
export function OrdersTable({ orders, payments = null, coverOf }: TableProps): JSX.Element {
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
        </tr>
      </thead>
      <tbody>
        {orders.map((order) => (
          <OrderRow order={order} payments={paymentsOf(order, payments)} coverOf={coverOf} />
        ))}
      </tbody>
    </table>
  );
}

const paymentsOf = (order: Order, payments: readonly Payment[] | null): Payment[] | null =>
  payments?.filter((payment) => payment.order_id === order.id) ?? null;

type RowProps = { order: Order; payments: readonly Payment[] | null; coverOf: CoverOf };

function OrderRow({ order, payments, coverOf }: RowProps): JSX.Element {
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
    </tr>
  );
}

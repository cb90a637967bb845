import type { Page } from '#kit/page';
import type { Order } from '#services/orders/model';
import type { Payment } from '#services/payments/model';
import type { CoverOf } from '../parts/cover.tsx';
import type { FormState } from '../parts/form.tsx';
import { cursorOf, Pager } from '../parts/pager.tsx';
import { counted } from '../parts/words.ts';
import { type OrderFilters, url } from '../urls.ts';
import { isNarrowed, NoneFound, OrdersFilter } from './filter.tsx';
import { OrdersTable } from './table.tsx';

export type OrdersProps = {
  page: Page<Order>;
  filters: OrderFilters;
  /** From this year back to that of the account's first order. */
  years: readonly number[];
  /** The account's latest payments; null where the payments service is away. */
  payments: readonly Payment[] | null;
  form: FormState;
  coverOf: CoverOf;
};

export function OrdersPage({ page, filters, years, payments, form, coverOf }: OrdersProps): JSX.Element {
  const { previous, next, results } = page;
  if (page.count === 0 && !isNarrowed(filters))
    return (
      <>
        <h1>Your orders</h1>
        <p class="lead">
          No orders yet. <a href={url.shelves()}>Walk along the shelves</a>.
        </p>
      </>
    );
  const address = (link: string | null) => {
    const cursor = cursorOf(link);
    return cursor === undefined ? null : url.orders({ ...filters, cursor });
  };
  return (
    <>
      <h1>Your orders</h1>
      <OrdersFilter filters={filters} years={years} />
      {results.length === 0 ? (
        <NoneFound filters={filters} />
      ) : (
        <>
          {isNarrowed(filters) ? (
            <p>
              <span safe>{page.count_is_exact ? counted(page.count, 'order') : `More than ${page.count} orders`}</span>.{' '}
              <a href={url.orders()}>Show all</a>
            </p>
          ) : null}
          {payments === null ? (
            <p class="note warn">Payment status delayed: payments made in the last minutes may not show yet.</p>
          ) : null}
          <OrdersTable orders={results} payments={payments} coverOf={coverOf} form={form} />
        </>
      )}
      <Pager what="Orders" previous={address(previous)} next={address(next)} />
    </>
  );
}

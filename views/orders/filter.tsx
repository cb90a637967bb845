import { attribute } from '../parts/attribute.ts';
import { orderStatusWords } from '../parts/words.ts';
import { type OrderFilters, url } from '../urls.ts';

export const isNarrowed = ({ year, status, q }: OrderFilters): boolean => Boolean(year || status || q);

/** Asks this very page by GET with `year`, `status` and `q`. */
export function OrdersFilter({ filters, years }: { filters: OrderFilters; years: readonly number[] }): JSX.Element {
  return (
    <form class="narrow" method="get" action={url.orders()} aria-label="Which orders to show">
      <p>
        <label for="order-title">Title</label>
        <input id="order-title" name="q" type="search" maxlength={200} value={attribute(filters.q ?? '')} />
      </p>
      <p>
        <label for="year">Year</label>
        <select id="year" name="year">
          <option value="">All years</option>
          {years.map((year) => (
            <option value={String(year)} selected={String(year) === filters.year}>
              {year}
            </option>
          ))}
        </select>
      </p>
      <p>
        <label for="status">Status</label>
        <select id="status" name="status">
          <option value="">Any status</option>
          {Object.entries(orderStatusWords).map(([status, word]) => (
            <option value={status} selected={status === filters.status} safe>
              {word}
            </option>
          ))}
        </select>
      </p>
      <button type="submit" class="btn">
        Show
      </button>
    </form>
  );
}

/** Nothing passes the filters: what was looked for, and the way back to all. */
export function NoneFound({ filters }: { filters: OrderFilters }): JSX.Element {
  const { year, status, q } = filters;
  const word = status === undefined ? undefined : orderStatusWords[status];
  return (
    <p class="lead">
      No order{year ? <span safe>{` of ${year}`}</span> : null}
      {word ? <span safe>{` that is “${word}”`}</span> : null}
      {q ? (
        <>
          {' '}
          with{' '}
          <q dir="auto" safe>
            {q}
          </q>{' '}
          in a title
        </>
      ) : null}
      . <a href={url.orders()}>Show all your orders</a>.
    </p>
  );
}

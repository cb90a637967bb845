import type { Book } from '#services/books/model';
import { attribute } from '../parts/attribute.ts';
import type { CoverOf } from '../parts/cover.tsx';
import { counted } from '../parts/words.ts';
import type { BookFilters } from '../urls.ts';
import { Cards } from './card.tsx';
import { groupsOf, type ListAddress } from './filters.ts';

/**
 * What is offered in place of a list without books: how many there would be without each of `groupsOf(filters)`, in that
 * order and null where that is not known, and what sells best without any of them.
 */
export type Instead = { without: readonly (number | null)[]; books: readonly Book[] };

type NoneMatchProps = {
  filters: BookFilters;
  currency: string;
  address: ListAddress;
  instead: Instead | null;
  coverOf: CoverOf;
};

export function NoneMatch({ filters, currency, address, instead, coverOf }: NoneMatchProps): JSX.Element {
  const groups = groupsOf(filters, currency);
  if (groups.length === 0) return <p class="none">Nothing stands here yet.</p>;
  return (
    <>
      <p class="none">No books match all of these. Remove a filter:</p>
      <ul class="chips" aria-label="Filters in force">
        {groups.map(({ label, rest }, at) => (
          <li>
            <a href={attribute(address(rest))}>
              <span class="unseen">Remove filter: </span>
              <span safe>{label}</span> <span aria-hidden="true">×</span>
              <Left count={instead?.without[at] ?? null} />
            </a>
          </li>
        ))}
        {groups.length === 1 ? null : (
          <li>
            <a href={attribute(address({}))}>Remove all filters</a>
          </li>
        )}
      </ul>
      {instead === null || instead.books.length === 0 ? null : (
        <section aria-labelledby="instead-heading">
          <h3 id="instead-heading">What sells best here</h3>
          <Cards books={instead.books} coverOf={coverOf} />
        </section>
      )}
    </>
  );
}

function Left({ count }: { count: number | null }): JSX.Element {
  if (count === null) return '';
  return (
    <span class="muted">
      <span class="unseen">, gives </span>
      <span safe>{counted(count, 'book')}</span>
    </span>
  );
}

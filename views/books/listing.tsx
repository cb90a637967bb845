// Filters beside cards: what a shelf, the whole catalogue, an author and a search have in common.

import type { Page } from '#kit/page';
import type { Book, Facets as FacetCounts } from '#services/books/model';
import { attribute } from '../parts/attribute.ts';
import type { CoverOf } from '../parts/cover.tsx';
import { cursorOf, Pager } from '../parts/pager.tsx';
import type { BookFilters } from '../urls.ts';
import { Cards } from './card.tsx';
import { Facets } from './facets.tsx';
import { type Chip, chipsOf, type ListAddress, orderings } from './filters.ts';
import { type Instead, NoneMatch } from './none.tsx';
import { summaryOf } from './summary.ts';

/** What every page with such a list is given. */
export type ListData = {
  page: Page<Book>;
  /** As the address of the page has them, checked by the gateway. */
  filters: BookFilters;
  /** The address asks for a filter nobody understands; the list is shown without it. */
  unknown?: boolean;
  /** How many books each filter would give; null where that is not known. */
  facets: FacetCounts | null;
  /** What to offer where no book matches; null where some do. */
  instead: Instead | null;
  currency: string;
  coverOf: CoverOf;
};

export type ListingProps = ListData & { address: ListAddress; q?: string };

export function Listing(props: ListingProps): JSX.Element {
  const { page, filters, facets, instead, currency, address, coverOf, q } = props;
  const summary = summaryOf(page, filters.cursor === undefined);
  return (
    <div class="listing">
      <Facets filters={filters} facets={facets} address={address} currency={currency} q={q} />
      <p id="found" class="unseen" role="status" safe>
        {summary}
      </p>
      <section id="results" aria-labelledby="results-heading">
        {props.unknown ? (
          <p class="note notice">The address asks for a filter we do not know. It is left out.</p>
        ) : null}
        <ResultsHead summary={summary} ordering={q === undefined ? (filters.ordering ?? '') : null} />
        {page.results.length === 0 ? (
          <NoneMatch filters={filters} currency={currency} address={address} instead={instead} coverOf={coverOf} />
        ) : (
          <>
            <Chips chips={chipsOf(filters, address, currency)} />
            <Cards books={page.results} coverOf={coverOf} early={4} />
          </>
        )}
        <Pager
          what="Books"
          previous={pageAddress(page.previous, filters, address)}
          next={pageAddress(page.next, filters, address)}
        />
      </section>
    </div>
  );
}

function pageAddress(link: string | null, filters: BookFilters, address: ListAddress): string | null {
  const cursor = cursorOf(link);
  return cursor === undefined ? null : address({ ...filters, cursor });
}

/** The number of results and their order. A search has one order, so `ordering` is null. */
function ResultsHead({ summary, ordering }: { summary: string; ordering: string | null }): JSX.Element {
  return (
    <div class="results-head">
      <h2 id="results-heading" tabindex="-1" safe>
        {ordering === null ? `${summary}, best match first` : summary}
      </h2>
      {ordering === null ? null : (
        <p class="sort">
          <label for="ordering">Sort by</label>
          <select id="ordering" name="ordering" form="filters">
            {orderings.map(({ value, label }) => (
              <option value={value} selected={value === ordering}>
                {label}
              </option>
            ))}
          </select>
          <button type="submit" class="btn" form="filters">
            Sort
          </button>
        </p>
      )}
    </div>
  );
}

function Chips({ chips }: { chips: readonly Chip[] }): JSX.Element {
  if (chips.length === 0) return '';
  return (
    <ul class="chips" aria-label="Filters in force">
      {chips.map((chip) => (
        <li>
          <a href={attribute(chip.href)}>
            <span class="unseen">Remove filter: </span>
            <span safe>{chip.label}</span> <span aria-hidden="true">×</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

// Filters beside cards: what a shelf, the whole catalogue, an author and a search have in common.

import type { Page } from '#kit/page';
import type { Book } from '#services/books/model';
import { attribute } from '../parts/attribute.ts';
import type { CoverOf } from '../parts/cover.tsx';
import { cursorOf, Pager } from '../parts/pager.tsx';
import { counted } from '../parts/words.ts';
import type { BookFilters } from '../urls.ts';
import { Cards } from './card.tsx';
import { Facets } from './facets.tsx';
import { type Chip, chipsOf, type ListAddress, orderings } from './filters.ts';

export type ListingProps = {
  page: Page<Book>;
  /** As the address of the page has them, checked by the gateway. */
  filters: BookFilters;
  address: ListAddress;
  coverOf: CoverOf;
  q?: string;
};

export function Listing({ page, filters, address, coverOf, q }: ListingProps): JSX.Element {
  const chips = chipsOf(filters, address);
  return (
    <div class="listing">
      <Facets filters={filters} address={address} q={q} />
      <p id="found" class="unseen" role="status" safe>
        {countWords(page)}
      </p>
      <section id="results" aria-labelledby="results-heading">
        {q === undefined ? <ResultsHead page={page} ordering={filters.ordering ?? ''} /> : <SearchHead />}
        <Chips chips={chips} />
        {page.results.length === 0 ? (
          <NoneMatch chips={chips} all={address({})} />
        ) : (
          <Cards books={page.results} coverOf={coverOf} early={4} />
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

/** The number of results and their order. */
function ResultsHead({ page, ordering }: { page: Page<Book>; ordering: string }): JSX.Element {
  return (
    <div class="results-head">
      <h2 id="results-heading" tabindex="-1" safe>
        {countWords(page)}
      </h2>
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
    </div>
  );
}

/** A search tells the number in the page's own heading, and has one order. */
function SearchHead(): JSX.Element {
  return (
    <div class="results-head">
      <h2 id="results-heading">Best match first</h2>
    </div>
  );
}

const countWords = (page: Page<Book>): string =>
  page.count_is_exact ? counted(page.count, 'book') : `More than ${counted(page.count, 'book')}`;

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

function NoneMatch({ chips, all }: { chips: readonly Chip[]; all: string }): JSX.Element {
  if (chips.length === 0) return <p class="none">Nothing stands here yet.</p>;
  return (
    <p class="none">
      No books match all of these. Take one filter away above, or <a href={attribute(all)}>take away all of them</a>.
    </p>
  );
}

// The filters beside a list of books: a plain GET form. With htmx it sends itself when something changes.

import type { Children } from '@kitajs/html';
import type { Facets as FacetCounts } from '#services/books/model';
import { attribute } from '../parts/attribute.ts';
import { counted } from '../parts/words.ts';
import type { BookFilters } from '../urls.ts';
import {
  type Band,
  type Choice,
  countedFormats,
  countedLanguages,
  countedNames,
  countedRatings,
  inStockCount,
  priceBands,
  yearBands,
} from './choices.ts';
import type { ListAddress } from './filters.ts';

type FacetsProps = {
  filters: BookFilters;
  /** How many books each choice would give; null where that is not known. */
  facets: FacetCounts | null;
  address: ListAddress;
  currency: string;
  /** The words searched for, on the search page. */
  q?: string;
};

export function Facets({ filters, facets, address, currency, q }: FacetsProps): JSX.Element {
  const action = attribute(address({}).replace(/\?.*$/, ''));
  // Not completed by the browser either: on the way back it would tick what the list beside it does not heed.
  // Morphed, so that the box that was ticked keeps the focus while the numbers beside it change.
  const beside = '#found:innerHTML,#choices:innerMorph';
  return (
    <details class="facets">
      <summary>Filter these books</summary>
      <form
        id="filters"
        action={action}
        method="get"
        aria-label="Filters"
        autocomplete="off"
        hx-get={action}
        hx-trigger="change"
        hx-target="#results"
        hx-select="#results"
        hx-select-oob={q === undefined ? beside : `${beside},#count:innerHTML`}
        hx-swap="outerHTML"
        hx-push-url="true"
        hx-sync="this:replace"
      >
        {q === undefined ? null : <input type="hidden" name="q" value={attribute(q)} />}
        <div id="choices">
          <fieldset>
            <legend>Format</legend>
            {countedFormats(filters, facets).map((choice) => (
              <Tick name="format" choice={choice} />
            ))}
          </fieldset>
          <Availability filters={filters} facets={facets} />
          <PriceFacet filters={filters} facets={facets} address={address} currency={currency} />
          <fieldset>
            <legend>Readers’ rating</legend>
            {countedRatings(filters, facets).map((choice) => (
              <Radio name="min_rating" id={`min_rating-${choice.value || 'any'}`} choice={choice} />
            ))}
          </fieldset>
          <LanguageFacet filters={filters} facets={facets} />
          <YearFacet filters={filters} facets={facets} address={address} />
          <NameFacet legend="Series" group="series" whole="Any book" filters={filters} facets={facets} />
          <NameFacet legend="Publisher" group="publisher" whole="Any publisher" filters={filters} facets={facets} />
        </div>
        <button type="submit" class="btn">
          Apply filters
        </button>
      </form>
    </details>
  );
}

type RadioProps = { name: string; id: string; choice: Choice };

function Radio({ name, id, choice: { value, label, count, chosen } }: RadioProps): JSX.Element {
  return (
    <label class={count === 0 ? 'choice muted' : 'choice'}>
      <input type="radio" id={attribute(id)} name={name} value={attribute(value)} checked={chosen} />
      <span dir="auto" safe>
        {label}
      </span>
      <Count count={count} />
    </label>
  );
}

/** A choice nothing would come of stays where it is, and is muted. */
function Tick({ name, choice, id }: { name: string; choice: Choice; id?: string }): JSX.Element {
  const { value, label, count, chosen } = choice;
  return (
    <label class={count === 0 ? 'choice muted' : 'choice'}>
      <input
        type="checkbox"
        id={attribute(id ?? `${name}-${value}`)}
        name={name}
        value={attribute(value)}
        checked={chosen}
      />
      <span safe>{label}</span>
      <Count count={count} />
    </label>
  );
}

/** Seen as a number; heard as "English, 350 books". */
function Count({ count }: { count: number | null }): JSX.Element {
  if (count === null) return '';
  return (
    <span class="count">
      <span class="unseen">, </span>
      <span safe>{count.toLocaleString('en')}</span>
      <span class="unseen" safe>{` ${count === 1 ? 'book' : 'books'}`}</span>
    </span>
  );
}

type GroupProps = Pick<FacetsProps, 'filters' | 'facets'>;

function Availability({ filters, facets }: GroupProps): JSX.Element {
  const inStock = {
    value: 'true',
    label: 'In stock',
    count: inStockCount(facets),
    chosen: filters.in_stock === 'true',
  };
  const picks = { value: 'true', label: 'Staff picks', count: null, chosen: filters.staff_pick === 'true' };
  return (
    <fieldset>
      <legend>Availability</legend>
      <Tick name="in_stock" id="in_stock" choice={inStock} />
      <Tick name="staff_pick" id="staff_pick" choice={picks} />
    </fieldset>
  );
}

function PriceFacet({ filters, facets, address, currency }: Omit<FacetsProps, 'q'>): JSX.Element {
  return (
    <RangeFacet legend="Price" bands={priceBands(filters, facets, currency)} address={address}>
      <End name="min_price" label="From" value={filters.min_price} />
      <End name="max_price" label="To" value={filters.max_price} />
    </RangeFacet>
  );
}

function YearFacet({ filters, facets, address }: Omit<FacetsProps, 'q' | 'currency'>): JSX.Element {
  return (
    <RangeFacet legend="First published" bands={yearBands(filters, facets)} address={address}>
      <End name="min_year" label="From" unit="year" value={filters.min_year} />
      <End name="max_year" label="To" unit="year" value={filters.max_year} />
    </RangeFacet>
  );
}

type RangeProps = { legend: string; bands: readonly Band[]; address: ListAddress; children: Children };

/** Bands to choose from, and both ends to be typed. */
function RangeFacet({ legend, bands, address, children }: RangeProps): JSX.Element {
  return (
    <fieldset class="range">
      <legend safe>{legend}</legend>
      {bands.length === 0 ? null : (
        <ul class="bands">
          {bands.map(({ label, count, chosen, filters: within }) => (
            <li class={count === 0 ? 'choice muted' : 'choice'}>
              {count === 0 ? (
                <span safe>{label}</span>
              ) : (
                <a href={attribute(address(within))} aria-current={chosen ? 'true' : undefined} safe>
                  {label}
                </a>
              )}
              <Count count={count} />
            </li>
          ))}
        </ul>
      )}
      {children}
    </fieldset>
  );
}

type EndProps = { name: string; label: string; unit?: string; value: string | undefined };

/** The unit is heard; who sees it reads it in the legend. */
function End({ name, label, unit, value }: EndProps): JSX.Element {
  return (
    <label>
      <span safe>{label}</span>
      {unit === undefined ? null : <span class="unseen" safe>{` ${unit}`}</span>}
      <input type="text" id={name} name={name} inputmode="decimal" maxlength={12} value={attribute(value ?? '')} />
    </label>
  );
}

const mostShown = 8;

type NameProps = GroupProps & { legend: string; group: 'publisher' | 'series'; whole: string };

/** One of many names; more than eight are folded away, except what is chosen. */
function NameFacet({ legend, group, whole, filters, facets }: NameProps): JSX.Element {
  const choices = countedNames(group, whole, { filters, facets }).map((choice, at) => ({
    choice,
    id: `${group}-${at}`,
  }));
  if (choices.length === 0) return '';
  const isShown = ({ choice }: { choice: Choice }, at: number) => choice.chosen || at <= mostShown;
  const folded = choices.filter((one, at) => !isShown(one, at));
  return (
    <fieldset>
      <legend safe>{legend}</legend>
      {choices.filter(isShown).map(({ choice, id }) => (
        <Radio name={group} id={id} choice={choice} />
      ))}
      {folded.length === 0 ? null : (
        <details>
          <summary safe>{`${folded.length} more`}</summary>
          {folded.map(({ choice, id }) => (
            <Radio name={group} id={id} choice={choice} />
          ))}
        </details>
      )}
    </fieldset>
  );
}

/** More languages than eight are folded away, except what is chosen. */
function LanguageFacet({ filters, facets }: GroupProps): JSX.Element {
  const choices = countedLanguages(filters, facets);
  if (choices.length === 0) return '';
  const isShown = (choice: Choice, at: number) => choice.chosen || at < mostShown;
  const folded = choices.filter((choice, at) => !isShown(choice, at));
  return (
    <fieldset>
      <legend>Language</legend>
      {choices.filter(isShown).map((choice) => (
        <Tick name="language" choice={choice} />
      ))}
      {folded.length === 0 ? null : (
        <details>
          <summary safe>{`${counted(folded.length, 'more language')}`}</summary>
          {folded.map((choice) => (
            <Tick name="language" choice={choice} />
          ))}
        </details>
      )}
    </fieldset>
  );
}

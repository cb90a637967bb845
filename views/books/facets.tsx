// The filters beside a list of books: a plain GET form. With htmx it sends itself when something changes.

import { attribute } from '../parts/attribute.ts';
import type { BookFilters } from '../urls.ts';
import { formatChoices, type ListAddress, languageChoices, ratingChoices } from './filters.ts';

type FacetsProps = {
  filters: BookFilters;
  address: ListAddress;
  /** The words searched for, on the search page. */
  q?: string;
};

export function Facets({ filters, address, q }: FacetsProps): JSX.Element {
  const action = attribute(address({}).replace(/\?.*$/, ''));
  return (
    <details class="facets">
      <summary>Filter these books</summary>
      <form
        id="filters"
        action={action}
        method="get"
        aria-label="Filters"
        hx-get={action}
        hx-trigger="change"
        hx-target="#results"
        hx-select="#results"
        hx-select-oob={q === undefined ? '#found:innerHTML' : '#found:innerHTML,#count:innerHTML'}
        hx-swap="outerHTML"
        hx-push-url="true"
        hx-sync="this:replace"
      >
        {q === undefined ? null : <input type="hidden" name="q" value={attribute(q)} />}
        <fieldset>
          <legend>Format</legend>
          {formatChoices.map(({ value, label }) => (
            <Radio name="format" value={value} label={label} chosen={filters.format ?? ''} />
          ))}
        </fieldset>
        <fieldset>
          <legend>Availability</legend>
          <Tick name="in_stock" label="In stock" on={filters.in_stock === 'true'} />
          <Tick name="staff_pick" label="Staff picks" on={filters.staff_pick === 'true'} />
        </fieldset>
        <PriceFacet filters={filters} />
        <fieldset>
          <legend>Readers’ rating</legend>
          {ratingChoices.map(({ value, label }) => (
            <Radio name="min_rating" value={value} label={label} chosen={filters.min_rating ?? ''} />
          ))}
        </fieldset>
        <LanguageFacet language={filters.language} />
        <button type="submit" class="btn">
          Apply filters
        </button>
      </form>
    </details>
  );
}

type RadioProps = { name: string; value: string; label: string; chosen: string };

function Radio({ name, value, label, chosen }: RadioProps): JSX.Element {
  return (
    <label class="choice">
      <input
        type="radio"
        id={`${name}-${value === '' ? 'any' : value}`}
        name={name}
        value={value}
        checked={chosen === value}
      />
      <span safe>{label}</span>
    </label>
  );
}

function Tick({ name, label, on }: { name: string; label: string; on: boolean }): JSX.Element {
  return (
    <label class="choice">
      <input type="checkbox" id={name} name={name} value="true" checked={on} />
      <span safe>{label}</span>
    </label>
  );
}

function PriceFacet({ filters }: { filters: BookFilters }): JSX.Element {
  return (
    <fieldset class="range">
      <legend>Price</legend>
      <PriceEnd name="min_price" label="From" value={filters.min_price} />
      <PriceEnd name="max_price" label="To" value={filters.max_price} />
    </fieldset>
  );
}

function PriceEnd({ name, label, value }: { name: string; label: string; value: string | undefined }): JSX.Element {
  return (
    <label>
      <span safe>{label}</span>
      <input type="text" id={name} name={name} inputmode="decimal" maxlength={12} value={attribute(value ?? '')} />
    </label>
  );
}

function LanguageFacet({ language }: { language: string | undefined }): JSX.Element {
  return (
    <fieldset>
      <legend>
        <label for="language">Language</label>
      </legend>
      <select id="language" name="language">
        {languageChoices(language).map(({ value, label }) => (
          <option value={attribute(value)} selected={value === (language ?? '')} safe>
            {label}
          </option>
        ))}
      </select>
    </fieldset>
  );
}

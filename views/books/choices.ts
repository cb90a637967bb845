// The choices in each group of filters, with how many books each would give where that is known.

import type { Facets } from '#services/books/model';
import { languageName } from '../parts/words.ts';
import type { BookFilters } from '../urls.ts';
import { formatName, formats, priceLabel, ratingChoices, valuesIn, yearLabel } from './filters.ts';

/** `count` is null where nobody counted. */
export type Choice = { value: string; label: string; count: number | null; chosen: boolean };

/** Formats in one order everywhere: those of this list, and what is chosen. Uncounted, all of them. */
export function countedFormats(filters: BookFilters, facets: Facets | null): Choice[] {
  const chosen = valuesIn(filters.format);
  const counted = countsOf(facets?.format);
  return formats
    .filter((value) => counted === null || counted.has(value) || chosen.includes(value))
    .map((value) => ({
      value,
      label: formatName(value),
      count: counted && (counted.get(value) ?? 0),
      chosen: chosen.includes(value),
    }));
}

const usual = ['en', 'fr', 'de', 'es', 'it', 'zh'];

/** Languages of this list, most books first, and what is chosen. Uncounted, those most books come in. */
export function countedLanguages(filters: BookFilters, facets: Facets | null): Choice[] {
  const chosen = valuesIn(filters.language);
  const counted = countsOf(facets?.language);
  const known = counted ? [...counted.keys()] : usual;
  const values = [...known, ...chosen.filter((value) => !known.includes(value))];
  return values.map((value) => ({
    value,
    label: languageName(value),
    count: counted && (counted.get(value) ?? 0),
    chosen: chosen.includes(value),
  }));
}

/** How many books are in stock, or null. */
export function inStockCount(facets: Facets | null): number | null {
  if (facets === null) return null;
  return facets.availability.find(({ value }) => value === 'in_stock')?.count ?? 0;
}

export type Band = { label: string; count: number; chosen: boolean; filters: BookFilters };

/** Bands of prices, each with the filters of the list within it. None where nobody counted. */
export function priceBands(filters: BookFilters, facets: Facets | null, currency: string): Band[] {
  const { min_price: _from, max_price: _to, cursor: _cursor, ...others } = filters;
  return (facets?.price ?? []).map(({ min_price: from, max_price: to, count }) => ({
    label: priceLabel({ from, to }, currency),
    count,
    chosen: (filters.min_price ?? null) === from && (filters.max_price ?? null) === to,
    filters: { ...others, min_price: from ?? undefined, max_price: to ?? undefined },
  }));
}

/** Bands of years, as with prices. */
export function yearBands(filters: BookFilters, facets: Facets | null): Band[] {
  const { min_year: _from, max_year: _to, cursor: _cursor, ...others } = filters;
  return (facets?.year ?? []).map(({ min_year, max_year, count }) => {
    const from = min_year === null ? undefined : String(min_year);
    const to = max_year === null ? undefined : String(max_year);
    return {
      label: yearLabel({ from, to }),
      count,
      chosen: filters.min_year === from && filters.max_year === to,
      filters: { ...others, min_year: from, max_year: to },
    };
  });
}

/** Any rating, and each step with how many books reach it. */
export const countedRatings = (filters: BookFilters, facets: Facets | null): Choice[] =>
  ratingChoices.map(({ value, label }) => ({
    value,
    label,
    count: facets?.rating.find(({ min_rating }) => String(min_rating) === value)?.count ?? null,
    chosen: (filters.min_rating ?? '') === value,
  }));

/** Any name, then those of this list with most books; what is chosen is among them. None where there is nothing to choose. */
export function countedNames(
  group: 'publisher' | 'series',
  whole: string,
  { filters, facets }: { filters: BookFilters; facets: Facets | null },
): Choice[] {
  const chosen = filters[group];
  const counted = facets?.[group] ?? [];
  const missing =
    chosen === undefined || counted.some(({ value }) => value === chosen) ? [] : [{ value: chosen, count: null }];
  const named = [...missing, ...counted].map(({ value, count }) => ({
    value,
    label: value,
    count,
    chosen: value === chosen,
  }));
  return named.length === 0 ? [] : [{ value: '', label: whole, count: null, chosen: chosen === undefined }, ...named];
}

const countsOf = (list: { value: string; count: number }[] | undefined): Map<string, number> | null =>
  list === undefined ? null : new Map(list.map(({ value, count }) => [value, count]));

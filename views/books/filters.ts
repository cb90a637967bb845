// Which filters a list of books has, the words for them, and the links that drop one.

import { formatMoney } from '#kit/money';
import { formatYear } from '#kit/time';
import type { Book } from '#services/books/model';
import { formatWords, languageName } from '../parts/words.ts';
import type { BookFilters } from '../urls.ts';

/** Builds the address of the same list with other filters. */
export type ListAddress = (filters: BookFilters) => string;

export const orderings = [
  { value: '', label: 'Recommended' },
  { value: 'title', label: 'Title' },
  { value: 'author', label: 'Author' },
  { value: 'price', label: 'Price, lowest first' },
  { value: '-price', label: 'Price, highest first' },
  { value: '-rating', label: 'Best reviewed' },
  { value: '-created_at', label: 'Newest in the shop' },
  { value: '-published_on', label: 'Newest edition' },
] as const;

export const formats = Object.keys(formatWords) as Book['format'][];

/** For lists that are narrowed to one format at most. */
export const formatChoices: readonly { value: string; label: string }[] = [
  { value: '', label: 'Any format' },
  ...formats.filter((value) => value !== 'other').map((value) => ({ value, label: formatWords[value] })),
];

export const ratingChoices = [
  { value: '', label: 'Any rating' },
  { value: '4', label: '4 and more' },
  { value: '3', label: '3 and more' },
] as const;

/** The values of a filter that takes several, as its address has them: `paperback,ebook`. */
export const valuesIn = (filter: string | undefined): string[] => (filter ? filter.split(',') : []);

/** A word in the address as people say it; one that is none stays as it is. */
export const formatName = (format: string): string =>
  format in formatWords ? formatWords[format as Book['format']] : format;

/** One filter in force: what it is called, and the filters that are left without it. */
export type Removal = { label: string; rest: BookFilters };

type Names = readonly (keyof BookFilters)[];

/** Every single value in force. */
export function removalsOf(filters: BookFilters, currency: string): Removal[] {
  const several = (name: 'format' | 'language', wordFor: (value: string) => string): Removal[] => {
    const values = valuesIn(filters[name]);
    return values.map((value) => ({
      label: wordFor(value),
      rest: { ...filters, cursor: undefined, [name]: values.filter((other) => other !== value).join() || undefined },
    }));
  };
  return [
    ...several('format', formatName),
    ...removal(filters, filters.in_stock === 'true' && 'In stock', ['in_stock']),
    ...several('language', languageName),
    ...plainRemovals(filters, currency),
  ];
}

/**
 * Every filter in force as a whole. Where nothing is left of a list, giving up one of two formats brings nothing back;
 * giving up both may.
 */
export function groupsOf(filters: BookFilters, currency: string): Removal[] {
  const together = (name: 'format' | 'language', wordFor: (value: string) => string) =>
    removal(filters, valuesIn(filters[name]).map(wordFor).join(' or '), [name]);
  return [
    ...together('format', formatName),
    ...removal(filters, filters.in_stock === 'true' && 'In stock', ['in_stock']),
    ...together('language', languageName),
    ...plainRemovals(filters, currency),
  ];
}

function plainRemovals(filters: BookFilters, currency: string): Removal[] {
  const { min_price: from, max_price: to, min_rating: rating, staff_pick: picked } = filters;
  const { min_year: first, max_year: last, publisher, series } = filters;
  return [
    ...removal(filters, (from || to) && priceLabel({ from, to }, currency), ['min_price', 'max_price']),
    ...removal(filters, rating && `Rated ${rating} and more`, ['min_rating']),
    ...removal(filters, (first || last) && yearLabel({ from: first, to: last }), ['min_year', 'max_year']),
    ...removal(filters, publisher && `Published by ${publisher}`, ['publisher']),
    ...removal(filters, series && `Series: ${series}`, ['series']),
    ...removal(filters, picked === 'true' && 'Staff picks', ['staff_pick']),
  ];
}

function removal(filters: BookFilters, label: string | false | undefined, names: Names): Removal[] {
  if (!label) return [];
  const rest: BookFilters = { ...filters, cursor: undefined };
  for (const name of names) rest[name] = undefined;
  return [{ label, rest }];
}

export type Chip = { label: string; href: string };

/** One chip for each value in force; its link is the list without it. */
export const chipsOf = (filters: BookFilters, address: ListAddress, currency: string): Chip[] =>
  removalsOf(filters, currency).map(({ label, rest }) => ({ label, href: address(rest) }));

/** Either end may be open. */
export function yearLabel({ from, to }: { from?: string; to?: string }): string {
  const [first, last] = [from && formatYear(Number(from)), to && formatYear(Number(to))];
  if (first && last) return first === last ? first : `${first} to ${last}`;
  return first ? `From ${first}` : `Up to ${last}`;
}

/** Either end of a price may be open. */
export function priceLabel({ from, to }: { from?: string | null; to?: string | null }, currency: string): string {
  const [low, high] = [from && formatMoney(from, currency), to && formatMoney(to, currency)];
  if (low && high) return `${low} to ${high}`;
  return low ? `From ${low}` : `Up to ${high}`;
}

// Which filters a list of books has, the words for them, and the links that drop one.

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

export const formatChoices = [
  { value: '', label: 'Any format' },
  { value: 'paperback', label: formatWords.paperback },
  { value: 'hardback', label: formatWords.hardback },
  { value: 'large_print', label: formatWords.large_print },
  { value: 'audiobook', label: formatWords.audiobook },
  { value: 'ebook', label: formatWords.ebook },
] as const;

export const ratingChoices = [
  { value: '', label: 'Any rating' },
  { value: '4', label: '4 and more' },
  { value: '3', label: '3 and more' },
] as const;

/** The languages most books come in; one that is asked for by address is added. */
export function languageChoices(asked: string | undefined): { value: string; label: string }[] {
  const codes = ['en', 'fr', 'de', 'es', 'it', 'pt', 'nl', 'ru', 'ja', 'zh', 'ar'];
  if (asked && !codes.includes(asked)) codes.push(asked);
  const named = codes.map((code) => ({ value: code, label: languageName(code) }));
  return [{ value: '', label: 'Any language' }, ...named];
}

export type Chip = { label: string; href: string };

/** One chip for each filter in force; its link is the list without it. */
export function chipsOf(filters: BookFilters, address: ListAddress): Chip[] {
  const without = (...names: (keyof BookFilters)[]) => {
    const rest: BookFilters = { ...filters, cursor: undefined };
    for (const name of names) rest[name] = undefined;
    return address(rest);
  };
  const chips: Chip[] = [];
  const add = (label: string, ...names: (keyof BookFilters)[]) => chips.push({ label, href: without(...names) });
  if (filters.format) add(formatLabel(filters.format), 'format');
  if (filters.in_stock === 'true') add('In stock', 'in_stock');
  if (filters.language) add(languageName(filters.language), 'language');
  if (filters.min_price || filters.max_price) add(priceLabel(filters), 'min_price', 'max_price');
  if (filters.min_rating) add(`Rated ${filters.min_rating} and more`, 'min_rating');
  if (filters.staff_pick === 'true') add('Staff picks', 'staff_pick');
  return chips;
}

const formatLabel = (format: string): string => formatChoices.find(({ value }) => value === format)?.label ?? format;

function priceLabel({ min_price, max_price }: BookFilters): string {
  if (min_price && max_price) return `${min_price} to ${max_price}`;
  return min_price ? `From ${min_price}` : `Up to ${max_price}`;
}

// Lists of books by address: which filters a query holds, what to ask the books room for, and what to do with a place in the
// list that is no longer one.

import { toMinor } from '#kit/money';
import type { Page } from '#kit/page';
import type { Book } from '#services/books/model';
import { formats, orderings } from '#views/books/filters.ts';
import type { BookFilters } from '#views/urls.ts';
import type { Answer } from './calls.ts';
import type { BookChoice } from './services.ts';

const usualPage = 24;
const mostValues = 20;

const accepted: Record<Exclude<keyof BookFilters, 'cursor' | 'ordering'>, (value: string) => string | undefined> = {
  format: severalOf((value) => formats.some((format) => format === value)),
  in_stock: (value) => (value === 'true' ? value : undefined),
  language: severalOf((value) => /^[a-z]{2,3}$/.test(value)),
  min_price: amount,
  max_price: amount,
  min_rating: (value) => (/^[1-5](\.\d{1,2})?$/.test(value) ? value : undefined),
  staff_pick: (value) => (value === 'true' ? value : undefined),
  min_year: year,
  max_year: year,
  publisher: name,
  series: name,
};

/** Of an edition; before our era with a minus. */
function year(value: string): string | undefined {
  return /^-?\d{1,4}$/.test(value) ? String(Number(value) || 0) : undefined;
}

const longestName = 300;

function name(value: string): string | undefined {
  return value.length <= longestName && !/\p{Cc}/u.test(value) ? value.toWellFormed() : undefined;
}

/** Several values, joined by commas or, from a form without scripts, each by itself: those that are any, each once, in one order. */
function severalOf(isValue: (value: string) => boolean): (text: string) => string | undefined {
  return (text) => [...new Set(text.split(',').filter(isValue))].sort().slice(0, mostValues).join() || undefined;
}

/** As people write amounts: `12,50` and `$ 12.50` are 12.50; what is none is ignored. */
function amount(value: string): string | undefined {
  const plain = value.replace(/[\s\p{Sc}]/gu, '').replace(',', '.');
  return toMinor(plain) === null ? undefined : plain;
}

const givenIn = (query: URLSearchParams, name: keyof typeof accepted): string => {
  const given = name === 'format' || name === 'language' ? query.getAll(name).join() : query.get(name);
  return given?.trim() ?? '';
};

/** True where the address asks for something nobody understands, and the list is shown without it. */
export function hasUnknown(query: URLSearchParams): boolean {
  const filters = filtersFrom(query);
  const ordering = query.get('ordering') ?? '';
  if (ordering !== '' && filters.ordering === undefined) return true;
  return (Object.keys(accepted) as (keyof typeof accepted)[]).some((name) => {
    const given = givenIn(query, name);
    if (name !== 'format' && name !== 'language') return given !== '' && filters[name] === undefined;
    const understood = filters[name]?.split(',') ?? [];
    return given.split(',').some((value) => value !== '' && !understood.includes(value));
  });
}

/** The filters in an address. Unknown names and values are left out, and so are defaults. */
export function filtersFrom(query: URLSearchParams): BookFilters {
  const filters: BookFilters = {};
  for (const [name, accept] of Object.entries(accepted) as [
    keyof typeof accepted,
    (value: string) => string | undefined,
  ][]) {
    const value = accept(givenIn(query, name));
    if (value) filters[name] = value;
  }
  const ordering = orderings.find(({ value }) => value === query.get('ordering'))?.value;
  if (ordering) filters.ordering = ordering;
  const cursor = query.get('cursor');
  if (cursor && cursor.length <= 512) filters.cursor = cursor;
  return filters;
}

/** What to ask the books room for. `searched` lists come by relevance and take no order. */
export function choiceOf(filters: BookFilters, { searched = false, perPage = usualPage } = {}): BookChoice {
  const { ordering, ...rest } = filters;
  const sorted = searched ? {} : { ordering: ordering ?? '-popularity' };
  // Each value was checked against what the room takes when it was read from the address.
  return { ...rest, ...sorted, limit: perPage } as BookChoice;
}

/** True where a list was refused for its cursor: made for another order, or by hand. Its first page is the answer. */
export const isLostPlace = (answer: Answer<Page<Book>>, filters: BookFilters): boolean =>
  !answer.ok && answer.problem.status === 422 && filters.cursor !== undefined;

/** Nothing for robots in one list seen through filters, and from page two on. */
export const isFiltered = (filters: BookFilters): boolean => Object.keys(filters).length > 0;

// What stands beside a list of books: how many each filter would give, and what to offer where nothing is left. A page comes
// without it rather than late.

import type { Page } from '#kit/page';
import type { Book, BookQuery, Facets } from '#services/books/model';
import { groupsOf } from '#views/books/filters.ts';
import type { Instead } from '#views/books/none.tsx';
import type { BookFilters } from '#views/urls.ts';
import { type Answer, orNothing } from './calls.ts';
import type { Deps } from './deps.ts';
import { choiceOf } from './listing.ts';
import type { Visit } from './visit.ts';

/** The list a page is about, before any filter. */
export type Within = Pick<BookQuery, 'category' | 'author_slug' | 'q'>;

const patienceMs = 500;
const offered = 6;

/** Counts of a list's filters, or null where they could not be had soon. The catalogue is not resting for that. */
export function facetsOf(deps: Deps, visit: Visit, within: Within, filters: BookFilters): Promise<Facets | null> {
  const { limit: _limit, cursor: _cursor, ...narrowing } = choiceOf(filters, { searched: true });
  const readBy = Math.min(visit.by.readBy, performance.now() + patienceMs);
  return orNothing(
    deps.services.books.facets({ ...visit.by, readBy, resting: new Set() }, { ...within, ...narrowing }),
  );
}

/** How many books of the list match, seen from one of its groups; null where that was not counted to the end. */
export function matchesOf(facets: Facets, filters: BookFilters): number | null {
  if (!facets.count_is_exact) return null;
  const counted = facets.availability.filter(({ value }) => filters.in_stock !== 'true' || value === 'in_stock');
  return counted.reduce((sum, { count }) => sum + count, 0);
}

/** What to offer where filters left no book; null where there is no need. */
export async function insteadOf(
  deps: Deps,
  visit: Visit,
  list: { within: Within; page: Page<Book>; filters: BookFilters },
): Promise<Instead | null> {
  const { within, page, filters } = list;
  const groups = groupsOf(filters, deps.settings.CURRENCY);
  if (page.results.length > 0 || groups.length === 0) return null;
  const count = async (rest: BookFilters) => (await orNothing(oneOf(deps, visit, within, rest)))?.count ?? null;
  const [without, best] = await Promise.all([
    Promise.all(groups.map(({ rest }) => count(rest))),
    within.q === undefined
      ? orNothing(deps.services.books.row(visit.by, { ...within, ordering: '-popularity', limit: offered }))
      : null,
  ]);
  return { without, books: best?.results ?? [] };
}

function oneOf(deps: Deps, visit: Visit, { q, ...within }: Within, filters: BookFilters): Promise<Answer<Page<Book>>> {
  const { books } = deps.services;
  const choice = { ...choiceOf(filters, { searched: q !== undefined }), limit: 1 };
  return q === undefined ? books.row(visit.by, { ...within, ...choice }) : books.search(visit.by, { q, ...choice });
}

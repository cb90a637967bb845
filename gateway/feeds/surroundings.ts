// What feeds are told about the shop around their books.

import type { Category } from '#services/books/model';
import type { Deps } from '../deps.ts';
import type { Surroundings } from './feed.ts';

/** @param categories null where the room did not tell: books then stand on no shelf */
export function surroundings(deps: Deps, categories: readonly Category[] | null): Surroundings {
  return {
    origin: deps.origin,
    categories: categories ?? [],
    coverOf: deps.covers.pngAddresses(categories),
    today: `${deps.clock.now().toISOString().slice(0, 10)}T00:00:00Z`,
  };
}

/** For a place in a list that is no longer one: the list's first page. */
export const toFirstPage = (location: string): Response =>
  new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } });

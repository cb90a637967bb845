// A shelf, or all shelves as one.

import type { Category } from '#services/books/model';
import { spineClass } from '../home/spines.tsx';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import { type BookFilters, url } from '../urls.ts';
import { type ListData, Listing } from './listing.tsx';

export type ShelfProps = ListData & {
  /** Null: the books of all shelves. */
  shelf: Category | null;
  /** The shelves within this one. */
  subshelves: readonly Category[];
};

export function ShelfPage({ shelf, subshelves, ...list }: ShelfProps): JSX.Element {
  const address = (other: BookFilters) => (shelf === null ? url.books(other) : url.shelf(shelf.slug, other));
  return (
    <>
      <Breadcrumb path={[{ name: 'Shelves', href: url.shelves() }]} />
      <div class={shelf === null ? 'place' : `place ${spineClass(shelf.colour)}`}>
        <h1 safe>{shelf === null ? allTitle(list.filters) : shelf.name}</h1>
        {shelf === null ? null : <p safe>{shelf.description}</p>}
      </div>
      {subshelves.length === 0 ? null : <Subshelves shelves={subshelves} />}
      <Listing {...list} address={address} />
    </>
  );
}

/** What the whole catalogue is called, seen through the two filters home links to. */
function allTitle(filters: BookFilters): string {
  if (filters.staff_pick === 'true') return 'Staff are reading';
  return filters.ordering === '-created_at' ? 'Just in' : 'All books';
}

function Subshelves({ shelves }: { shelves: readonly Category[] }): JSX.Element {
  return (
    <ul class="chips" aria-label="Shelves within this one">
      {shelves.map((shelf) => (
        <li>
          <a href={url.shelf(shelf.slug)}>
            <span safe>{shelf.name}</span> <span class="muted">{shelf.book_count}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

// The catalogue for reading programs, whichever of the two forms of OPDS they take: what stands at its entrance, and which form
// a request asks for.

import { url } from '#views/urls.ts';
import type { FacetGroup } from './facets.ts';
import type { Feed, Surroundings } from './feed.ts';

export const navigationType = 'application/atom+xml;profile=opds-catalog;kind=navigation';
export const acquisitionType = 'application/atom+xml;profile=opds-catalog;kind=acquisition';
export const opds2Type = 'application/opds+json';

/** A list of books with its facets. */
export type Catalogue = Feed & { facets: FacetGroup[] };

/** A way from the entrance to a list of books. */
export type Way = { name: string; title: string; about: string; href: string; rel: string; count?: number };

export function waysIn({ categories }: Surroundings): Way[] {
  const all = [
    { name: 'books', title: 'All books', about: 'The whole catalogue, most popular first.', href: url.opdsBooks() },
    {
      name: 'new',
      title: 'Just in',
      about: 'What came into the shop last.',
      href: url.opdsBooks({ ordering: '-created_at' }),
      rel: 'http://opds-spec.org/sort/new',
    },
    {
      name: 'picks',
      title: 'Staff are reading',
      about: 'Books with a note by a bookseller.',
      href: url.opdsBooks({ staff_pick: 'true' }),
      rel: 'http://opds-spec.org/featured',
    },
  ].map((way) => ({ rel: 'subsection', ...way }));
  const shelves = categories.map(({ slug, name, description, book_count }) => ({
    name: `shelves/${slug}`,
    title: name,
    about: description || `The shelf ${name}.`,
    href: url.opdsShelf(slug),
    rel: 'subsection',
    count: book_count,
  }));
  return [...all, ...shelves];
}

/** JSON only for those who ask for it by name, and not less than for XML. */
export function wantsOpds2(accept: string | null): boolean {
  const wish = (types: readonly string[]): number =>
    Math.max(
      0,
      ...(accept ?? '').split(',').map((range) => {
        const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
        if (!types.includes(type)) return 0;
        const q = parameters.find((parameter) => parameter.startsWith('q='));
        return q === undefined ? 1 : Number(q.slice(2)) || 0;
      }),
    );
  const json = wish([opds2Type, 'application/json']);
  return json > 0 && json >= wish(['application/atom+xml', 'application/xml', 'text/xml']);
}

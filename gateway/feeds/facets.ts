// Other orders and narrower choices of the same list, as readers of OPDS offer them.

import { formatChoices, orderings } from '#views/books/filters.ts';
import type { BookFilters } from '#views/urls.ts';

export type Facet = { title: string; href: string; isActive: boolean };
export type FacetGroup = { title: string; facets: Facet[] };

const stockChoices = [
  { value: '', label: 'Everything' },
  { value: 'true', label: 'In stock' },
] as const;

/**
 * @param address the path of the list seen through these filters
 * @param searched a list that comes by relevance has no other order
 */
export function facetsOf(
  filters: BookFilters,
  address: (filters: BookFilters) => string,
  { searched }: { searched: boolean },
): FacetGroup[] {
  const { cursor: _place, ...kept } = filters;
  const group = (
    title: string,
    name: 'ordering' | 'in_stock' | 'format',
    choices: readonly { value: string; label: string }[],
  ): FacetGroup => ({
    title,
    facets: choices.map(({ value, label }) => ({
      title: label,
      href: address({ ...kept, [name]: value }),
      isActive: (filters[name] ?? '') === value,
    })),
  });
  const narrower = [group('Availability', 'in_stock', stockChoices), group('Format', 'format', formatChoices)];
  return searched ? narrower : [group('Order', 'ordering', orderings), ...narrower];
}

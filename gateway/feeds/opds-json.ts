// OPDS 2.0: the same catalogue as JSON.

import type { Book } from '#services/books/model';
import { url } from '#views/urls.ts';
import { pngSize } from '../covers/png-size.ts';
import { authorsOf, perPage, type Surroundings, shelvesOf, summaryOf, tagOf, updatedAt } from './feed.ts';
import { type Catalogue, opds2Type, type Way } from './opds.ts';

const search = (origin: string) => ({
  rel: 'search',
  href: `${origin}${url.opdsSearch('')}{?q}`,
  type: opds2Type,
  templated: true,
});

export function opds2Root(ways: readonly Way[], { origin, today }: Surroundings): string {
  const self = origin + url.opds();
  return JSON.stringify({
    metadata: { identifier: tagOf(origin, 'opds'), title: 'Colophon Books', modified: today },
    links: [
      { rel: ['self', 'start'], href: self, type: opds2Type },
      { rel: 'alternate', href: origin + url.feeds(), type: 'text/html' },
      search(origin),
    ],
    navigation: ways.map(({ title, href, rel, count }) => ({
      title,
      href: origin + href,
      type: opds2Type,
      rel,
      ...(count === undefined ? {} : { properties: { numberOfItems: count } }),
    })),
  });
}

export function opds2Feed(list: Catalogue, around: Surroundings): string {
  const { origin } = around;
  const page = (rel: string, path: string | null) =>
    path === null ? [] : [{ rel, href: origin + path, type: opds2Type }];
  return JSON.stringify({
    metadata: {
      identifier: tagOf(origin, list.name),
      title: list.title,
      subtitle: list.subtitle,
      modified: updatedAt(list.books, around),
      itemsPerPage: perPage,
      numberOfItems: list.total ?? undefined,
    },
    links: [
      ...page('self', list.self),
      ...page('first', list.first),
      ...page('previous', list.previous),
      ...page('next', list.next),
      ...page('start', url.opds()),
      ...page('up', url.opds()),
      { rel: 'alternate', href: origin + list.html, type: 'text/html' },
      search(origin),
    ],
    facets: list.facets.map(({ title: group, facets }) => ({
      metadata: { title: group },
      links: facets.map(({ title, href, isActive }) => ({
        title,
        href: origin + href,
        type: opds2Type,
        rel: isActive ? 'self' : 'http://opds-spec.org/facet',
      })),
    })),
    ...(list.books.length > 0
      ? { publications: list.books.map((book) => publication(book, around)) }
      : // A list must lead somewhere: the format knows no empty one.
        { navigation: [{ title: 'All books', href: origin + url.opdsBooks(), type: opds2Type, rel: 'subsection' }] }),
  });
}

function publication(book: Book, around: Surroundings) {
  const { origin } = around;
  const page = origin + url.book(book);
  return {
    metadata: {
      '@type': 'http://schema.org/Book',
      identifier: book.isbn === null ? tagOf(origin, `books/${book.id}`) : `urn:isbn:${book.isbn}`,
      title: book.title,
      subtitle: book.subtitle ?? undefined,
      author: authorsOf(book).map(({ name, slug }) => ({
        name,
        ...(slug === null ? {} : { links: [{ href: origin + url.author(slug), type: 'text/html' }] }),
      })),
      publisher: book.publisher ?? undefined,
      language: book.language ?? undefined,
      published: book.published_on ?? undefined,
      modified: book.updated_at,
      numberOfPages: book.page_count ?? undefined,
      description: summaryOf(book),
      subject: shelvesOf(book, around).map(({ name, slug }) => ({ name, code: slug, scheme: origin + url.shelves() })),
      belongsTo: book.series === null ? undefined : { series: { name: book.series } },
    },
    images: [{ href: origin + around.coverOf(book), type: 'image/png', ...pngSize }],
    links: [
      {
        rel: 'http://opds-spec.org/acquisition/buy',
        href: page,
        type: 'text/html',
        properties: {
          // The format wants a number here; nobody reckons with it.
          price: { value: Number(book.price), currency: book.currency },
          availability: { state: book.available > 0 ? 'available' : 'unavailable' },
        },
      },
      { rel: 'alternate', href: page, type: 'text/html' },
      { rel: 'alternate', href: origin + url.bookResource(book.id), type: 'application/json' },
    ],
  };
}

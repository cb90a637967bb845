// OPDS 1.2: Atom whose entries say where to buy the book and for how much.

import type { Book } from '#services/books/model';
import { url } from '#views/urls.ts';
import { facts, feedDocument, link } from './atom.ts';
import { type Surroundings, summaryOf, tagOf } from './feed.ts';
import { acquisitionType, type Catalogue, navigationType, type Way } from './opds.ts';
import { element, xmlDocument } from './xml.ts';

const namespaces = { 'xmlns:dc': 'http://purl.org/dc/terms/', 'xmlns:opds': 'http://opds-spec.org/2010/catalog' };

export function opdsRoot(ways: readonly Way[], { origin, today }: Surroundings): string {
  const self = origin + url.opds();
  return xmlDocument(
    element(
      'feed',
      { xmlns: 'http://www.w3.org/2005/Atom', 'xmlns:thr': 'http://purl.org/syndication/thread/1.0', 'xml:lang': 'en' },
      element('id', {}, tagOf(origin, 'opds')),
      element('title', {}, 'Colophon Books'),
      element('subtitle', {}, 'Books for the long evening'),
      element('updated', {}, today),
      element('author', {}, element('name', {}, 'Colophon Books'), element('uri', {}, `${origin}${url.home()}`)),
      element('icon', {}, `${origin}/favicon.ico`),
      link('self', self, navigationType),
      link('start', self, navigationType),
      link('alternate', origin + url.feeds(), 'text/html'),
      link('search', origin + url.openSearch(), 'application/opensearchdescription+xml'),
      ways.map((way) =>
        element(
          'entry',
          {},
          element('id', {}, tagOf(origin, `opds/${way.name}`)),
          element('title', {}, way.title),
          element('updated', {}, today),
          link(way.rel, origin + way.href, acquisitionType, { 'thr:count': way.count }),
          element('content', { type: 'text' }, way.about),
        ),
      ),
    ),
  );
}

export function opdsFeed(list: Catalogue, around: Surroundings): string {
  const root = around.origin + url.opds();
  return feedDocument(list, around, {
    type: acquisitionType,
    namespaces,
    links: [
      link('start', root, navigationType),
      link('up', root, navigationType),
      ...list.facets.flatMap(({ title: group, facets }) =>
        facets.map(({ title, href, isActive }) =>
          link('http://opds-spec.org/facet', around.origin + href, acquisitionType, {
            title,
            'opds:facetGroup': group,
            'opds:activeFacet': isActive ? 'true' : null,
          }),
        ),
      ),
    ],
    entryOf: (book) => entryOf(book, around),
  });
}

function entryOf(book: Book, around: Surroundings) {
  const { origin, coverOf } = around;
  const page = origin + url.book(book);
  const issued = book.first_published ?? book.published_on;
  return element(
    'entry',
    {},
    ...facts(book, around),
    book.isbn === null ? null : element('dc:identifier', {}, `urn:isbn:${book.isbn}`),
    book.publisher === null ? null : element('dc:publisher', {}, book.publisher),
    book.language === null ? null : element('dc:language', {}, book.language),
    issued === null ? null : element('dc:issued', {}, yearOrDay(issued)),
    book.page_count === null ? null : element('dc:extent', {}, `${book.page_count} pages`),
    element('summary', { type: 'text' }, summaryOf(book)),
    ['http://opds-spec.org/image', 'http://opds-spec.org/image/thumbnail'].map((rel) =>
      link(rel, origin + coverOf(book), 'image/png'),
    ),
    link('alternate', page, 'text/html'),
    element(
      'link',
      { rel: 'http://opds-spec.org/acquisition/buy', href: page, type: 'text/html' },
      element('opds:price', { currencycode: book.currency }, book.price),
    ),
  );
}

/** As W3C dates are written, with four digits for the year; those before our era have a sign. */
const yearOrDay = (issued: string | number): string =>
  typeof issued === 'string' ? issued : `${issued < 0 ? '-' : ''}${String(Math.abs(issued)).padStart(4, '0')}`;

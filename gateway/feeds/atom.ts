// Atom (RFC 4287) with the paging of RFC 5005 and the counts of OpenSearch: what feed readers and search tools take.

import type { Book } from '#services/books/model';
import { formatWords } from '#views/parts/words.ts';
import { url } from '#views/urls.ts';
import { authorsOf, type Feed, perPage, type Surroundings, shelvesOf, summaryOf, tagOf, updatedAt } from './feed.ts';
import { type Attributes, type Content, type Element, element, xmlDocument } from './xml.ts';

export const atomType = 'application/atom+xml';
const namespaces = {
  xmlns: 'http://www.w3.org/2005/Atom',
  'xmlns:opensearch': 'http://a9.com/-/spec/opensearch/1.1/',
};

export const link = (rel: string, href: string, type: string, more: Attributes = {}): Element =>
  element('link', { rel, href, type, ...more });

export type FeedShape = {
  /** Media type of this feed and of its other pages. */
  type: string;
  /** Namespaces beyond Atom's and OpenSearch's. */
  namespaces?: Attributes;
  /** Links of the feed beyond those every feed has. */
  links?: Element[];
  entryOf(book: Book): Element;
};

/** A feed of books as an XML document. */
export function feedDocument(feed: Feed, around: Surroundings, shape: FeedShape): string {
  const { origin } = around;
  const page = (rel: string, path: string | null) =>
    path === null ? null : link(rel, origin + path, shape.type, { title: pageTitles[rel] });
  return xmlDocument(
    element(
      'feed',
      { ...namespaces, ...shape.namespaces, 'xml:lang': 'en' },
      element('id', {}, tagOf(origin, feed.name)),
      element('title', {}, feed.title),
      element('subtitle', {}, feed.subtitle),
      element('updated', {}, updatedAt(feed.books, around)),
      element('author', {}, element('name', {}, 'Colophon Books'), element('uri', {}, `${origin}${url.home()}`)),
      element('icon', {}, `${origin}/favicon.ico`),
      page('self', feed.self),
      page('first', feed.first),
      page('previous', feed.previous),
      page('next', feed.next),
      link('alternate', origin + feed.html, 'text/html'),
      link('search', origin + url.openSearch(), 'application/opensearchdescription+xml'),
      shape.links,
      counts(feed),
      feed.books.map(shape.entryOf),
    ),
  );
}

const pageTitles: Record<string, string | undefined> = { previous: 'Previous page', next: 'Next page' };

/** Where a page far in starts nobody knows: its place is a cursor, not a number. */
const counts = (feed: Feed): Content => [
  feed.total === null ? null : element('opensearch:totalResults', {}, feed.total),
  feed.previous === null ? element('opensearch:startIndex', {}, 1) : null,
  element('opensearch:itemsPerPage', {}, perPage),
  feed.q === undefined ? null : element('opensearch:Query', { role: 'request', searchTerms: feed.q }),
];

export const atomFeed = (feed: Feed, around: Surroundings): string =>
  feedDocument(feed, around, {
    type: atomType,
    entryOf: (book) =>
      element(
        'entry',
        {},
        ...facts(book, around),
        link('alternate', around.origin + url.book(book), 'text/html'),
        link('alternate', around.origin + url.bookResource(book.id), 'application/json'),
        element('summary', { type: 'text' }, summaryOf(book)),
      ),
  });

/** What every entry of a book says, whatever the feed is for. */
export function facts(book: Book, around: Surroundings): Content[] {
  const { origin } = around;
  return [
    element('id', {}, tagOf(origin, `books/${book.id}`)),
    element('title', { type: 'text', 'xml:lang': book.language }, book.title),
    authorsOf(book).map(({ name, slug }) =>
      element('author', {}, element('name', {}, name), slug ? element('uri', {}, origin + url.author(slug)) : null),
    ),
    element('published', {}, book.created_at),
    element('updated', {}, book.updated_at),
    shelvesOf(book, around).map(({ slug, name }) =>
      element('category', { scheme: origin + url.shelves(), term: slug, label: name }),
    ),
    element('category', { term: book.format, label: formatWords[book.format] }),
  ];
}

// How browsers and reading programs search this shop, and what a browser shows while one types in its own box.

import type { Suggestion } from '#services/books/model';
import { url } from '#views/urls.ts';
import { atomType } from './atom.ts';
import { acquisitionType } from './opds.ts';
import { element, xmlDocument } from './xml.ts';

export const openSearchType = 'application/opensearchdescription+xml';
export const suggestionsType = 'application/x-suggestions+json';

/** @param icon the path of the shop's icon */
export function openSearchDescription(origin: string, icon: string): string {
  const template = (type: string, path: string, rel = 'results') =>
    element('Url', { type, rel, template: `${origin}${path}?q={searchTerms}` });
  return xmlDocument(
    element(
      'OpenSearchDescription',
      { xmlns: 'http://a9.com/-/spec/opensearch/1.1/' },
      element('ShortName', {}, 'Colophon Books'),
      element('Description', {}, 'Search Colophon Books by title, author or ISBN.'),
      element('Tags', {}, 'books bookshop'),
      template('text/html', url.search()),
      template(suggestionsType, url.suggestions(), 'suggestions'),
      template(atomType, url.searchFeed('')),
      template(acquisitionType, url.opdsSearch('')),
      element('Url', { type: openSearchType, rel: 'self', template: origin + url.openSearch() }),
      element('LongName', {}, 'Colophon Books, an online bookshop'),
      element('Image', { type: 'image/svg+xml', width: 64, height: 64 }, origin + icon),
      element('Query', { role: 'example', searchTerms: 'middlemarch' }),
      element('SyndicationRight', {}, 'open'),
      element('AdultContent', {}, 'false'),
      element('Language', {}, 'en'),
      element('OutputEncoding', {}, 'UTF-8'),
      element('InputEncoding', {}, 'UTF-8'),
    ),
  );
}

/** The form browsers take: what was typed, the completions, a line about each, and where each leads. */
export function suggestionsAnswer(origin: string, q: string, suggestions: readonly Suggestion[]): string {
  const pathOf = ({ kind, slug, book_id, isbn }: Suggestion): string =>
    kind === 'author' || book_id === null ? url.author(slug) : url.book({ id: book_id, isbn, slug });
  return JSON.stringify([
    q,
    suggestions.map(({ text }) => text),
    suggestions.map(({ author }) => author ?? 'author'),
    suggestions.map((suggestion) => origin + pathOf(suggestion)),
  ]);
}

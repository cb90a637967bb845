// Atom, after the RELAX NG schema of RFC 4287 (appendix B) and what its text adds; the counts of OpenSearch 1.1; and OPDS 1.2, which
// is Atom with demands of its own (its schema is opds.rnc).

import { all, type Tree } from '#tests/support/xml-tree';
import { type Grammar, type Rule, shapes } from './grammar.ts';

const { iri, words, instant, media, language, number, address } = shapes;

const plainText: Rule = { attributes: { type: /^(text|html)$/ }, text: words };
const id: Rule = { text: iri };
const date: Rule = { text: instant };
const person: Rule = {
  children: { name: ['1', { text: words }], uri: ['?', { text: iri }], email: ['?', { text: /^\S+@\S+$/ }] },
};
const category: Rule = { attributes: { 'term!': words, scheme: iri, label: words } };
const price: Rule = { attributes: { 'currencycode!': /^[A-Z]{3}$/ }, text: /^\d+(\.\d+)?$/ };

const link: Rule = {
  attributes: {
    'href!': address,
    rel: /^([a-z-]+|https?:\/\/\S+)$/,
    type: media,
    hreflang: language,
    title: words,
    length: number,
    'opds:facetGroup': words,
    'opds:activeFacet': /^true$/,
    'thr:count': number,
  },
  foreign: { 'opds price': ['*', price] },
};

/** "atom:feed and atom:entry MUST NOT contain more than one link with rel=alternate of the same type and hreflang." */
function alternates(tree: Tree): (string | false)[] {
  const same = all(tree, 'link').filter(({ attributes }) => (attributes.rel ?? 'alternate') === 'alternate');
  const kinds = same.map(({ attributes }) => `${attributes.type} ${attributes.hreflang}`);
  return [new Set(kinds).size < kinds.length && 'two alternate links of one type'];
}

const entry: Rule = {
  children: {
    id: ['1', id],
    title: ['1', plainText],
    updated: ['1', date],
    published: ['?', date],
    author: ['*', person],
    contributor: ['*', person],
    category: ['*', category],
    summary: ['?', plainText],
    content: ['?', { attributes: { type: /^(text|html)$/, src: address }, text: words }],
    link: ['*', link],
    rights: ['?', plainText],
  },
  foreign: {
    'dc identifier': ['?', { text: /^urn:isbn:97[89]\d{10}$/ }],
    'dc publisher': ['?', { text: words }],
    'dc language': ['?', { text: language }],
    'dc issued': ['?', { text: /^-?\d{4,}(-\d\d(-\d\d)?)?$/ }],
    'dc extent': ['?', { text: words }],
  },
  check: (tree) => {
    const has = (name: string) => all(tree, name).length > 0;
    const alternate = all(tree, 'link').some(({ attributes }) => (attributes.rel ?? 'alternate') === 'alternate');
    return [!has('content') && !alternate && 'neither content nor an alternate link', ...alternates(tree)];
  },
};

/** Every author is told by the entry or by the feed, and ids name one entry each. */
function feedAsWhole(tree: Tree): (string | false)[] {
  const entries = all(tree, 'entry');
  const ids = entries.map((one) => all(one, 'id')[0]?.text);
  const self = all(tree, 'link').filter(({ attributes }) => attributes.rel === 'self');
  return [
    all(tree, 'author').length === 0 && entries.some((one) => all(one, 'author').length === 0) && 'nobody wrote it',
    new Set(ids).size < ids.length && 'an id twice',
    self.length !== 1 && `${self.length} links to itself`,
    ...alternates(tree),
  ];
}

const feed: Rule = {
  children: {
    id: ['1', id],
    title: ['1', plainText],
    subtitle: ['?', plainText],
    updated: ['1', date],
    author: ['*', person],
    contributor: ['*', person],
    category: ['*', category],
    generator: ['?', { attributes: { uri: iri, version: words }, text: words }],
    icon: ['?', { text: address }],
    logo: ['?', { text: address }],
    rights: ['?', plainText],
    link: ['*', link],
    entry: ['*', entry],
  },
  foreign: {
    'opensearch totalResults': ['?', { text: number }],
    'opensearch startIndex': ['?', { text: number }],
    'opensearch itemsPerPage': ['?', { text: number }],
    'opensearch Query': [
      '*',
      {
        attributes: { 'role!': /^(request|example|related|correction|subset|superset)$/, searchTerms: shapes.anything },
      },
    ],
  },
  check: feedAsWhole,
};

const others = {
  opensearch: 'http://a9.com/-/spec/opensearch/1.1/',
  opds: 'http://opds-spec.org/2010/catalog',
  dc: 'http://purl.org/dc/terms/',
};
const space = 'http://www.w3.org/2005/Atom';

export const atom: Grammar = { space, root: 'feed', rule: feed, others };

const relOf = ({ attributes }: Tree): string => attributes.rel ?? 'alternate';
const typeOf = ({ attributes }: Tree): string => attributes.type ?? '';
const catalogue = /^application\/atom\+xml;\s?profile=opds-catalog(;\s?kind=(navigation|acquisition))?$/;
const pictures = /^image\/(png|jpeg|gif)$/;

/** What any OPDS feed has: a way to the entrance, and facets that say which group they are of. */
function opdsLinks(tree: Tree): (string | false)[] {
  const every = all(tree, 'link');
  const start = every.filter((one) => relOf(one) === 'start');
  const facets = every.filter((one) => relOf(one) === 'http://opds-spec.org/facet');
  const groups = Map.groupBy(facets, ({ attributes }) => attributes['opds:facetGroup']);
  const search = every.filter((one) => relOf(one) === 'search');
  return [
    start.length !== 1 && `${start.length} links to the entrance`,
    start.some((one) => !catalogue.test(typeOf(one))) && 'the entrance is no catalogue',
    search.some((one) => typeOf(one) !== 'application/opensearchdescription+xml') && 'the search is none',
    facets.some(({ attributes }) => !attributes.title) && 'a facet without a title',
    groups.has(undefined) && 'a facet of no group',
    ...[...groups].map(([name, group]) => {
      const active = group.filter(({ attributes }) => attributes['opds:activeFacet']);
      return active.length > 1 && `${active.length} active facets of ${name}`;
    }),
  ];
}

/** "Acquisition entries MUST contain a link with an acquisition relation"; pictures are of dots, prices at links to buy. */
function acquisitionEntry(tree: Tree): (string | false)[] {
  const every = all(tree, 'link');
  const ways = every.filter((one) => relOf(one).startsWith('http://opds-spec.org/acquisition'));
  const images = every.filter((one) => relOf(one).startsWith('http://opds-spec.org/image'));
  return [
    ways.length === 0 && 'no way to get it',
    ways.some((one) => relOf(one).endsWith('/buy') && all(one, 'price').length === 0) && 'no price',
    ways.some((one) => typeOf(one) === '') && 'a way of no type',
    images.length === 0 && 'no picture',
    images.some((one) => !pictures.test(typeOf(one))) && 'a picture that is a drawing',
  ];
}

/** "Navigation entries MUST have a link to a catalogue", and say what is behind it. */
function navigationEntry(tree: Tree): (string | false)[] {
  const ways = all(tree, 'link').filter((one) => catalogue.test(typeOf(one)));
  return [ways.length !== 1 && `${ways.length} ways on`, all(tree, 'content').length !== 1 && 'no content'];
}

const withEntries = (check: (tree: Tree) => (string | false | undefined)[]): Rule => ({
  ...feed,
  children: {
    ...feed.children,
    entry: ['*', { ...entry, check: (tree) => [...(entry.check?.(tree) ?? []), ...check(tree)] }],
  },
  check: (tree) => [...feedAsWhole(tree), ...opdsLinks(tree)],
});

export const opdsAcquisition: Grammar = { ...atom, rule: withEntries(acquisitionEntry) };
export const opdsNavigation: Grammar = { ...atom, rule: withEntries(navigationEntry) };

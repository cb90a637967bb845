// sitemaps.org 0.9: what sitemap.xsd and siteindex.xsd say, and what the protocol adds in words (counts, sizes, hosts).

import type { Tree } from '#tests/support/xml-tree';
import { type Grammar, type Rule, shapes } from './grammar.ts';

const space = 'http://www.sitemaps.org/schemas/sitemap/0.9';
const most = 50_000;

const loc: Rule = {
  text: shapes.address,
  check: ({ text }) => [(text.length < 12 || text.length > 2048) && `loc has ${text.length} characters`],
};
/** xsd:date or xsd:dateTime. */
const lastmod: Rule = { text: /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?$/ };

const enough = ({ children }: Tree) => [children.length > most && `${children.length} where ${most} are allowed`];
const noTwice = ({ children }: Tree) => {
  const seen = children.map((child) => child.children.find(({ name }) => name === 'loc')?.text);
  return [new Set(seen).size < seen.length && 'the same address twice'];
};

export const sitemap: Grammar = {
  space,
  root: 'urlset',
  rule: {
    children: {
      url: [
        '+',
        {
          inOrder: true,
          children: {
            loc: ['1', loc],
            lastmod: ['?', lastmod],
            changefreq: ['?', { text: /^(always|hourly|daily|weekly|monthly|yearly|never)$/ }],
            priority: ['?', { text: /^(0(\.\d+)?|1(\.0+)?)$/ }],
          },
        },
      ],
    },
    check: (tree) => [...enough(tree), ...noTwice(tree)],
  },
};

export const sitemapIndex: Grammar = {
  space,
  root: 'sitemapindex',
  rule: {
    children: { sitemap: ['+', { inOrder: true, children: { loc: ['1', loc], lastmod: ['?', lastmod] } }] },
    check: (tree) => [...enough(tree), ...noTwice(tree)],
  },
};

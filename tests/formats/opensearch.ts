// OpenSearch 1.1 (draft 6), the description document.

import { type Grammar, type Rule, shapes } from './grammar.ts';

const upTo = (most: number): Rule => ({
  text: shapes.words,
  check: ({ text }) => [
    text.length > most && `${text.length} characters where ${most} are allowed`,
    /[<>]/.test(text) && 'markup',
  ],
});
const yesOrNo: Rule = { text: /^(true|false|TRUE|FALSE|0|1|yes|no)$/ };
/** Of the parameters of its own namespace. */
const parameters = /\{(searchTerms|count|startIndex|startPage|language|inputEncoding|outputEncoding)\??\}/g;

const address: Rule = {
  attributes: {
    'template!': shapes.words,
    'type!': shapes.media,
    rel: /^(results|suggestions|self|collection)( (results|suggestions|self|collection))*$/,
    indexOffset: shapes.number,
    pageOffset: shapes.number,
  },
  check: ({ attributes: { template = '', rel } }) => {
    const filled = template.replace(parameters, 'x');
    return [
      /[{}]/.test(filled) && `a parameter nobody knows in ${template}`,
      !shapes.address.test(filled) && `${template} is no address`,
      rel !== 'self' && !template.includes('{searchTerms}') && `${template} takes no words`,
    ];
  },
};

export const openSearch: Grammar = {
  space: 'http://a9.com/-/spec/opensearch/1.1/',
  root: 'OpenSearchDescription',
  rule: {
    children: {
      ShortName: ['1', upTo(16)],
      Description: ['1', upTo(1024)],
      Url: ['+', address],
      Contact: ['?', { text: /^\S+@\S+$/ }],
      Tags: ['?', upTo(256)],
      LongName: ['?', upTo(48)],
      Image: [
        '*',
        { attributes: { width: shapes.number, height: shapes.number, type: shapes.media }, text: shapes.address },
      ],
      Query: [
        '*',
        {
          attributes: {
            'role!': /^(request|example|related|correction|subset|superset)$/,
            searchTerms: shapes.words,
            title: shapes.words,
          },
        },
      ],
      Developer: ['?', upTo(64)],
      Attribution: ['?', upTo(256)],
      SyndicationRight: ['?', { text: /^(open|limited|private|closed)$/ }],
      AdultContent: ['?', yesOrNo],
      Language: ['*', { text: shapes.language }],
      InputEncoding: ['*', { text: shapes.words }],
      OutputEncoding: ['*', { text: shapes.words }],
    },
  },
};

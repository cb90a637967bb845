import { expect, test } from 'bun:test';
import { toLanguage } from './language.ts';

test.each([
  ['eng', 'en'],
  ['en-US', 'en'],
  ['en_GB', 'en'],
  ['EN', 'en'],
  ['fre', 'fr'],
  ['fra', 'fr'],
  ['ger', 'de'],
  ['per', 'fa'],
  ['rum', 'ro'],
  ['spa', 'es'],
  ['jpn', 'ja'],
  ['nl', 'nl'],
  ['fr/de', 'fr'],
  ['English', 'en'],
  ['german', 'de'],
  ['fur', 'fur'],
  ['enm', 'enm'],
])('%p is %p', (text, code) => {
  expect(toLanguage(text)).toBe(code);
});

test.each(['mul', 'und', 'zxx', 'xqx', 'x', '12', 'Gibberish', ''])('%p is no language', (text) => {
  expect(toLanguage(text)).toBeNull();
});

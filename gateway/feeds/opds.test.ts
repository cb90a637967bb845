import { expect, test } from 'bun:test';
import { aBook } from '../testing/rooms.ts';
import { summaryOf, tagOf } from './feed.ts';
import { wantsOpds2 } from './opds.ts';

test('JSON is for those who ask for it by name', () => {
  const json = [
    'application/opds+json',
    'application/json',
    'text/html, application/opds+json;q=0.9, */*;q=0.1',
    'application/atom+xml;q=0.5, application/opds+json',
    'APPLICATION/OPDS+JSON ; q=0.2',
  ];
  const xml = [
    null,
    '',
    '*/*',
    'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'application/atom+xml;profile=opds-catalog, application/opds+json;q=0.8',
    'application/opds+json;q=0',
    'application/opds+json;q=nonsense',
    'application/opds+jsonish',
  ];
  expect(json.filter((accept) => !wantsOpds2(accept))).toEqual([]);
  expect(xml.filter(wantsOpds2)).toEqual([]);
});

test('a name of a feed or book holds whatever its address becomes', () => {
  expect(tagOf('https://books.example:8443', 'books/7')).toBe('tag:books.example,2026:books/7');
  expect(tagOf('http://[::1]:3000', 'opds')).toBe('tag:::1,2026:opds');
});

test('a summary is short, whole words, and never half a sign', () => {
  expect(summaryOf(aBook({ description: '  ', author: 'Jane Austen' }))).toBe('By Jane Austen.');
  const long = summaryOf(aBook({ description: 'word '.repeat(400) }));
  expect([long.length <= 801, long.endsWith('word…')]).toEqual([true, true]);
  const endless = summaryOf(aBook({ description: `x${'📖'.repeat(900)}` }));
  expect([endless.length <= 801, endless.isWellFormed()]).toEqual([true, true]);
});

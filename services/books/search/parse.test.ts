import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { asksForNothing, parseSearch, plainOf, wantedOf, withWords, wordsOf, written } from './parse.ts';

describe('a search text is read as', () => {
  test.each([
    ['words, the last one perhaps unfinished', 'pride and prej', { words: ['pride', 'and'], prefix: 'prej' }],
    ['one unfinished word', 'drac', { words: [], prefix: 'drac' }],
    ['a phrase', '"the time machine"', { phrases: ['the time machine'], prefix: '' }],
    ['a phrase in printed quotes', '“the time machine”', { phrases: ['the time machine'] }],
    ['a phrase nobody closed', 'wells "time mach', { words: ['wells'], phrases: ['time mach'], prefix: '' }],
    ['a word not wanted', 'wells -time', { words: ['wells'], without: ['time'], prefix: '' }],
    ['a phrase not wanted', '-"time machine" wells', { without: ['time machine'], prefix: 'wells' }],
    ['a hyphen within a word', 'twenty-thousand leagues', { words: ['twenty-thousand'], prefix: 'leagues' }],
    ['a stop word that is a title', 'It', { words: [], prefix: 'It' }],
    ['words beside punctuation', 'crime & punishment', { words: ['crime'], prefix: 'punishment' }],
    ['a minus alone', 'crime - punishment', { words: ['crime'], without: [], prefix: 'punishment' }],
    ['other scripts', '源氏 物語', { words: ['源氏'], prefix: '物語' }],
    ['nothing', '  \t ', { words: [], phrases: [], prefix: '' }],
    ['nothing but signs', '" -- \' & | ! ( ) : * <->', { words: [], phrases: [], without: [], prefix: '' }],
  ])('%s', (_, text, expected) => expect(wantedOf(parseSearch(text))).toMatchObject(expected));

  test('all that is wanted, for whole titles', () => {
    expect(plainOf(parseSearch('the "war of" -time worlds'))).toBe('the war of worlds');
  });

  test('at most sixteen terms and two hundred characters', () => {
    expect(parseSearch('ab '.repeat(1000))).toHaveLength(16);
    expect(wordsOf(parseSearch('x'.repeat(1000)))[0]).toHaveLength(200);
  });
});

test('words can be read as others, and the whole written as it was typed', () => {
  const read = withWords(
    parseSearch('"the time" machin -"not this" -nor hg wels'),
    new Map([
      [0, 'machine'],
      [2, 'wells'],
    ]),
  );
  expect(written(read)).toBe('"the time" machine -"not this" -nor hg wells');
});

test('any text is read, and nothing the database would refuse is left in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const terms = parseSearch(text);
      const json = JSON.stringify(wantedOf(terms));
      expect(json).not.toMatch(/\\u/);
      expect(json.isWellFormed()).toBeTrue();
      expect(asksForNothing(terms)).toBe(plainOf(terms) === '');
      expect(parseSearch(written(terms)).length).toBe(terms.length);
    }),
  );
});

import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { asksForNothing, parseSearch } from './parse.ts';

describe('a search text is read as', () => {
  test.each([
    ['words, the last one perhaps unfinished', 'pride and prej', { words: ['pride', 'and'], prefix: 'prej' }],
    ['one unfinished word', 'drac', { words: [], prefix: 'drac' }],
    ['a phrase', '"the time machine"', { phrases: ['the time machine'], prefix: null }],
    ['a phrase in printed quotes', '“the time machine”', { phrases: ['the time machine'] }],
    ['a phrase nobody closed', 'wells "time mach', { words: ['wells'], phrases: ['time mach'], prefix: null }],
    ['a word not wanted', 'wells -time', { words: ['wells'], without: ['time'], prefix: null }],
    ['a phrase not wanted', '-"time machine" wells', { without: ['time machine'], prefix: 'wells' }],
    ['a hyphen within a word', 'twenty-thousand leagues', { words: ['twenty-thousand'], prefix: 'leagues' }],
    ['a stop word that is a title', 'It', { words: [], prefix: 'It' }],
    ['words beside punctuation', 'crime & punishment', { words: ['crime'], prefix: 'punishment' }],
    ['a minus alone', 'crime - punishment', { words: ['crime'], without: [], prefix: 'punishment' }],
    ['other scripts', '源氏 物語', { words: ['源氏'], prefix: '物語' }],
    ['nothing', '  \t ', { words: [], phrases: [], prefix: null }],
    ['nothing but signs', '" -- \' & | ! ( ) : * <->', { words: [], phrases: [], without: [], prefix: null }],
  ])('%s', (_, text, expected) => expect(parseSearch(text)).toMatchObject(expected));

  test('all that is wanted, for whole titles', () => {
    expect(parseSearch('the "war of" -time worlds').plain).toBe('the war of worlds');
  });

  test('at most sixteen terms and two hundred characters', () => {
    const { words, prefix } = parseSearch('ab '.repeat(1000));
    expect(words.length + (prefix === null ? 0 : 1)).toBe(16);
    expect(parseSearch('x'.repeat(1000)).prefix).toHaveLength(200);
  });
});

test('any text is read, and nothing the database would refuse is left in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const read = parseSearch(text);
      const texts = [...read.words, ...read.phrases, ...read.without, read.prefix ?? '', read.plain];
      expect(texts.join('').isWellFormed()).toBeTrue();
      expect(texts.join('')).not.toMatch(/\p{Cc}/u);
      expect(asksForNothing(read)).toBe(read.plain === '');
    }),
  );
});

import { expect, test } from 'bun:test';
import { parseSearch, written } from './parse.ts';
import { type Alternatives, readingsOf, withInitials } from './readings.ts';

const known: Alternatives = { known: true, others: [] };
const unknown = (...others: [string, number][]): Alternatives => ({
  known: false,
  others: others.map(([word, cost]) => ({ word, cost })),
});
const read = (q: string, words: Alternatives[]) => readingsOf(parseSearch(q), words).map(written);

test('a word that no book has is read as what is near it, the nearest first', () => {
  expect(read('the hobit', [known, unknown(['hobbit', 1.2], ['habit', 2.1])])).toEqual(['the hobbit', 'the habit']);
});

test('several of them are read together, in every combination', () => {
  expect(read('hary poter', [unknown(['harry', 1], ['mary', 1.5]), unknown(['peter', 1.2], ['potter', 1.4])])).toEqual([
    'harry peter',
    'harry potter',
    'mary peter',
    'mary potter',
  ]);
});

test('a word that resembles nothing stays as it is', () => {
  expect(read('xqzv hobit', [unknown(), unknown(['hobbit', 1])])).toEqual(['xqzv hobbit']);
  expect(read('xqzv', [unknown()])).toEqual([]);
});

test('where each word is known, one at a time is read as another', () => {
  const words = [known, { known: true, others: [{ word: 'world', cost: 1 }] }];
  expect(read('new word', words)).toEqual(['new world']);
});

test('phrases and what is not wanted are left alone', () => {
  expect(read('"of mice" steinbek -men', [unknown(['steinbeck', 1])])).toEqual(['"of mice" steinbeck -men']);
});

test('initials typed together are also read apart, and only such', () => {
  const words = withInitials(parseSearch('jrr tolkien 451'), [unknown(['jar', 1.5]), known, known]);
  expect(words).toEqual([unknown(['j r r', 0.6], ['jar', 1.5]), known, known]);
  expect(read('jrr tolkien 451', words)).toEqual(['j r r tolkien 451', 'jar tolkien 451']);
});

test('sixteen mistyped words have at most forty readings', () => {
  const five = unknown(['a', 1], ['b', 1.1], ['c', 1.2], ['d', 1.3], ['e', 1.4]);
  const readings = read('w '.repeat(16), Array<Alternatives>(16).fill(five));
  expect(readings).toHaveLength(40);
  expect(readings[0]).toBe('a '.repeat(16).trim());
});

import { describe, expect, test } from 'bun:test';
import { coverName, coverTitle, initialOf, plain, readsRightToLeft, shelfName } from './wording.ts';

describe('a title on a cover', () => {
  test.each([
    ['The Hunger Games (The Hunger Games, #1)', 'The Hunger Games'],
    ['(Series, #1)', '(Series, #1)'],
    ['Emma: A Novel', 'Emma: A Novel'],
    ['Bitter Is the New Black: Confessions of a Condescending, Egomaniacal Smartass', 'Bitter Is the New Black'],
    ['The Yellow Wallpaper\nA story', 'The Yellow Wallpaper: A story'],
    [
      'The Project of the Constitution\r\nWith notes on everything that came after it',
      'The Project of the Constitution',
    ],
    ['A Portrait of the Artist as a Young Man (Penguin Modern Classics)', 'A Portrait of the Artist as a Young Man'],
    [
      'The Philippine Islands, 1493-1898, and all of their volumes',
      'The Philippine Islands, 1493–1898, and all of their volumes',
    ],
    ['Frankenstein, or, The Modern Prometheus and other stories', 'Frankenstein'],
    [
      'X: the one-letter title that keeps what follows after all',
      'X: the one-letter title that keeps what follows after all',
    ],
    ['The memoirs (as he called them — in jest) of a very old and very tired man', 'The memoirs'],
  ])('%p is %p', (title, expected) => {
    expect(coverTitle(title)).toBe(expected);
  });

  test('a title page that never ends stops at a comma, and says so', () => {
    const title =
      'A Treatise of Cleanness in Meats and Drinks, of the Preparation of Food, the Excellency of Good Airs and the Benefits of Clean Sweet Beds';
    expect(coverTitle(title)).toBe('A Treatise of Cleanness in Meats and Drinks…');
  });

  test.each([
    [`"Nobody's" Fool`, '“Nobody’s” Fool'],
    [`'Salem's Lot`, '’Salem’s Lot'],
    ["The 'Blue' Book", 'The ‘Blue’ Book'],
    ['Rock -- Paper', 'Rock—Paper'],
    ['Wait...', 'Wait…'],
  ])('%p is set as %p', (title, expected) => {
    expect(coverTitle(title)).toBe(expected);
  });

  test.each([
    ['Cats 🐱 and 🐶 Dogs', 'Cats and Dogs'],
    ['🐱🐶', '🐱🐶'],
    ['Big Macs™ ©1990', 'Big Macs™ ©1990'],
    ['  a \u200b\u202e b\u0000\u0007 ', 'a b'],
    ['e\u0301tude', 'étude'],
    ['\ud800broken\udc00', 'broken'],
    ['\ufffe\uffff', ''],
  ])('%p is cleaned to %p', (title, expected) => {
    expect(plain(title)).toBe(expected);
  });

  test('a letter keeps three accents of a thousand', () => {
    expect(plain(`x${'\u0337'.repeat(1000)}y`)).toBe('x\u0337\u0337\u0337y');
  });

  test('joiners stay where a script needs them', () => {
    expect(plain('می\u200cخواهم')).toBe('می\u200cخواهم');
    expect(plain('zero\u200cwidth')).toBe('zerowidth');
  });

  test('a very long title is not read to its end', () => {
    expect(plain('long '.repeat(300_000)).length).toBeLessThanOrEqual(320);
    expect(coverTitle('many\nlines\n'.repeat(100_000)).length).toBeLessThan(2000);
  });
});

describe('the large initial', () => {
  test.each([
    ['The Odyssey', 'O'],
    ['L’Étranger', 'É'],
    ['An Ideal Husband', 'I'],
    ['The', 'T'],
    ['“Hello”', 'H'],
    ['1984', '1'],
    ['Война и мир', 'В'],
    ['紅樓夢', '紅'],
    ['a', 'A'],
    ['…', undefined],
    ['', undefined],
  ])('of %p is %p', (title, expected) => {
    expect(initialOf(title)).toBe(expected);
  });
});

test('shelves are named as they are spoken', () => {
  expect(shelfName('science-fiction')).toBe('Science fiction');
  expect(shelfName('')).toBe('');
  expect(shelfName(undefined)).toBe('');
});

test('names are clean and keep their order', () => {
  expect(coverName("  Flann  O'Brien\n")).toBe('Flann O’Brien');
});

test('a text reads in the direction of its first letter', () => {
  expect(readsRightToLeft('1: עיר מקלט')).toBe(true);
  expect(readsRightToLeft('عائد (Returning)')).toBe(true);
  expect(readsRightToLeft('Returning (عائد)')).toBe(false);
  expect(readsRightToLeft('1984')).toBe(false);
});

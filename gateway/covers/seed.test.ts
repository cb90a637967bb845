import { describe, expect, test } from 'bun:test';
import { bookSeed, type CoverBook, contentHash, randomFrom } from './seed.ts';

const dracula: CoverBook = { key: '9780141439846', title: 'Dracula', author: 'Bram Stoker', shelf: 'horror' };

describe('the content hash', () => {
  test('is the same today as when these addresses were first handed out', () => {
    expect(contentHash(dracula, 1)).toBe('85x3crncxy');
    expect(contentHash({ key: '1', title: '紅樓夢', author: '' }, 1)).toBe('gsbkcfxnd6');
  });

  test('is ten letters and digits, none of which are taken for each other', () => {
    for (let index = 0; index < 500; index++) {
      expect(contentHash({ ...dracula, key: String(index) }, 1)).toMatch(/^[0-9a-hjkmnp-tv-z]{10}$/);
    }
  });

  test.each([
    ['key', { key: '9780141439847' }],
    ['title', { title: 'Dracula ' }],
    ['author', { author: 'Abraham Stoker' }],
    ['shelf', { shelf: 'classics' }],
    ['salt', { salt: 1 }],
  ])('changes with the %s', (_, change) => {
    expect(contentHash({ ...dracula, ...change }, 1)).not.toBe(contentHash(dracula, 1));
  });

  test('changes with the version of the designs', () => {
    expect(contentHash(dracula, 2)).not.toBe(contentHash(dracula, 1));
  });

  test('a letter that moves from title to author is another book', () => {
    const one = { key: '1', title: 'ab', author: 'c' };
    const two = { key: '1', title: 'a', author: 'bc' };
    expect(contentHash(one, 1)).not.toBe(contentHash(two, 1));
    expect(bookSeed(one)).not.toBe(bookSeed(two));
  });

  test('does not repeat among fifty thousand books', () => {
    const hashes = new Set<string>();
    for (let index = 0; index < 50_000; index++)
      hashes.add(contentHash({ key: String(index), title: 'Emma', author: '' }, 1));
    expect(hashes.size).toBe(50_000);
  });
});

describe('random choices', () => {
  test('are the same for the same seed and others for another', () => {
    const draw = (seed: number) => {
      const random = randomFrom(seed);
      return [random.next(), random.between(5, 9), random.chance(0.5), random.pick(['a', 'b', 'c'])];
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  test('stay in their range and use all of it', () => {
    const random = randomFrom(1);
    const numbers = Array.from({ length: 5000 }, () => random.between(10, 20));
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(10);
    expect(Math.min(...numbers)).toBeLessThan(10.1);
    expect(Math.max(...numbers)).toBeLessThan(20);
    expect(Math.max(...numbers)).toBeGreaterThan(19.9);
    expect(new Set(Array.from({ length: 200 }, () => random.pick([1, 2, 3])))).toEqual(new Set([1, 2, 3]));
  });
});

// Hashing and pseudo-random numbers. Written out here, because a cover must stay the same for years, on every
// machine and with every version of the runtime.

/** The book as the covers see it: `key` is its ISBN-13 or id, `shelf` a category slug, `salt` staff's "try another". */
export type CoverBook = { key: string; title: string; author: string; shelf?: string; salt?: number };

/** Random choices drawn from one seed, always in the same order. */
export type Random = {
  /** A number from 0 up to, not including, 1. */
  next(): number;
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(choices: readonly [T, ...T[]]): T;
};

/** A well-mixed unsigned 32-bit hash of a text; `basis` gives independent hashes of the same text. */
export function hash32(text: string, basis = 2166136261): number {
  let hash = basis;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 16777619);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** What decides the drawing apart from the shelf, so that a book moved to another shelf keeps its layout. */
export function bookSeed(book: CoverBook): number {
  return hash32(fields([book.key, book.title, book.author, String(book.salt ?? 0)]));
}

/** Ten characters naming the content of a cover: its inputs and the version of the designs. */
export function contentHash(book: CoverBook, version: number): string {
  const text = fields([String(version), book.key, book.title, book.author, book.shelf ?? '', String(book.salt ?? 0)]);
  return fiveLetters(hash32(text)) + fiveLetters(hash32(text, 0x5bd1e995));
}

/** Mulberry32: small, fast, and good enough for ornaments. */
export function randomFrom(seed: number): Random {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    chance: (probability) => next() < probability,
    pick: (choices) => choices[Math.floor(next() * choices.length)] ?? choices[0],
  };
}

/** Lengths keep neighbours apart: title "ab", author "c" must not hash as title "a", author "bc". */
function fields(values: string[]): string {
  return values.map((value) => `${value.length}:${value}`).join();
}

// No l, o, u or i: these hashes are read aloud and typed when a cached picture is hunted down.
const letters = '0123456789abcdefghjkmnpqrstvwxyz';

function fiveLetters(hash: number): string {
  let text = '';
  for (let shift = 0; shift < 25; shift += 5) text += letters.charAt((hash >>> shift) & 31);
  return text;
}

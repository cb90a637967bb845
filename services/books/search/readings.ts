// How a text may have been meant where no book has all of its words. Pure: the words that are near come from outside.

import { type SearchText, withWords } from './parse.ts';

/** A word of the text: whether any book has it, and what it may have meant instead, each at a cost. */
export type Alternatives = { known: boolean; others: { word: string; cost: number }[] };

const mostReadings = 40;

export const everyWordKnown = (words: Alternatives[]): boolean => words.every(({ known }) => known);

/**
 * Readings of the text, the likeliest first. Words that no book has are all read as others, in every combination; where
 * each word is known, but not beside the others, one of them at a time is.
 */
export function readingsOf(text: SearchText, words: Alternatives[]): SearchText[] {
  const unknown = words.flatMap(({ known, others }, at) => (known || others.length === 0 ? [] : [at]));
  const changes = everyWordKnown(words) ? singleChanges(words) : combinations(words, unknown);
  return changes
    .toSorted((a, b) => a.cost - b.cost)
    .slice(0, mostReadings)
    .map(({ meant }) => withWords(text, meant));
}

type Change = { meant: ReadonlyMap<number, string>; cost: number };

const singleChanges = (words: Alternatives[]): Change[] =>
  words.flatMap(({ others }, at) => others.map(({ word, cost }) => ({ meant: new Map([[at, word]]), cost })));

function combinations(words: Alternatives[], places: number[]): Change[] {
  if (places.length === 0) return [];
  let found: Change[] = [{ meant: new Map(), cost: 0 }];
  for (const at of places) {
    const longer = found.flatMap(({ meant, cost }) =>
      (words[at]?.others ?? []).map((other) => ({
        meant: new Map([...meant, [at, other.word] as const]),
        cost: cost + other.cost,
      })),
    );
    // Kept short at every word, or many mistyped words would have thousands of combinations.
    found = longer.toSorted((a, b) => a.cost - b.cost).slice(0, mostReadings);
  }
  return found;
}

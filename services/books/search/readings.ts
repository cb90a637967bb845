// How a text may have been meant where no book has all of its words. Pure: the words that are near come from outside.

import { type SearchText, withWords, wordsOf } from './parse.ts';

/** A word of the text: whether any book has it, and what it may have meant instead, each at a cost. */
export type Alternatives = { known: boolean; others: { word: string; cost: number }[] };

const mostReadings = 40;

/** A likelier slip than a wrong letter, a little less likely than two that changed places. */
const initialsCost = 0.6;

/** "jrr" may also be "j r r": names are kept with their initials apart, and typed together. */
export const withInitials = (text: SearchText, words: Alternatives[]): Alternatives[] => {
  const typed = wordsOf(text);
  return words.map(({ known, others }, at) => {
    const word = typed[at] ?? '';
    if (!/^\p{L}{2,3}$/u.test(word)) return { known, others };
    return { known, others: [{ word: [...word.toLowerCase()].join(' '), cost: initialsCost }, ...others] };
  });
};

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

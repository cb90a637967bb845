// What somebody typed into a search box, read as words, quoted phrases and things not wanted. Pure text work: folding of
// case and accents is the database's, so that there is only one way to do it.

export type SearchText = {
  /** Words that must all occur. */
  words: string[];
  phrases: string[];
  /** Words and phrases that must not occur. */
  without: string[];
  /** The last word, which may be the beginning of a longer one. */
  prefix: string | null;
  /** All that is wanted as one text, for comparison with whole titles. */
  plain: string;
};

type Term = { kind: 'word' | 'phrase' | 'without'; text: string };

const longestText = 200;
const mostTerms = 16;
const quotes = /["“”„‟«»]/g;
const term = /(-?)"([^"]*)"?|(\S+)/g;

/** Reads any text whatever; what makes no sense is left out. */
export function parseSearch(text: string): SearchText {
  const terms = readTerms(text);
  const wanted = terms.filter(({ kind }) => kind !== 'without');
  const last = terms.at(-1);
  const prefix = last?.kind === 'word' ? last.text : null;
  const words = textsOf(terms, 'word');
  return {
    words: prefix === null ? words : words.slice(0, -1),
    phrases: textsOf(terms, 'phrase'),
    without: textsOf(terms, 'without'),
    prefix,
    plain: wanted.map(({ text: part }) => part).join(' '),
  };
}

/** True where nothing is asked for, only perhaps things not wanted. */
export const asksForNothing = ({ words, phrases, prefix }: SearchText): boolean =>
  words.length === 0 && phrases.length === 0 && prefix === null;

const textsOf = (terms: Term[], wanted: Term['kind']): string[] =>
  terms.filter(({ kind }) => kind === wanted).map(({ text }) => text);

function readTerms(text: string): Term[] {
  // Control characters would be refused by the database, as would half of a surrogate pair.
  const clean = text
    .slice(0, longestText)
    .toWellFormed()
    .replace(/[\p{Cc}\ufffd]/gu, ' ')
    .replace(quotes, '"');
  const terms: Term[] = [];
  for (const [, minus, quoted, bare] of clean.matchAll(term)) {
    const read = quoted === undefined ? readBare(bare ?? '') : readQuoted(quoted, minus === '-');
    if (/[\p{L}\p{N}]/u.test(read.text)) terms.push(read);
  }
  return terms.slice(0, mostTerms);
}

const readQuoted = (text: string, unwanted: boolean): Term => ({
  kind: unwanted ? 'without' : 'phrase',
  text: text.trim(),
});

// A quote within a word belongs to no phrase: it is punctuation.
const readBare = (text: string): Term =>
  text.startsWith('-') ? { kind: 'without', text: text.replace(/^-+/, '') } : { kind: 'word', text };

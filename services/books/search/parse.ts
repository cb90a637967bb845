// What somebody typed into a search box, read as words, quoted phrases and things not wanted. Pure text work: folding of
// case and accents is the database's, so that there is only one way to do it.

/** A whole word is one that cannot be the beginning of a longer one. */
export type Term = { kind: 'word' | 'whole' | 'phrase' | 'without'; text: string };
/** In the order in which they were typed. */
export type SearchText = readonly Term[];

/** What the SQL function `search_query` takes. The prefix is a last word that may be the beginning of a longer one. */
export type Wanted = { words: string[]; phrases: string[]; without: string[]; prefix: string };

const longestText = 200;
const mostTerms = 16;
const quotes = /["“”„‟«»]/g;
const term = /(-?)"([^"]*)"?|(\S+)/g;

/** Reads any text whatever; what makes no sense is left out. At most 16 terms. */
export function parseSearch(text: string): SearchText {
  // Control characters would be refused by the database, as would half of a surrogate pair.
  const clean = text
    .slice(0, longestText)
    .toWellFormed()
    .replace(/[\p{Cc}\ufffd]/gu, ' ')
    .replace(quotes, '"');
  const terms = [...clean.matchAll(term)].map(([, minus, quoted, bare]) =>
    quoted === undefined ? readBare(bare ?? '') : readQuoted(quoted, minus === '-'),
  );
  return terms.filter(({ text: read }) => /[\p{L}\p{N}]/u.test(read)).slice(0, mostTerms);
}

const readQuoted = (text: string, unwanted: boolean): Term => ({
  kind: unwanted ? 'without' : 'phrase',
  text: text.trim(),
});

const readBare = (text: string): Term =>
  text.startsWith('-') ? { kind: 'without', text: text.replace(/^-+/, '') } : { kind: 'word', text };

/** True where nothing is asked for, only perhaps things not wanted. */
export const asksForNothing = (terms: SearchText): boolean => terms.every(({ kind }) => kind === 'without');

export const wordsOf = (terms: SearchText): string[] => textsOf(terms, 'word', 'whole');

const textsOf = (terms: SearchText, ...wanted: Term['kind'][]): string[] =>
  terms.filter(({ kind }) => wanted.includes(kind)).map(({ text }) => text);

/** True where the last term is a word, so that it may be unfinished. */
export const endsInWord = (terms: SearchText): boolean => terms.at(-1)?.kind === 'word';

export function wantedOf(terms: SearchText): Wanted {
  const words = wordsOf(terms);
  const prefix = endsInWord(terms) ? (words.pop() ?? '') : '';
  return { words, phrases: textsOf(terms, 'phrase'), without: textsOf(terms, 'without'), prefix };
}

/** All that is wanted as one text, for comparison with whole titles and names. */
export const plainOf = (terms: SearchText): string =>
  terms
    .filter(({ kind }) => kind !== 'without')
    .map(({ text }) => text)
    .join(' ');

/** The same with some of its words (counted from 0 among the words alone) read as others, which are whole words. */
export function withWords(terms: SearchText, meant: ReadonlyMap<number, string>): SearchText {
  let at = -1;
  return terms.map((each) => {
    if (each.kind !== 'word' && each.kind !== 'whole') return each;
    at += 1;
    const text = meant.get(at);
    return text === undefined ? each : { kind: 'whole', text };
  });
}

/** As a person would type it. */
export const written = (terms: SearchText): string =>
  terms
    .map(({ kind, text }) => {
      if (kind === 'phrase') return `"${text}"`;
      if (kind === 'without') return text.includes(' ') ? `-"${text}"` : `-${text}`;
      return text;
    })
    .join(' ');

// Searching as a reader expects it: as typed first; where no book has the words, as they may have been meant.

import type { Query } from '#kit/database';
import type { Window } from '#kit/page';
import { toIsbn13 } from '../isbn.ts';
import type { Filter } from '../repository/filter.ts';
import { listBooks } from '../repository/list.ts';
import { alternativesFor, firstFound, type Hits, resemblingBooks, searchBooks, titleOf } from '../repository/search.ts';
import { type AuthorSuggestion, type BookSuggestion, suggestAuthors, suggestBooks } from '../repository/suggest.ts';
import { asksForNothing, parseSearch, plainOf, type SearchText, written } from './parse.ts';
import { everyWordKnown, readingsOf, withInitials } from './readings.ts';

export type SearchResult = Hits & { didYouMean: string | null };

const nothing: SearchResult = { rows: [], count: 0, best: null, didYouMean: null };

/** Any text gives a result. An ISBN in any spelling gives its book; filters narrow what is found, not what is understood. */
export async function search(query: Query, q: string, filter: Filter, window: Window): Promise<SearchResult> {
  const isbn = toIsbn13(q);
  const book = isbn === null ? null : await bookByIsbn(query, isbn, filter);
  // Ten digits may also be the beginning of thirteen.
  if (book && book.count > 0) return book;
  const text = parseSearch(q);
  if (asksForNothing(text)) return nothing;
  const hits = await searchBooks(query, text, filter, window);
  if (hits.count > 0 || (await firstFound(query, [text]))) return { ...hits, didYouMean: null };
  const words = withInitials(text, await alternativesFor(query, text));
  // Words that all exist are a slip only where they come together in a name.
  const meant = await firstFound(query, readingsOf(text, words), everyWordKnown(words) ? 'in names' : 'anywhere');
  if (meant) return { ...(await searchBooks(query, meant, filter, window)), didYouMean: written(meant) };
  return resembling(query, text, filter, window);
}

async function bookByIsbn(query: Query, isbn: string, filter: Filter): Promise<SearchResult> {
  const { rows, count } = await listBooks(query, { ...filter, isbn }, { limit: 1, cursor: null, ordering: 'id' });
  return { rows: rows.map((book) => ({ book, score: 0 })), count, best: rows[0]?.id ?? null, didYouMean: null };
}

// Shorter texts resemble everything.
const shortestAlike = 4;

async function resembling(query: Query, text: SearchText, filter: Filter, window: Window): Promise<SearchResult> {
  // Who puts words in quotes wants exactly these, and who names words not wanted would be given them.
  const exact = text.some(({ kind }) => kind === 'phrase' || kind === 'without');
  if (exact || plainOf(text).length < shortestAlike) return nothing;
  const hits = await resemblingBooks(query, text, filter, window);
  return { ...hits, didYouMean: hits.best === null ? null : await titleOf(query, hits.best) };
}

const [mostSuggestions, mostAuthors, shortestStart] = [8, 3, 2];

/** At most eight titles and authors for what has been typed so far; nothing for a single letter. */
export async function suggest(
  query: Query,
  q: string,
): Promise<{ books: BookSuggestion[]; authors: AuthorSuggestion[] }> {
  const text = parseSearch(q);
  if (asksForNothing(text) || plainOf(text).length < shortestStart) return { books: [], authors: [] };
  const authors = await suggestAuthors(query, text, mostAuthors);
  return { books: await suggestBooks(query, text, mostSuggestions - authors.length), authors };
}

// What drops under the search box while one types: a plain list of links, reached with Tab.

import type { Category, Suggestion } from '#services/books/model';
import { attribute } from '../parts/attribute.ts';
import { Price } from '../parts/price.tsx';
import { counted } from '../parts/words.ts';
import { url } from '../urls.ts';

/** A fragment for `#suggestions`; the number goes to the status line beside it. Nothing found is an empty answer. */
export type SuggestionsProps = {
  q: string;
  suggestions: readonly Suggestion[];
  /** Shelves whose names begin so. */
  shelves: readonly Category[];
  currency: string;
};

export function Suggestions({ q, suggestions, shelves, currency }: SuggestionsProps): JSX.Element {
  const count = suggestions.length + shelves.length;
  return (
    <>
      {count === 0 ? null : (
        <ul>
          {suggestions.map((suggestion) => (
            <li>
              <SuggestionLink suggestion={suggestion} currency={currency} />
            </li>
          ))}
          {shelves.map(({ slug, name }) => (
            <li>
              <a href={url.shelf(slug)}>
                <span safe>{name}</span>
                <small>shelf</small>
              </a>
            </li>
          ))}
          <li>
            <a href={attribute(url.search(q))}>
              <span>
                All results for <q safe>{q}</q>
              </span>
            </a>
          </li>
        </ul>
      )}
      <hx-partial hx-target="#suggestions-count" hx-swap="innerHTML">
        <span safe>{counted(count, 'suggestion')}</span>
      </hx-partial>
    </>
  );
}

function SuggestionLink({ suggestion, currency }: { suggestion: Suggestion; currency: string }): JSX.Element {
  if (suggestion.kind === 'author' || suggestion.book_id === null)
    return (
      <a href={url.author(suggestion.slug)}>
        <span dir="auto" safe>
          {suggestion.text}
        </span>
        <small>author</small>
      </a>
    );
  return (
    <a href={url.book({ id: suggestion.book_id, isbn: suggestion.isbn, slug: suggestion.slug })}>
      <span dir="auto" safe>
        {suggestion.text}
      </span>
      <small>
        <span safe>{suggestion.author ?? ''}</span>{' '}
        {suggestion.price === null ? null : <Price amount={suggestion.price} currency={currency} />}
      </small>
    </a>
  );
}

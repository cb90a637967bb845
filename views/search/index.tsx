import type { Author, Category } from '#services/books/model';
import { type ListData, Listing } from '../books/listing.tsx';
import { attribute } from '../parts/attribute.ts';
import { counted } from '../parts/words.ts';
import { url } from '../urls.ts';

export type SearchProps = ListData & {
  /** What was asked, as typed. */
  q: string;
  /** How the search read a mistyped word, or null. */
  didYouMean: string | null;
  /** Authors and shelves whose names match; a short band above the books. */
  authors: readonly Author[];
  shelves: readonly Category[];
};

export function SearchPage({ q, didYouMean, authors, shelves, ...list }: SearchProps): JSX.Element {
  const { page, filters } = list;
  const isEmpty = page.count === 0 && Object.values(filters).every((value) => !value);
  return (
    <>
      <h1>
        <span id="count" safe>
          {page.count_is_exact ? counted(page.count, 'book') : `More than ${counted(page.count, 'book')}`}
        </span>
        {' for '}
        <q dir="auto" safe>
          {q}
        </q>
      </h1>
      {didYouMean === null ? null : <DidYouMean q={didYouMean} isEmpty={isEmpty} />}
      <Matches authors={authors} shelves={shelves} />
      {isEmpty ? <NothingFound q={q} /> : <Listing {...list} address={(other) => url.search(q, other)} q={q} />}
    </>
  );
}

function DidYouMean({ q, isEmpty }: { q: string; isEmpty: boolean }): JSX.Element {
  return (
    <p class="lead">
      {isEmpty ? 'Did you mean ' : 'We read it as '}
      <a href={attribute(url.search(q))} safe>
        {q}
      </a>
      {isEmpty ? '?' : '.'}
    </p>
  );
}

function Matches({ authors, shelves }: Pick<SearchProps, 'authors' | 'shelves'>): JSX.Element {
  if (authors.length + shelves.length === 0) return '';
  return (
    <ul class="chips" aria-label="Authors and shelves of that name">
      {authors.map((author) => (
        <li>
          <a href={url.author(author.slug)}>
            <span safe>{author.name}</span> <span class="muted">{author.book_count}</span>
          </a>
        </li>
      ))}
      {shelves.map((shelf) => (
        <li>
          <a href={url.shelf(shelf.slug)}>
            Shelf: <span safe>{shelf.name}</span> <span class="muted">{shelf.book_count}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** Offers the same question with each of its words dropped. */
function NothingFound({ q }: { q: string }): JSX.Element {
  const shorter = withoutOneWord(q);
  return (
    <div class="prose">
      <p>
        We have no book that matches all of these words. A title, an author’s name or an ISBN is enough; a mistyped
        letter or two does no harm.
      </p>
      {shorter.length === 0 ? null : (
        <>
          <h2>With one word less</h2>
          <ul>
            {shorter.map((words) => (
              <li>
                <a href={attribute(url.search(words))} safe>
                  {words}
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
      <p>
        Or <a href={url.shelves()}>walk along the shelves</a>.
      </p>
    </div>
  );
}

function withoutOneWord(q: string): string[] {
  const words = q.trim().split(/\s+/).slice(0, 5);
  if (words.length < 2) return [];
  return [...new Set(words.map((_, left) => words.filter((_word, index) => index !== left).join(' ')))];
}

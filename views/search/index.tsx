import type { Author, Category } from '#services/books/model';
import { type ListData, Listing } from '../books/listing.tsx';
import { attribute } from '../parts/attribute.ts';
import { counted } from '../parts/words.ts';
import { url } from '../urls.ts';

export type SearchProps = ListData & {
  /** What was asked, as typed. */
  q: string;
  /** More was typed than is searched for. */
  wasCut: boolean;
  /** How the search read a mistyped word, or null. */
  didYouMean: string | null;
  /** Authors and shelves whose names match; a short band above the books. */
  authors: readonly Author[];
  shelves: readonly Category[];
  /** Where nothing was found: the same question with a word less. */
  shorter: readonly Shorter[];
};

/** `count` is null where nobody counted. */
export type Shorter = { q: string; count: number | null };

export function SearchPage({ q, wasCut, didYouMean, authors, shelves, shorter, ...list }: SearchProps): JSX.Element {
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
      {wasCut ? <p class="note notice">That was long: only its first 200 characters were searched for.</p> : null}
      {didYouMean === null ? null : <DidYouMean q={didYouMean} isEmpty={isEmpty} />}
      <Matches authors={authors} shelves={shelves} />
      {isEmpty ? (
        <NothingFound shorter={shorter} />
      ) : (
        <Listing {...list} address={(other) => url.search(q, other)} q={q} />
      )}
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
function NothingFound({ shorter }: Pick<SearchProps, 'shorter'>): JSX.Element {
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
            {shorter.map(({ q, count }) => (
              <li>
                <a href={attribute(url.search(q))} dir="auto" safe>
                  {q}
                </a>{' '}
                {count === null ? null : (
                  <span class="muted" safe>
                    {counted(count, 'book')}
                  </span>
                )}
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

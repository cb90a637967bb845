import type { Page } from '#kit/page';
import type { Book } from '#services/books/model';
import { BookCard } from '../books/card.tsx';
import type { CoverOf } from '../parts/cover.tsx';
import { Missing } from '../parts/empty.tsx';
import { cursorOf, Pager } from '../parts/pager.tsx';
import { counted } from '../parts/words.ts';
import { url } from '../urls.ts';

/** `reader` is a first name and initial; `count` may be more than the books that are still sold. */
export type SharedListProps = {
  secret: string;
  reader: string;
  count: number;
  books: readonly Book[];
  /** False while the catalogue is silent. */
  confirmed: boolean;
  links: Pick<Page<unknown>, 'next' | 'previous'>;
  coverOf: CoverOf;
};

export function SharedListPage(props: SharedListProps): JSX.Element {
  const { secret, reader, count, books, confirmed, links, coverOf } = props;
  const addressOf = (link: string | null) => {
    const cursor = cursorOf(link);
    return cursor === undefined ? null : url.sharedList(secret, cursor);
  };
  return (
    <>
      <h1>
        What{' '}
        <span dir="auto" safe>
          {reader}
        </span>{' '}
        wants to read
      </h1>
      <p class="lead" safe>{`${counted(count, 'book')} on the list, the latest first. Shared by a link.`}</p>
      {confirmed ? null : <Missing what="The books on it are" />}
      {confirmed && books.length === 0 ? (
        <p class="none">
          Nothing on it just now. <a href={url.shelves()}>Walk along the shelves</a> meanwhile.
        </p>
      ) : null}
      {books.length === 0 ? null : (
        <ul class="cards">
          {books.map((book, at) => (
            <BookCard book={book} coverOf={coverOf} early={at < 6} level={2} />
          ))}
        </ul>
      )}
      <Pager what="Books of the list" previous={addressOf(links.previous)} next={addressOf(links.next)} />
    </>
  );
}

import type { Page } from '#kit/page';
import type { Book } from '#services/books/model';
import { attribute } from '../parts/attribute.ts';
import type { CoverOf } from '../parts/cover.tsx';
import { Missing } from '../parts/empty.tsx';
import { type FormState, Tokens } from '../parts/form.tsx';
import { LineBook } from '../parts/lines.tsx';
import { cursorOf, Pager } from '../parts/pager.tsx';
import { Price } from '../parts/price.tsx';
import { isSoldOut, StockWord } from '../parts/stock.tsx';
import { url } from '../urls.ts';
import { Sharing, type SharingProps } from './sharing.tsx';

/** A book on the list; `book` is null where it left the shop or the catalogue is silent. */
export type ReadingItem = { bookId: number; note: string; book: Book | null };

export type ReadingListProps = {
  items: readonly ReadingItem[];
  /** Links of the list's own page; null where it is kept in the browser. */
  links: Pick<Page<unknown>, 'next' | 'previous'> | null;
  /** False where the list is kept in this browser alone, without notes. */
  hasAccount: boolean;
  /** False while the catalogue is silent. */
  confirmed: boolean;
  /** The order it is in, and whether it is short enough for every order. */
  order: string;
  canSort: boolean;
  /** Null where there is no account, or nobody can say. */
  sharing: SharingProps | null;
  form: FormState;
  coverOf: CoverOf;
};

const orders = [
  { value: '', label: 'Latest first' },
  { value: 'added_at', label: 'Earliest first' },
  { value: 'title', label: 'Title' },
  { value: 'price', label: 'Cheapest first' },
  { value: '-price', label: 'Dearest first' },
] as const;

export function ReadingListPage(props: ReadingListProps): JSX.Element {
  const { items, links, hasAccount, confirmed, order, sharing } = props;
  const addressOf = (link: string | null | undefined) => {
    const cursor = cursorOf(link ?? null);
    return cursor === undefined ? null : url.readingList({ ordering: order, cursor });
  };
  return (
    <>
      <h1>Your reading list</h1>
      {hasAccount ? null : (
        <p class="note">
          Kept in this browser. <a href={url.signIn(url.readingList())}>Sign in</a> to have it everywhere, with notes.
        </p>
      )}
      {confirmed ? null : <Missing what="The books on it are" />}
      {items.length === 0 ? (
        <p class="lead">
          Nothing on it yet. The page of every book has a button that puts it here.{' '}
          <a href={url.shelves()}>Walk along the shelves</a>.
        </p>
      ) : (
        <>
          {items.length > 1 || links?.previous ? <Sort {...props} /> : null}
          <ul class="plain reading">
            {items.map((item) => (
              <ReadingRow item={item} {...props} />
            ))}
          </ul>
        </>
      )}
      <Pager what="Reading list" previous={addressOf(links?.previous)} next={addressOf(links?.next)} />
      {sharing === null ? null : <Sharing {...sharing} />}
    </>
  );
}

function Sort({ order, canSort }: Pick<ReadingListProps, 'order' | 'canSort'>): JSX.Element {
  const choices = canSort ? orders : orders.slice(0, 2);
  return (
    <form class="sort" method="get" action={url.readingList()}>
      <label for="ordering">Sort by</label>
      <select id="ordering" name="ordering">
        {choices.map(({ value, label }) => (
          <option value={value} selected={value === order}>
            {label}
          </option>
        ))}
      </select>
      <button type="submit" class="btn">
        Sort
      </button>
    </form>
  );
}

type RowProps = Pick<ReadingListProps, 'hasAccount' | 'form' | 'coverOf'> & { item: ReadingItem };

function ReadingRow({ item, hasAccount, form, coverOf }: RowProps): JSX.Element {
  const { book, bookId } = item;
  const title = book?.title ?? `Book no. ${bookId}`;
  return (
    <li>
      {book === null ? (
        <p class="muted" safe>{`${title} is no longer sold, or cannot be shown just now.`}</p>
      ) : (
        <LineBook line={{ book, href: url.book(book) }} coverOf={coverOf}>
          <p class="meta">
            <Price amount={book.price} currency={book.currency} /> · <StockWord book={book} />
          </p>
        </LineBook>
      )}
      <form method="post" action={url.readingItem(bookId)}>
        <Tokens form={{ csrf: form.csrf }} />
        {hasAccount ? <Note item={item} title={title} /> : null}
        <p class="actions">
          {/* The first button is the one that Enter in the note presses. */}
          {hasAccount ? (
            <button type="submit" name="act" value="note" class="btn" aria-label={attribute(`Save note on ${title}`)}>
              Save note
            </button>
          ) : null}
          {book === null || isSoldOut(book) ? null : (
            <button type="submit" name="act" value="basket" class="btn" aria-label={attribute(`Into basket: ${title}`)}>
              Into basket
            </button>
          )}
          <button type="submit" name="act" value="drop" class="link" aria-label={attribute(`Take off: ${title}`)}>
            Take off
          </button>
        </p>
      </form>
    </li>
  );
}

function Note({ item, title }: { item: ReadingItem; title: string }): JSX.Element {
  const id = `note_${item.bookId}`;
  return (
    <p class="field">
      <label for={id}>
        Note <span class="unseen" safe>{`on ${title}`}</span>
      </label>
      <input id={id} name="note" type="text" value={attribute(item.note)} maxlength={1000} />
    </p>
  );
}

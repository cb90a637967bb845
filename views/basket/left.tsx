// What is no longer in the basket: books the shop stopped selling, and books the visitor took out and may put back.

import { attribute } from '../parts/attribute.ts';
import { type FormState, Tokens } from '../parts/form.tsx';
import { url } from '../urls.ts';

/** `title` is null where it is not remembered. */
export type GoneBook = { bookId: number; title: string | null };
export type RemovedBook = { bookId: number; title: string };

export function Gone({ books }: { books: readonly GoneBook[] }): JSX.Element {
  return (
    <>
      {books.map(({ title }) => (
        <p class="note warn">
          {title === null ? (
            'A book'
          ) : (
            <cite dir="auto" safe>
              {title}
            </cite>
          )}{' '}
          is no longer sold, so it was taken out of your basket.
        </p>
      ))}
    </>
  );
}

/** Each posts `restore` with the book's id. */
export function PutBack({ books, form }: { books: readonly RemovedBook[]; form: FormState }): JSX.Element {
  if (books.length === 0) return '';
  return (
    <form class="note" method="post" action={url.basket()}>
      <Tokens form={form} />
      {books.map(({ bookId, title }) => (
        <p>
          <cite dir="auto" safe>
            {title}
          </cite>{' '}
          was taken out.{' '}
          <button
            type="submit"
            class="link"
            name="restore"
            value={String(bookId)}
            aria-label={attribute(`Put it back: ${title}`)}
          >
            Put it back
          </button>
        </p>
      ))}
    </form>
  );
}

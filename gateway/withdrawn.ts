// A book that was sold here once: what it was, and what else its author wrote.

import { Problem } from '#kit/problem';
import { WithdrawnPage } from '#views/books/withdrawn.tsx';
import { orNothing } from './calls.ts';
import type { Deps } from './deps.ts';
import { renderPage } from './render.ts';
import type { Visit } from './visit.ts';

type Gone = { title: string; author: string; authors: { name: string; slug: string }[] };

const booksShown = 6;

/** The page of a book that is no longer sold. @throws any other fault as it is */
export async function orWithdrawn(deps: Deps, visit: Visit, error: unknown): Promise<Response> {
  const gone = goneIn(error);
  if (!gone) throw error;
  const { books } = deps.services;
  const [first] = gone.authors;
  const [others, categories] = await Promise.all([
    first
      ? orNothing(books.row(visit.by, { author_slug: first.slug, ordering: '-popularity', limit: booksShown }))
      : null,
    orNothing(books.categories(visit.by)),
  ]);
  const content = WithdrawnPage({
    ...gone,
    books: others?.results ?? [],
    coverOf: deps.covers.addresses(categories?.results ?? null),
  });
  return renderPage(deps, visit, { title: `${gone.title} is no longer sold`, content, status: 410, noindex: true });
}

/** What the catalogue says it was; null for another fault, and where it says nothing. */
function goneIn(error: unknown): Gone | null {
  if (!(error instanceof Problem) || error.status !== 410) return null;
  const { book } = error.extra as { book?: Partial<Gone> };
  if (typeof book?.title !== 'string' || typeof book.author !== 'string') return null;
  return { title: book.title, author: book.author, authors: book.authors ?? [] };
}

// Authors with a book in the catalogue.

import { eq, type SQL, sql } from 'drizzle-orm';
import { prepared, type Query } from '#kit/database';
import { countUpTo, keyset } from '#kit/keyset';
import type { Window } from '#kit/page';
import { authors, bookAuthors } from '../schema.ts';

const columns = {
  id: authors.id,
  name: authors.name,
  slug: authors.slug,
  nameKey: authors.nameKey,
  bookCount: sql<number>`(select count(*)::int from ${bookAuthors} written where written.author_id = ${authors.id})`,
};

const selectAuthors = (query: Query) => query.select(columns).from(authors);
export type AuthorRow = Awaited<ReturnType<typeof selectAuthors>>[number];

const hasBooks = sql`exists (select 1 from ${bookAuthors} written where written.author_id = ${authors.id})`;

/** One page of authors by name (one more than asked) and how many match; `q` is any part of a name. */
export async function listAuthors(
  query: Query,
  q: string | undefined,
  window: Window,
): Promise<{ rows: AuthorRow[]; count: number }> {
  const where: SQL = q ? sql`${hasBooks} and ${authors.nameKey} like any (author_patterns(${q}::text))` : hasBooks;
  const page = keyset(window, authors.id, { by: authors.nameKey, cast: 'text' });
  const found = await selectAuthors(query)
    .where(page.where ? sql`${where} and ${page.where}` : where)
    .orderBy(...page.orderBy)
    .limit(page.limit);
  return { rows: found, count: await countUpTo(query, sql`${authors}`, where) };
}

const findPrepared = prepared((query) =>
  selectAuthors(query)
    .where(eq(authors.slug, sql.placeholder('slug')))
    .prepare('author_by_slug'),
);

/** An author with a book in the catalogue, else null. */
export async function findAuthor(query: Query, slug: string): Promise<AuthorRow | null> {
  const found = (await findPrepared(query, { slug }))[0];
  return found && found.bookCount > 0 ? found : null;
}

// What may be meant by the first letters in a search box.

import { sql } from 'drizzle-orm';
import { type Query, rows } from '#kit/database';
import { authors, books, figures } from '../schema.ts';
import { plainOf, type SearchText, wantedOf } from '../search/parse.ts';

export type BookSuggestion = {
  id: number;
  title: string;
  author: string;
  slug: string;
  isbn: string | null;
  priceMinor: number;
};
export type AuthorSuggestion = { name: string; slug: string };

// More are not looked at: with two letters typed there are thousands, and none is better than another.
const candidates = 200;

/** Books whose title begins so, then such as have all the words in title, author or series; what sells comes first. */
export function suggestBooks(query: Query, text: SearchText, limit: number): Promise<BookSuggestion[]> {
  const plain = sql`fold(${plainOf(text)}::text)`;
  const wanted = sql`search_query(${JSON.stringify(wantedOf(text))}::jsonb)`;
  return rows<BookSuggestion>(
    query,
    sql`select b.id::int as id, b.title, b.author, b.slug, b.isbn, b.price_minor::int as "priceMinor"
      from (
        (select id from ${books} where discontinued_at is null and title_key like ${plain} || '%' limit ${candidates})
        union
        (select id from ${books} where discontinued_at is null
          and ts_filter(search, '{a,b}') @@ ${wanted} limit ${candidates})
      ) found
      join ${books} b on b.id = found.id join ${figures} f on f.book_id = b.id
      order by starts_with(b.title_key, ${plain}) desc, f.units_sold desc, b.id limit ${limit}`,
  );
}

/** Authors with a name of which a word begins so; those with most books first. */
export function suggestAuthors(query: Query, text: SearchText, limit: number): Promise<AuthorSuggestion[]> {
  const plain = sql`fold(${plainOf(text)}::text)`;
  return rows<AuthorSuggestion>(
    query,
    sql`select a.name, a.slug from (
        select id, name, slug from ${authors} where name_key like any (array[${plain} || '%', '% ' || ${plain} || '%'])
        limit ${candidates}) a
      cross join lateral (select count(*) as books from book_authors w where w.author_id = a.id) w
      where w.books > 0
      order by w.books desc, a.name, a.id limit ${limit}`,
  );
}

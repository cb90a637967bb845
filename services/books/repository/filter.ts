// The filters of every list of books, as SQL.

import { type SQL, sql } from 'drizzle-orm';
import { bookCategories, books, figures, stock } from '../schema.ts';
import { type SearchText, wantedOf } from '../search/parse.ts';

/** What a list is narrowed to; undefined members narrow nothing. */
export type Filter = {
  categoryId?: number;
  /** Slug of a category. */
  category?: string;
  author?: string;
  authorSlug?: string;
  isbn?: string;
  ids?: number[];
  minPrice?: number;
  maxPrice?: number;
  inStock?: boolean;
  /** Any of these. */
  language?: string[];
  format?: string[];
  staffPick?: boolean;
  publishedAfter?: string;
  publishedBefore?: string;
  /** In hundredths of a star. */
  minRating?: number;
  publisher?: string;
  series?: string;
  /** Of the first edition where that is known, else of this one. */
  minYear?: number;
  maxYear?: number;
  /** Other books of the same title and author as this one. */
  editionOf?: number;
  text?: SearchText;
};
export type FilterName = keyof Filter;

type Condition = { needs: ('books' | 'stock' | 'figures' | 'shelf')[]; where(value: SQL): SQL };

// A search text is folded by the database; what is shorter than a trigram is looked for at the beginning of words only, so
// that the index can help.
const containsAuthor = (author: SQL): SQL => sql`${books.authorKey} like any (author_patterns(${author}::text))`;

/** Null for a book of which no year is known. */
export const yearOf = sql`coalesce(${books.firstPublished}, extract(year from ${books.publishedOn})::int)`;

const conditions: { [Name in FilterName]-?: Condition } = {
  categoryId: { needs: ['shelf'], where: (id) => sql`${bookCategories.categoryId} = ${id}::bigint` },
  category: {
    needs: ['shelf'],
    where: (slug) => sql`${bookCategories.categoryId} = (select c.id from categories c where c.slug = ${slug})`,
  },
  author: { needs: ['books'], where: containsAuthor },
  authorSlug: {
    needs: ['books'],
    where: (slug) =>
      sql`${books.id} in (select w.book_id from book_authors w join authors a on a.id = w.author_id where a.slug = ${slug})`,
  },
  isbn: { needs: ['books'], where: (isbn) => sql`${books.isbn} = ${isbn}` },
  ids: { needs: ['books'], where: (ids) => sql`${books.id} = any (${ids}::text::bigint[])` },
  minPrice: { needs: ['books'], where: (minor) => sql`${books.priceMinor} >= ${minor}::bigint` },
  maxPrice: { needs: ['books'], where: (minor) => sql`${books.priceMinor} <= ${minor}::bigint` },
  inStock: { needs: ['stock'], where: (yes) => sql`(${stock.onHand} > ${stock.reserved}) = ${yes}::boolean` },
  language: { needs: ['books'], where: (languages) => sql`${books.language} = any (${languages}::text::text[])` },
  format: { needs: ['books'], where: (formats) => sql`${books.format} = any (${formats}::text::text[])` },
  staffPick: { needs: ['books'], where: (yes) => sql`${books.pickText} is not null and ${yes}::boolean` },
  publishedAfter: { needs: ['books'], where: (day) => sql`${books.publishedOn} >= ${day}::date` },
  publishedBefore: { needs: ['books'], where: (day) => sql`${books.publishedOn} <= ${day}::date` },
  minRating: { needs: ['figures'], where: (rating) => sql`${figures.rating} >= ${rating}::int` },
  publisher: { needs: ['books'], where: (name) => sql`${books.publisher} = ${name}` },
  series: { needs: ['books'], where: (name) => sql`${books.series} = ${name}` },
  minYear: { needs: ['books'], where: (year) => sql`${yearOf} >= ${year}::int` },
  maxYear: { needs: ['books'], where: (year) => sql`${yearOf} <= ${year}::int` },
  editionOf: {
    needs: ['books'],
    where: (id) => sql`${books.id} <> ${id}::bigint
      and ${books.titleKey} = (select o.title_key from books o where o.id = ${id}::bigint)
      and ${books.authorKey} = (select o.author_key from books o where o.id = ${id}::bigint)`,
  },
  text: { needs: ['books'], where: (text) => sql`${books.search} @@ search_query(${text}::jsonb)` },
};

/** The names of the filters that narrow something, in a fixed order. */
export const namesOf = (filter: Filter): FilterName[] =>
  (Object.keys(conditions) as FilterName[]).filter((name) => filter[name] !== undefined);

/** The values as the conditions take them. */
export function valuesOf(filter: Filter): Record<string, string | number | boolean> {
  const { ids, text, language, format, ...plain } = filter;
  const values: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(plain)) if (value !== undefined) values[name] = value;
  // The door lets plain words and numbers through only, so none needs quotes.
  for (const [name, list] of Object.entries({ ids, language, format })) if (list) values[name] = `{${list.join()}}`;
  if (text) values.text = JSON.stringify(wantedOf(text));
  return values;
}

/** Conditions with the filter's values in place, leaving out `except`. */
export function matching(filter: Filter, except: FilterName[] = []): SQL[] {
  const values = valuesOf(filter);
  const names = namesOf(filter).filter((name) => !except.includes(name));
  return names.map((name) => conditions[name].where(sql`${values[name]}`));
}

/** The same conditions with a placeholder for each value, for a statement that is prepared. */
export const matchingPlaceholders = (names: FilterName[]): SQL[] =>
  names.map((name) => conditions[name].where(sql`${sql.placeholder(name)}`));

/** One condition with its value in place. */
export const condition = (filter: Filter, name: FilterName): SQL =>
  conditions[name].where(sql`${valuesOf(filter)[name]}`);

const joins = {
  stock: sql` join ${stock} on ${stock.bookId} = ${books.id}`,
  figures: sql` join ${figures} on ${figures.bookId} = ${books.id}`,
  shelf: sql` join ${bookCategories} on ${bookCategories.bookId} = ${books.id}`,
};
type Joined = keyof typeof joins;

const needsOf = (names: FilterName[]) => new Set(names.flatMap((name) => conditions[name].needs));

/** `books` and the tables these filters look at beside it, for a FROM. */
export function tablesFor(names: FilterName[], also: Joined[] = []): SQL {
  const needed = new Set<string>([...also, ...needsOf(names)]);
  const beside = (Object.keys(joins) as Joined[]).filter((name) => needed.has(name));
  return sql.join([sql`${books}`, ...beside.map((name) => joins[name])]);
}

/** The least that must be read to count the books of the catalogue that match. */
export function countedFrom(names: FilterName[], matches: SQL[]): SQL {
  const needed = needsOf(names);
  // A shelf holds books of the catalogue only, so a whole shelf is counted without looking at the books.
  if (needed.has('shelf') && needed.size === 1) {
    return sql`select 1 from ${bookCategories} where ${sql.join(matches, sql` and `)}`;
  }
  const where = sql.join([sql`${books.discontinuedAt} is null`, ...matches], sql` and `);
  return sql`select 1 from ${tablesFor(names)} where ${where}`;
}

export const byShelf = (names: FilterName[]): boolean => names.includes('categoryId') || names.includes('category');

// Tables of the catalogue; private to the books room.

import { type SQL, sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  bigint,
  check,
  customType,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';

const id = () => bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity();
const reference = (name: string) => bigint(name, { mode: 'number' });
const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' });

const ofBook = () =>
  reference('book_id')
    .notNull()
    .references(() => books.id, { onDelete: 'cascade' });

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });
/** Folded text (see the SQL function `fold`) that sorts by code point: the same on every installation, for ever. */
const key = customType<{ data: string }>({ dataType: () => 'text COLLATE "C"' });

// A B-tree entry must stay under 2,704 bytes, and a title may have 1,000 characters of four bytes.
const folded = (column: string) => (): SQL => sql.raw(`left(fold(${column}), 200)`);

/** What search looks at, most telling first: title; subtitle, author, series and ISBN; publisher; description. */
const searched = sql`setweight(to_tsvector('simple', fold(title)), 'A')
  || setweight(to_tsvector('simple', fold(coalesce(subtitle, '') || ' ' || author || ' ' || coalesce(series, '') || ' ' || coalesce(isbn, ''))), 'B')
  || setweight(to_tsvector('simple', fold(coalesce(publisher, ''))), 'C')
  || setweight(to_tsvector('simple', fold(description)), 'D')`;

const live = sql`discontinued_at is null`;

// A GIN index would keep new entries in a list that every search reads through, until the next vacuum: forty times slower.
const readOften = { fastupdate: false };

export const books = pgTable(
  'books',
  {
    id: id(),
    title: text().notNull(),
    subtitle: text(),
    /** As given; `authors` and `book_authors` are derived from it. */
    author: text().notNull(),
    isbn: text(),
    slug: text().notNull(),
    description: text().notNull().default(''),
    priceMinor: bigint('price_minor', { mode: 'number' }).notNull(),
    currency: text().notNull(),
    series: text(),
    seriesPosition: text('series_position'),
    publisher: text(),
    publishedOn: date('published_on', { mode: 'string' }),
    firstPublished: integer('first_published'),
    language: text(),
    pageCount: integer('page_count'),
    format: text({ enum: ['paperback', 'hardback', 'large_print', 'audiobook', 'ebook', 'other'] })
      .notNull()
      .default('paperback'),
    coverUrl: text('cover_url'),
    pickText: text('pick_text'),
    pickInitials: text('pick_initials'),
    version: integer().notNull().default(1),
    createdAt: moment('created_at').notNull().defaultNow(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
    discontinuedAt: moment('discontinued_at'),
    titleKey: key('title_key').notNull().generatedAlwaysAs(folded('title')),
    authorKey: key('author_key').notNull().generatedAlwaysAs(folded('author')),
    /** Sorts books without a day before all others. */
    publishedKey: date('published_key', { mode: 'string' })
      .notNull()
      .generatedAlwaysAs(sql`coalesce(published_on, '0001-01-01'::date)`),
    search: tsvector().notNull().generatedAlwaysAs(searched),
  },
  (table) => [
    uniqueIndex('one_live_book_an_isbn').on(table.isbn).where(live),
    index('books_by_id').on(table.id).where(live),
    index('books_by_title').on(table.titleKey, table.id).where(live),
    index('books_by_author').on(table.authorKey, table.id).where(live),
    index('books_by_price').on(table.priceMinor, table.id).where(live),
    index('books_by_publication').on(table.publishedKey, table.id).where(live),
    index('books_by_series').on(table.series, table.id).where(sql`series is not null and discontinued_at is null`),
    index('books_by_publisher')
      .on(table.publisher, table.id)
      .where(sql`publisher is not null and discontinued_at is null`),
    index('books_by_arrival').on(table.createdAt, table.id).where(live),
    index('books_picked').on(table.id).where(sql`pick_text is not null and discontinued_at is null`),
    index('books_search').using('gin', table.search).where(live).with(readOften),
    // Titles, authors and series alone, for words that descriptions are full of.
    index('books_names').using('gin', sql`ts_filter(search, '{a,b}')`).where(live).with(readOften),
    index('books_author_trigrams').using('gin', sql`author_key gin_trgm_ops`).where(live).with(readOften),
    index('books_name_trigrams')
      .using('gin', sql`(title_key || ' ' || author_key) gin_trgm_ops`)
      .where(live)
      .with(readOften),
    check('books_price', sql`price_minor >= 0`),
  ],
);

/**
 * What changes with every sale and review. Apart from `books`, whose every new row version would have to be entered in all
 * of its indexes again.
 */
export const figures = pgTable(
  'book_figures',
  {
    bookId: reference('book_id')
      .primaryKey()
      .references(() => books.id, { onDelete: 'cascade' }),
    ratingSum: integer('rating_sum').notNull().default(0),
    ratingCount: integer('rating_count').notNull().default(0),
    /** Number of the last `reviews.rated` heard for this book: an older one that comes late changes nothing. */
    ratingSequence: integer('rating_sequence').notNull().default(0),
    unitsSold: bigint('units_sold', { mode: 'number' }).notNull().default(0),
    /** The average in hundredths, 0 without ratings. */
    rating: integer()
      .notNull()
      .generatedAlwaysAs(
        sql`case when rating_count = 0 then 0 else (100 * rating_sum + rating_count / 2) / rating_count end`,
      ),
  },
  (table) => [
    index('books_by_rating').on(table.rating, table.bookId),
    index('books_by_popularity').on(table.unitsSold, table.bookId),
    check('figures_ratings', sql`rating_count >= 0 and rating_sum between rating_count and rating_count * 5`),
    check('figures_units_sold', sql`units_sold >= 0`),
  ],
);

/** Words of titles and authors, folded: what a mistyped word may have meant. Kept by a trigger on books. */
export const words = pgTable('words', { word: key().primaryKey() });

export const categories = pgTable(
  'categories',
  {
    id: id(),
    parentId: reference('parent_id').references((): AnyPgColumn => categories.id, { onDelete: 'restrict' }),
    name: text().notNull(),
    slug: text().notNull(),
    description: text().notNull().default(''),
    colour: text().notNull(),
    version: integer().notNull().default(1),
  },
  (table) => [
    unique('one_category_a_slug').on(table.slug),
    index('categories_by_parent').on(table.parentId),
    index('categories_by_name').on(table.name, table.id),
  ],
);
export type CategoryRecord = typeof categories.$inferSelect;

/**
 * Which books stand on which shelf, the first position being the book's own shelf. The sort keys repeat those of `books`
 * and `book_figures` (triggers keep them equal), so that a page of a shelf in any order is one short walk along an index.
 */
export const bookCategories = pgTable(
  'book_categories',
  {
    categoryId: reference('category_id')
      .notNull()
      .references(() => categories.id, { onDelete: 'restrict' }),
    bookId: ofBook(),
    position: smallint().notNull(),
    titleKey: key('title_key').notNull(),
    authorKey: key('author_key').notNull(),
    priceMinor: bigint('price_minor', { mode: 'number' }).notNull(),
    publishedKey: date('published_key', { mode: 'string' }).notNull(),
    createdAt: moment('created_at').notNull(),
    rating: integer().notNull(),
    unitsSold: bigint('units_sold', { mode: 'number' }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.categoryId, table.bookId] }),
    index('shelf_by_book').on(table.bookId, table.position),
    index('shelf_by_title').on(table.categoryId, table.titleKey, table.bookId),
    index('shelf_by_author').on(table.categoryId, table.authorKey, table.bookId),
    index('shelf_by_price').on(table.categoryId, table.priceMinor, table.bookId),
    index('shelf_by_publication').on(table.categoryId, table.publishedKey, table.bookId),
    index('shelf_by_arrival').on(table.categoryId, table.createdAt, table.bookId),
    index('shelf_by_rating').on(table.categoryId, table.rating, table.bookId),
    index('shelf_by_popularity').on(table.categoryId, table.unitsSold, table.bookId),
  ],
);

/** People and bodies that wrote a book; two spellings with one slug are one author. */
export const authors = pgTable(
  'authors',
  {
    id: id(),
    name: text().notNull(),
    slug: text().notNull(),
    nameKey: key('name_key').notNull().generatedAlwaysAs(folded('name')),
  },
  (table) => [
    unique('one_author_a_slug').on(table.slug),
    index('authors_by_name').on(table.nameKey, table.id),
    index('authors_name_trigrams').using('gin', sql`name_key gin_trgm_ops`).with(readOften),
  ],
);

export const bookAuthors = pgTable(
  'book_authors',
  {
    authorId: reference('author_id')
      .notNull()
      .references(() => authors.id, { onDelete: 'restrict' }),
    bookId: ofBook(),
    position: smallint().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.authorId, table.bookId] }),
    index('writers_by_book').on(table.bookId, table.position),
  ],
);

/**
 * What a supplier's file last said about a book, by the file's own name for it. A repeated file changes nothing, a newer one
 * only what it says otherwise: what staff changed here meanwhile stays.
 */
export const importedRows = pgTable(
  'imported_rows',
  {
    source: text().notNull(),
    key: text().notNull(),
    bookId: ofBook(),
    given: jsonb().$type<Record<string, unknown>>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.source, table.key] })],
);

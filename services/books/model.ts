// What the books door takes and gives.

import { type Static, Type } from '@sinclair/typebox';
import { oneOf, strict } from '#kit/http';
import { Id, IdText } from '#kit/id';
import { Currency, MoneyInput, MoneyText } from '#kit/money';
import { OrderingOf, PageOf, pageQuery } from '#kit/page';
import { CalendarDay, Instant } from '#kit/time';
import { listFilters } from './list-filters.ts';

const Nullable = <T extends ReturnType<typeof Type.String> | ReturnType<typeof Type.Integer>>(schema: T) =>
  Type.Union([schema, Type.Null()]);

export const formats = ['paperback', 'hardback', 'large_print', 'audiobook', 'ebook', 'other'] as const;
export const Format = oneOf(formats);

export const Book = Type.Object(
  {
    id: Id,
    title: Type.String(),
    subtitle: Nullable(Type.String()),
    author: Type.String(),
    authors: Type.Array(Type.Object({ name: Type.String(), slug: Type.String() })),
    isbn: Nullable(Type.String({ pattern: '^97[89][0-9]{10}$' })),
    slug: Type.String({ description: 'The title as it stands in page addresses.' }),
    description: Type.String(),
    price: MoneyText,
    currency: Currency,
    stock: Type.Integer({ minimum: 0, description: 'Copies on hand.' }),
    available: Type.Integer({ minimum: 0, description: 'Copies on hand less those held for orders.' }),
    category_ids: Type.Array(Id),
    series: Nullable(Type.String()),
    series_position: Nullable(Type.String()),
    publisher: Nullable(Type.String()),
    published_on: Nullable(CalendarDay),
    first_published: Nullable(Type.Integer({ description: 'Year of the first edition; negative is BCE.' })),
    language: Nullable(Type.String({ description: 'ISO 639-1 (or -3 where there is none).' })),
    page_count: Nullable(Type.Integer({ minimum: 1 })),
    format: Format,
    cover_url: Nullable(Type.String()),
    staff_pick: Type.Union([Type.Object({ text: Type.String(), initials: Type.String() }), Type.Null()]),
    rating: Type.Object({ average: Type.Union([Type.Number(), Type.Null()]), count: Type.Integer({ minimum: 0 }) }),
    created_at: Instant,
    updated_at: Instant,
  },
  { $id: 'Book' },
);
export type Book = Static<typeof Book>;

export const Category = Type.Object(
  {
    id: Id,
    name: Type.String(),
    slug: Type.String(),
    description: Type.String(),
    parent_id: Type.Union([Id, Type.Null()]),
    colour: Type.String({ description: 'Name of the spine colour.' }),
    book_count: Type.Integer({ minimum: 0 }),
  },
  { $id: 'Category' },
);
export type Category = Static<typeof Category>;

export const Author = Type.Object(
  {
    slug: Type.String(),
    name: Type.String(),
    book_count: Type.Integer({ minimum: 0 }),
  },
  { $id: 'Author' },
);
export type Author = Static<typeof Author>;

const Title = Type.String({
  minLength: 1,
  maxLength: 1000,
  pattern: '\\S',
  error: 'Enter a title of at most 1000 characters.',
});
const AuthorText = Type.String({
  minLength: 1,
  maxLength: 500,
  pattern: '\\S',
  error: 'Enter an author of at most 500 characters.',
});
const Stock = Type.Integer({ minimum: 0, maximum: 1_000_000, error: 'Stock is a whole number from 0 to 1,000,000.' });

const optionalFields = {
  subtitle: Type.Optional(Nullable(Type.String({ maxLength: 500 }))),
  description: Type.Optional(Type.String({ maxLength: 20_000 })),
  isbn: Type.Optional(Nullable(Type.String({ maxLength: 20, description: 'ISBN-10 or ISBN-13, hyphens allowed.' }))),
  category_id: Type.Optional(Id),
  category_ids: Type.Optional(Type.Array(Id, { maxItems: 20, uniqueItems: true })),
  series: Type.Optional(Nullable(Type.String({ maxLength: 300 }))),
  series_position: Type.Optional(Nullable(Type.String({ maxLength: 20 }))),
  publisher: Type.Optional(Nullable(Type.String({ maxLength: 300 }))),
  published_on: Type.Optional(Nullable(CalendarDay)),
  first_published: Type.Optional(Nullable(Type.Integer({ minimum: -5000, maximum: 2200 }))),
  language: Type.Optional(Nullable(Type.String({ pattern: '^[a-z]{2,3}$' }))),
  page_count: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 100_000 }))),
  format: Type.Optional(Format),
  cover_url: Type.Optional(Nullable(Type.String({ maxLength: 500, pattern: '^(https://|/covers/)[^\\s"<>]+$' }))),
  currency: Type.Optional(Currency),
};

export const NewBook = strict(
  {
    title: Title,
    author: AuthorText,
    price: MoneyInput,
    stock: Type.Optional(Stock),
    ...optionalFields,
  },
  {
    $id: 'NewBook',
    examples: [
      {
        title: 'The Great Gatsby',
        author: 'F. Scott Fitzgerald',
        price: '29.99',
        stock: 100,
        description: 'A classic American novel',
      },
    ],
  },
);
export type NewBook = Static<typeof NewBook>;

/** PUT: what is left out goes back to its default; stock stays unless given. */
export const BookReplacement = NewBook;
export const BookChange = Type.Partial(NewBook, {
  $id: 'BookChange',
  examples: [{ price: '19.99' }],
  additionalProperties: false,
});
export type BookChange = Static<typeof BookChange>;

export const StockChange = strict(
  {
    delta: Type.Optional(Type.Integer({ minimum: -1_000_000, maximum: 1_000_000 })),
    set: Type.Optional(Stock),
    reason: Type.String({ minLength: 1, maxLength: 200 }),
  },
  { $id: 'StockChange', examples: [{ delta: 10, reason: 'A delivery came' }] },
);
export type StockChange = Static<typeof StockChange>;
export const StockLevel = Type.Object(
  { book_id: Id, stock: Type.Integer(), available: Type.Integer() },
  { $id: 'StockLevel' },
);
export type StockLevel = Static<typeof StockLevel>;

export const NewCategory = strict(
  {
    name: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }),
    slug: Type.Optional(Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 100 })),
    parent_id: Type.Optional(Type.Union([Id, Type.Null()])),
    description: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  { $id: 'NewCategory', examples: [{ name: 'Classics', description: 'What stays.' }] },
);
export type NewCategory = Static<typeof NewCategory>;
export const CategoryChange = Type.Partial(NewCategory, {
  $id: 'CategoryChange',
  examples: [{ description: 'What stays, and why.' }],
  additionalProperties: false,
});
export type CategoryChange = Static<typeof CategoryChange>;

export const bookOrderings = [
  'id',
  'title',
  'author',
  'price',
  'published_on',
  'created_at',
  'rating',
  'popularity',
] as const;

const filters = listFilters(formats);

export const BookQuery = strict({
  ...pageQuery,
  ...filters,
  q: Type.Optional(Type.String({ maxLength: 200 })),
  ordering: Type.Optional(OrderingOf(bookOrderings)),
});
export type BookQuery = Static<typeof BookQuery>;

const listQuery = { ...pageQuery, ...filters, ordering: Type.Optional(OrderingOf(bookOrderings)) };
export const BooksByCategoryQuery = strict({ ...listQuery, category_id: IdText });
export const BooksByAuthorQuery = strict({
  ...listQuery,
  author: Type.String({ maxLength: 200, examples: ['F. Scott Fitzgerald'] }),
});
const Words = Type.String({ maxLength: 200, examples: ['gatsby'] });

export const SearchQuery = strict({ ...pageQuery, ...filters, q: Words });
export type SearchQuery = Static<typeof SearchQuery>;

export const SearchPage = Type.Object(
  {
    ...PageOf(Book).properties,
    did_you_mean: Type.Union([Type.String(), Type.Null()], {
      description:
        'What the words were read as where nothing was found as they were written; the results are for this.',
    }),
  },
  { $id: 'BookSearchPage' },
);
export type SearchPage = Static<typeof SearchPage>;

export const Suggestion = Type.Object(
  {
    kind: Type.Union([Type.Literal('book'), Type.Literal('author')]),
    text: Type.String(),
    book_id: Type.Union([Id, Type.Null()]),
    author: Type.Union([Type.String(), Type.Null()]),
    slug: Type.String(),
    isbn: Type.Union([Type.String(), Type.Null()]),
    price: Type.Union([MoneyText, Type.Null()]),
  },
  { $id: 'Suggestion' },
);
export type Suggestion = Static<typeof Suggestion>;

export const SuggestQuery = strict({ q: Words });
export const Suggestions = Type.Object({ results: Type.Array(Suggestion, { maxItems: 8 }) }, { $id: 'Suggestions' });
export type Suggestions = Static<typeof Suggestions>;

export const CategoryQuery = strict({
  ...pageQuery,
  slug: Type.Optional(Type.String({ maxLength: 100 })),
  parent_id: Type.Optional(IdText),
  ordering: Type.Optional(OrderingOf(['id', 'name'])),
});

export const AuthorQuery = strict({ ...pageQuery, q: Type.Optional(Type.String({ maxLength: 200 })) });

/** Everything a list can be narrowed by, and no place in a list. */
export const FacetQuery = strict({ ...filters, q: Type.Optional(Type.String({ maxLength: 200 })) });

const FacetCount = Type.Object({ value: Type.String(), count: Type.Integer({ minimum: 0 }) });
export const Facets = Type.Object(
  {
    format: Type.Array(FacetCount),
    language: Type.Array(FacetCount),
    price: Type.Array(
      Type.Object({
        min_price: Type.Union([MoneyText, Type.Null()]),
        max_price: Type.Union([MoneyText, Type.Null()]),
        count: Type.Integer({ minimum: 0 }),
      }),
    ),
    availability: Type.Array(FacetCount),
    publisher: Type.Array(FacetCount, { description: 'Those with most books.' }),
    series: Type.Array(FacetCount, { description: 'Those with most books.' }),
    year: Type.Array(
      Type.Object({
        min_year: Type.Union([Type.Integer(), Type.Null()]),
        max_year: Type.Union([Type.Integer(), Type.Null()]),
        count: Type.Integer({ minimum: 0 }),
      }),
    ),
    rating: Type.Array(Type.Object({ min_rating: Type.Integer(), count: Type.Integer({ minimum: 0 }) })),
    count_is_exact: Type.Boolean({
      description: 'False where so many books match that only some of them were counted.',
    }),
  },
  { $id: 'Facets' },
);
export type Facets = Static<typeof Facets>;

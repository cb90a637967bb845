// What any list of books can be narrowed by, as a query says it.

import { Type } from '@sinclair/typebox';
import { IdText } from '#kit/id';
import { MoneyQuery } from '#kit/money';
import { CalendarDay } from '#kit/time';

/** One word, or several joined by commas: any of them. */
const anyOf = (word: string, most: number) => `^(?:${word})(?:,(?:${word})){0,${most - 1}}$`;

const YearText = Type.String({
  pattern: '^(0|-?[1-9][0-9]{0,3})$',
  examples: ['1900'],
  description: 'Of the first edition where that is known, else of this one; negative is BCE.',
});

/** The query members. @param formats the words for formats */
export const listFilters = (formats: readonly string[]) => ({
  category_id: Type.Optional(IdText),
  category: Type.Optional(Type.String({ maxLength: 100, description: 'Slug of a category.' })),
  author: Type.Optional(Type.String({ maxLength: 200 })),
  author_slug: Type.Optional(Type.String({ maxLength: 200 })),
  isbn: Type.Optional(Type.String({ maxLength: 20 })),
  ids: Type.Optional(
    Type.String({
      pattern: '^[1-9][0-9]{0,8}(,[1-9][0-9]{0,8}){0,99}$',
      description: 'Up to 100 ids, joined by commas.',
    }),
  ),
  min_price: Type.Optional(MoneyQuery),
  max_price: Type.Optional(MoneyQuery),
  in_stock: Type.Optional(Type.Union([Type.Literal('true'), Type.Literal('false')])),
  language: Type.Optional(
    Type.String({
      pattern: anyOf('[a-z]{2,3}', 20),
      examples: ['fr', 'en,fr'],
      description: 'One language, or up to 20 joined by commas: books in any of them.',
    }),
  ),
  format: Type.Optional(
    Type.String({
      pattern: anyOf(formats.join('|'), formats.length),
      examples: ['ebook', 'paperback,hardback'],
      description: `One of ${formats.join(', ')}, or several joined by commas: books in any of them.`,
      error: `Choose from ${formats.join(', ')}.`,
    }),
  ),
  staff_pick: Type.Optional(Type.Literal('true')),
  published_after: Type.Optional(CalendarDay),
  published_before: Type.Optional(CalendarDay),
  min_rating: Type.Optional(Type.String({ pattern: '^[1-5](\\.[0-9]{1,2})?$' })),
  publisher: Type.Optional(Type.String({ maxLength: 300, description: 'The name as the book has it.' })),
  series: Type.Optional(Type.String({ maxLength: 300, description: 'The name as the book has it.' })),
  min_year: Type.Optional(YearText),
  max_year: Type.Optional(YearText),
  edition_of: Type.Optional(
    Type.String({
      pattern: '^[1-9][0-9]{0,8}$',
      description: 'Id of a book: other books of the same title by the same author, such as other formats of it.',
    }),
  ),
});

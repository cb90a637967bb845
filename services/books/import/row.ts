// One row as a book, or why it is none. Nothing here looks anything up.

import { TypeCompiler } from '@sinclair/typebox/compiler';
import { BookChange } from '../model.ts';
import { type PriceReading, readCount, readPages, readPrice } from './amounts.ts';
import { shortenAuthors, turnRound, uncapitalize } from './author-line.ts';
import { cellsOf, type Field, type Layout } from './columns.ts';
import { toDay, toYear } from './dates.ts';
import { readIsbn } from './isbn-cell.ts';
import { toLanguage } from './language.ts';
import { type Note, RowFault } from './reasons.ts';
import { splitSeries } from './series.ts';
import { tidy, tidyDescription, tidyLines } from './tidy.ts';

/** What a row says of a book, in the words of the API; what it does not say is left out. */
export type Given = Omit<BookChange, 'category_id' | 'category_ids' | 'currency' | 'cover_url' | 'isbn' | 'price'> & {
  title: string;
  author: string;
  isbn?: string;
  price?: string;
  /** Slugs. */
  shelves?: string[];
};

export type RowOptions = {
  layout: Layout;
  currency: string;
  /** Who wrote a book whose row names nobody. Without this such a row is refused. */
  author?: string;
  /** A wrong ISBN is left out instead of the row. */
  keepBadIsbn: boolean;
  /** The shop's shelves: their slugs, by slug and by name in small letters. */
  shelves: ReadonlyMap<string, string>;
};

/** `id` is the file's own number for the row, where it has any. */
export type Reading = { id: string | null; given: Given; notes: Note[] };

const checker = TypeCompiler.Compile(BookChange);
const longestSubtitle = 500;

/** @throws RowFault */
export function readRow(fields: string[], options: RowOptions): Reading {
  const { layout } = options;
  // Behind the last column a spreadsheet may leave empty ones.
  if (fields.length < layout.width || fields.slice(layout.width).some((field) => field.trim() !== '')) {
    throw new RowFault('width', `it has ${fields.length}, the header has ${layout.width}`);
  }
  if (fields.some((field) => field.includes('\0'))) throw new RowFault('characters', 'it has a zero byte in it');
  const notes: Note[] = [];
  const cell = (field: Field) => cellsOf(layout, fields, field)[0] ?? '';
  const one = (field: Field) => tidy(cell(field)) || undefined;
  const given: Record<string, unknown> = {
    ...titleOf(cell, notes),
    author: authorOf(cell, options, notes),
    isbn: isbnOf(cellsOf(layout, fields, 'isbn'), options, notes),
    ...amountsOf(cell, options),
    description: tidyDescription(cell('description')) || undefined,
    publisher: one('publisher'),
    language: noted(one('language'), toLanguage, () => notes.push('language')),
    page_count: noted(one('pages'), readPages, () => notes.push('pages')),
    ...datesOf(one, notes),
    format: one('format') === undefined ? undefined : formatOf(cell('format')),
    shelves: shelvesOf(cell('shelf'), options),
  };
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Given;
  checkLengths(said);
  return { id: one('id') ?? null, given: said, notes };
}

/** Reads what is there; where that gives nothing, it is noted and left out. */
function noted<T>(text: string | undefined, read: (text: string) => T | null, note: () => void): T | undefined {
  if (text === undefined) return undefined;
  const value = read(text);
  if (value === null) note();
  return value ?? undefined;
}

type Cell = (field: Field) => string;

function titleOf(cell: Cell, notes: Note[]) {
  const [first = '', ...more] = tidyLines(cell('title')).split('\n');
  // Libraries write the subtitle on the lines below the title; elsewhere a line break is an accident.
  const { title, series, position } = splitSeries(first);
  if (!/\S/.test(title)) throw new RowFault('title', '');
  const below = more.filter((line) => line !== '').join('. ');
  const subtitle = tidy(cell('subtitle')) || below;
  if (subtitle.length > longestSubtitle) notes.push('shortened');
  return {
    title,
    subtitle: shorten(subtitle) || undefined,
    series: tidy(cell('series')) || series,
    series_position: tidy(cell('seriesPosition')) || position,
  };
}

/** Whole words and an ellipsis. */
function shorten(text: string): string {
  if (text.length <= longestSubtitle) return text;
  return `${text.slice(0, longestSubtitle - 1).replace(/\s+\S*$/, '')}…`.toWellFormed();
}

function authorOf(cell: Cell, { layout, author: fallback }: RowOptions, notes: Note[]): string {
  const whole = [cell('author'), cell('moreAuthors')].map(tidy).filter((part) => part !== '');
  const line = shortenAuthors(whole.join(', '));
  if (line.length < whole.join(', ').length) notes.push('shortened');
  if (line === '' && fallback === undefined) throw new RowFault('author', '');
  if (line === '') return fallback ?? '';
  if (layout.kind === 'gutenberg') return turnRound(line);
  return layout.kind === 'bookcrossing' ? uncapitalize(line) : line;
}

function isbnOf(cells: string[], { keepBadIsbn }: RowOptions, notes: Note[]): string | undefined {
  const reading = readIsbn(cells);
  if ('fault' in reading) {
    if (!keepBadIsbn) throw new RowFault('isbn', reading.fault);
    notes.push('badIsbn');
    return undefined;
  }
  if (reading.rounded) notes.push('rounded');
  return reading.isbn ?? undefined;
}

function amountsOf(cell: Cell, { currency }: RowOptions): Pick<Given, 'price' | 'stock'> {
  const [priced, counted] = [tidy(cell('price')), tidy(cell('stock'))];
  const reading: PriceReading | Record<string, never> = priced === '' ? {} : readPrice(priced, currency);
  if ('fault' in reading) throw new RowFault('price', reading.fault);
  const stock = counted === '' ? undefined : readCount(counted);
  if (stock === null) throw new RowFault('stock', `"${counted.slice(0, 40)}" is no whole number up to a million`);
  return { ...reading, stock };
}

function datesOf(one: (field: Field) => string | undefined, notes: Note[]) {
  const unread = () => notes.push('date');
  // Year 0 says in some files that nobody knows.
  const said = (field: Field) => (/^0+(\.0+)?$/.test(one(field) ?? '') ? undefined : one(field));
  return {
    published_on: noted(said('published'), toDay, unread),
    first_published: noted(said('firstPublished'), toYear, unread),
  };
}

function formatOf(text: string): Given['format'] {
  if (/large.?print/i.test(text)) return 'large_print';
  if (/audio|\bcd\b/i.test(text)) return 'audiobook';
  if (/kindle|e-?book|epub|digital/i.test(text)) return 'ebook';
  if (/hard|cloth|library binding/i.test(text)) return 'hardback';
  return /paper|soft|mass market/i.test(text) ? 'paperback' : 'other';
}

function shelvesOf(text: string, { shelves }: RowOptions): string[] | undefined {
  const names = text
    .split(/[;|]/)
    .map(tidy)
    .filter((name) => name !== '');
  const slugs = names.map((name) => {
    const slug = shelves.get(name.toLowerCase());
    if (slug === undefined) throw new RowFault('shelf', `there is no "${name.slice(0, 60)}"`);
    return slug;
  });
  return slugs.length === 0 ? undefined : [...new Set(slugs)].slice(0, 20);
}

/** The limits are those of the API, so that a book that came in can be edited. */
function checkLengths({ shelves: _, ...given }: Given): void {
  if (checker.Check(given)) return;
  const error = checker.Errors(given).First();
  if (!error) return;
  const field = error.path.slice(1).replace('_', ' ');
  const length = typeof error.value === 'string' ? ` of ${error.value.length} characters` : '';
  throw new RowFault('length', `the ${field}${length} is more than a book here can have`);
}

// Lists: `{count, count_is_exact?, next, previous, results}` with opaque keyset cursors, so that a page far in costs what the first costs.

import { type TSchema, Type } from '@sinclair/typebox';
import { oneOf } from './http.ts';
import { numberText } from './id.ts';
import { refuseField } from './problem.ts';

const LimitText = numberText('^([1-9][0-9]?|100)$', {
  minimum: 1,
  maximum: 100,
  example: 50,
  description: 'How many at most; 20 where it is left out.',
});

/** Query members of every list. Spread them into the list's own query schema. */
export const pageQuery = {
  limit: Type.Optional(LimitText),
  cursor: Type.Optional(Type.String({ maxLength: 512, description: 'Opaque; taken from `next` or `previous`.' })),
};

export const defaultLimit = 20;
/** Counting stops here: `count` is exact up to it and this figure beyond, with `count_is_exact: false`. */
export const countLimit = 10_000;

export const PageOf = <T extends TSchema>(item: T) =>
  Type.Object(
    {
      count: Type.Integer({ minimum: 0, description: 'How many there are, counted no further than 10,000.' }),
      count_is_exact: Type.Boolean(),
      next: Type.Union([Type.String(), Type.Null()], { description: 'Relative URL of the next page, or null.' }),
      previous: Type.Union([Type.String(), Type.Null()]),
      results: Type.Array(item),
    },
    item.$id ? { $id: `${item.$id}Page` } : {},
  );
export type Page<T> = {
  count: number;
  count_is_exact: boolean;
  next: string | null;
  previous: string | null;
  results: T[];
};

/** The sort keys of the row beside the page, the order it was made for, and which way to read from there. */
export type Cursor = { after: (string | number)[]; ordering: string; backwards: boolean };

const encode = (cursor: Cursor): string =>
  Buffer.from(JSON.stringify([cursor.ordering, cursor.backwards ? 1 : 0, ...cursor.after])).toString('base64url');

/** @throws Problem 422 for a cursor that we did not make, or made for another order. */
export function decodeCursor(text: string | undefined, ordering: string, keys: number): Cursor | null {
  if (text === undefined) return null;
  const refuse = () => refuseField('?cursor', 'Take the cursor from `next` or `previous` of the same list, unchanged.');
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    throw refuse();
  }
  if (!Array.isArray(parts) || parts.length !== keys + 2 || parts[0] !== ordering) throw refuse();
  const after = parts.slice(2);
  if (!after.every((key) => typeof key === 'string' || typeof key === 'number')) throw refuse();
  return { after, ordering, backwards: parts[1] === 1 };
}

export type Window = { limit: number; cursor: Cursor | null; ordering: string };

/**
 * Turns `limit + 1` rows, read in the cursor's direction, into a page with its links.
 * @param url the request's URL, for the links; `keysOf` gives a row's sort keys, the id last.
 */
export function toPage<Row, Item>(
  window: Window,
  found: { rows: Row[]; count: number },
  shape: { url: string; keysOf(row: Row): (string | number)[]; present(row: Row): Item },
): Page<Item> {
  const backwards = window.cursor?.backwards ?? false;
  const more = found.rows.length > window.limit;
  const rows = found.rows.slice(0, window.limit);
  if (backwards) rows.reverse();
  const link = (row: Row | undefined, back: boolean) =>
    row && relativeUrl(shape.url, encode({ after: shape.keysOf(row), ordering: window.ordering, backwards: back }));
  return {
    count: Math.min(found.count, countLimit),
    count_is_exact: found.count <= countLimit,
    next: (backwards || more ? link(rows.at(-1), false) : undefined) ?? null,
    previous: (window.cursor && (!backwards || more) ? link(rows[0], true) : undefined) ?? null,
    results: rows.map(shape.present),
  };
}

function relativeUrl(url: string, cursor: string): string {
  const { pathname, searchParams } = new URL(url);
  searchParams.set('cursor', cursor);
  return `${pathname}?${searchParams}`;
}

/** An ordering key and its reverse for each name: `['price', '-price', …]`, as an OpenAPI enum. */
export const OrderingOf = <Name extends string>(names: readonly Name[]) =>
  oneOf(names.flatMap((name): (Name | `-${Name}`)[] => [name, `-${name}`]));

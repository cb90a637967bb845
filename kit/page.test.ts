import { expect, test } from 'bun:test';
import { decodeCursor, toPage } from './page.ts';

const rowsFrom = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => ({ id: from + at }));
const shape = {
  url: 'http://localhost/api/things/?limit=2',
  keysOf: (row: { id: number }) => [row.id],
  present: (row: { id: number }) => row.id,
};
const cursorOf = (link: string | null) =>
  decodeCursor(new URL(link ?? '', 'http://x').searchParams.get('cursor') ?? undefined, 'id', 1);

test('a first page links forwards only, a last page backwards only', () => {
  const first = toPage({ limit: 2, cursor: null, ordering: 'id' }, { rows: rowsFrom(1, 4), count: 3 }, shape);
  expect([first.results, first.previous, first.next === null]).toEqual([[1, 2], null, false]);
  const last = toPage(
    { limit: 2, cursor: cursorOf(first.next), ordering: 'id' },
    { rows: rowsFrom(3, 4), count: 3 },
    shape,
  );
  expect([last.results, last.next, cursorOf(last.previous)]).toEqual([
    [3],
    null,
    { after: [3], ordering: 'id', backwards: true },
  ]);
});

test('a page read backwards is turned round', () => {
  const cursor = { after: [5], ordering: 'id', backwards: true };
  const page = toPage(
    { limit: 2, cursor, ordering: 'id' },
    { rows: [{ id: 4 }, { id: 3 }, { id: 2 }], count: 9 },
    shape,
  );
  expect([page.results, cursorOf(page.previous)?.after, cursorOf(page.next)?.after]).toEqual([[3, 4], [3], [4]]);
});

test('counts beyond the limit are not claimed to be exact', () => {
  const page = toPage({ limit: 2, cursor: null, ordering: 'id' }, { rows: [], count: 10_001 }, shape);
  expect([page.count, page.count_is_exact]).toEqual([10_000, false]);
});

test('foreign cursors are refused', () => {
  const foreign = [
    '',
    'zzz',
    btoa('{}'),
    btoa('["id",0]'),
    btoa('["price",0,1]'),
    btoa('["id",0,{}]'),
    btoa('["id",0,1,2]'),
  ];
  for (const text of foreign)
    expect(() => decodeCursor(text, 'id', 1)).toThrow(expect.objectContaining({ status: 422 }));
});

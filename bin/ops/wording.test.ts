import { expect, test } from 'bun:test';
import { ageWords, columns, counted } from './wording.ts';

test('an age in its largest unit', () => {
  expect([-1, 0.4, 8.9, 61, 7199, 7200, 200_000].map(ageWords)).toEqual([
    '0 s',
    '0 s',
    '8 s',
    '1 min',
    '1 h',
    '2 h',
    '2 d',
  ]);
});

test('columns are as wide as what is in them', () => {
  const table = columns(
    ['A', 'LONG', 'REST'],
    [
      ['wide one', 'x', 'to the end'],
      ['y', 'z', ''],
    ],
  );
  expect(table).toBe('A         LONG  REST\nwide one  x     to the end\ny         z\n');
});

test('one and many', () => {
  expect([counted(1, 'fact'), counted(2, 'fact'), counted(0, 'box', 'boxes')]).toEqual([
    '1 fact',
    '2 facts',
    '0 boxes',
  ]);
});

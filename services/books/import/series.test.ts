import { expect, test } from 'bun:test';
import { splitSeries } from './series.ts';

test.each([
  ['The Wind Road (Wind Road, #1)', 'The Wind Road', 'Wind Road', '1'],
  ['The Wind Road  (Wind Road, #1)', 'The Wind Road', 'Wind Road', '1'],
  ['The Wind Road (Wind Road #2)', 'The Wind Road', 'Wind Road', '2'],
  ['Judith (Judith, # 3)', 'Judith', 'Judith', '3'],
  ['Boxed (Wind Road, #1-3)', 'Boxed', 'Wind Road', '1-3'],
  ['Between (Wind Road, #0.5)', 'Between', 'Wind Road', '0.5'],
  ['All (Wind Road, #1-4 + 3.5)', 'All', 'Wind Road', '1-4 + 3.5'],
  ['Both (Elder, #1; Younger, #16)', 'Both', 'Elder', '1'],
  ['Both (Dark-Sea #5, Were-Sea #1)', 'Both', 'Dark-Sea', '5'],
  ['Half (Song of Salt, #3: Part 2 of 2)', 'Half', 'Song of Salt', '3, Part 2 of 2'],
  ['Half (Song, Sorrow, and Salt, #3; Part 2)', 'Half', 'Song, Sorrow, and Salt', '3, Part 2'],
  ['Kiss (Includes: After Noon, #8; Hunt, #3.5)', 'Kiss', 'After Noon', '8'],
  ['Joy (The Choice, #0.4, 0.5, 2.5, 2.6)', 'Joy', 'The Choice', '0.4, 0.5, 2.5, 2.6'],
  ['Two (Brackets) (Wind Road, #2)', 'Two (Brackets)', 'Wind Road', '2'],
])('%p', (whole, title, series, position) => {
  expect(splitSeries(whole)).toEqual({ title, series, position });
});

test.each([
  'Saga #1',
  'A Girl in Blue (Illustrated)',
  'The Last Summer (of You and Me)',
  '(Wind Road, #1)',
  'A) Wind Road #1)',
  'Odd (#1)',
  'Odd (Wind Road, #one)',
  'Early (Wind Road, #1) and more',
  '',
])('%p has no series in it', (title) => {
  expect(splitSeries(title)).toEqual({ title });
});

test('a title of brackets is read at once', () => {
  const began = performance.now();
  splitSeries(`${'('.repeat(50_000)}#${' '.repeat(50_000)}`);
  splitSeries(`x (${'#1,'.repeat(30_000)})`);
  splitSeries(`x (${' '.repeat(1900)}#)`);
  splitSeries(`x (a#${'1,'.repeat(900)}#)`);
  expect(performance.now() - began).toBeLessThan(2000);
});

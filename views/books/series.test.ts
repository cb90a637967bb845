import { expect, test } from 'bun:test';
import { data } from '../specimens/data.ts';
import { inReadingOrder, seriesWords } from './series.ts';

const volume = (position: string | null, title = position ?? 'none') => ({
  ...data.book,
  title,
  series: 'Barsetshire',
  series_position: position,
});

test('the place in a series, and of how many where each of them is here', () => {
  expect(seriesWords({ ...data.book, series: null }, null)).toBeNull();
  expect(seriesWords(volume(null), [])).toBe('Barsetshire');
  expect(seriesWords(volume('2'), [volume('1'), volume('3')])).toBe('Barsetshire, No. 2 of 3');
  expect(seriesWords(volume('1'), [volume('3')])).toBe('Barsetshire, No. 1');
  expect(seriesWords(volume('1'), [])).toBe('Barsetshire, No. 1');
  expect(seriesWords(volume('2'), null)).toBe('Barsetshire, No. 2');
  expect(seriesWords(volume('1.5'), [volume('1'), volume('2')])).toBe('Barsetshire, No. 1.5 of 2');
  expect(seriesWords(volume('one'), [volume('1'), volume('2')])).toBe('Barsetshire, No. one of 2');
});

test('volumes stand in reading order, ten after two', () => {
  const volumes = ['10', null, '2', '1.5', '1'].map((position) => volume(position));
  expect(inReadingOrder(volumes).map(({ title }) => title)).toEqual(['1', '1.5', '2', '10', 'none']);
});

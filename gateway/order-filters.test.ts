import { expect, test } from 'bun:test';
import { hasEmpty, orderChoice, orderFiltersFrom, yearsToChoose } from './order-filters.ts';

const filters = (query: string) => orderFiltersFrom(new URLSearchParams(query));

test('what an address says of filters is read, and what is none is left out', () => {
  expect(filters('year=2025&status=shipped&q=+Emma%0a++Woodhouse+&cursor=abc&page=3')).toEqual({
    year: '2025',
    status: 'shipped',
    q: 'Emma Woodhouse',
    cursor: 'abc',
  });
  for (const query of ['', 'year=&status=&q=', 'year=25', 'year=2025x', 'status=SHIPPED', 'status=toString', 'q=%00'])
    expect([query, filters(query)]).toEqual([query, {}]);
  expect(filters(`q=${'x'.repeat(5000)}`).q?.length).toBe(200);
});

test('an address of a plain form with empty fields has a shorter form', () => {
  expect(hasEmpty(new URLSearchParams('year=&status=shipped&q='))).toBeTrue();
  expect(hasEmpty(new URLSearchParams('status=shipped&colour='))).toBeFalse();
});

test('a year is asked for from its first instant up to the next one’s', () => {
  expect(orderChoice({ year: '2025', status: 'shipped', q: 'emma' })).toEqual({
    created_at__gte: '2025-01-01T00:00:00Z',
    created_at__lt: '2026-01-01T00:00:00Z',
    title: 'emma',
    cursor: undefined,
    status: 'SHIPPED',
  });
});

test('years go from the present back to the first order, or to the one that is asked for', () => {
  const now = new Date('2026-11-24T09:00:00Z');
  expect(yearsToChoose(now, '2024-03-01T00:00:00.000Z', undefined)).toEqual([2026, 2025, 2024]);
  expect(yearsToChoose(now, null, undefined)).toEqual([2026]);
  expect(yearsToChoose(now, null, '2025')).toEqual([2026, 2025]);
  expect(yearsToChoose(now, null, '2031')).toEqual([2026]);
  expect(yearsToChoose(now, null, '1900')).toHaveLength(100);
});

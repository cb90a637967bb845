import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { formatMinor, formatMoney, parseMoney, toMinor } from './money.ts';

test('text and numbers with at most two places are taken exactly', () => {
  expect(['29.99', '29.9', '29', 29.99, 0, '0.05', 999_999_999.99].map(toMinor)).toEqual([
    2999, 2990, 2900, 2999, 0, 5, 99_999_999_999,
  ]);
});

test('anything else is refused with the field it stood in', () => {
  for (const input of ['29.999', '-1', '1e3', ' 1', '1,50', '', 1e21, Number.NaN, 0.001, '１'])
    expect(toMinor(input)).toBeNull();
  expect(() => parseMoney('x', '/price')).toThrow(
    expect.objectContaining({ status: 422, extra: { errors: [expect.objectContaining({ pointer: '/price' })] } }),
  );
});

test('formatting and parsing are inverse for every amount', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 99_999_999_999 }), (minor) => toMinor(formatMinor(minor)) === minor));
});

test('people see the currency', () => {
  expect([formatMoney('1234.50', 'USD'), formatMoney('8.99', 'GBP')]).toEqual(['$1,234.50', '£8.99']);
});

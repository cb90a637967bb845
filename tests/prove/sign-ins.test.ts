import { expect, test } from 'bun:test';
import { auc } from './sign-ins.ts';

test('what cannot be told apart gives a half, what always can gives one', () => {
  const one = Array.from({ length: 100 }, (_, n) => n % 10);
  expect(auc(one, one)).toBe(0.5);
  expect(auc([1, 2, 3], [4, 5, 6])).toBe(1);
  expect(auc([4, 5, 6], [1, 2, 3])).toBe(1);
  expect(auc([1, 2, 3, 4], [2, 3, 4, 5])).toBeCloseTo(0.71875, 5);
});

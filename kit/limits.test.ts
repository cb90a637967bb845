import { expect, test } from 'bun:test';
import { asConfigured, exceeded, limitHeaders, rateLimits, tooOften } from './limits.ts';

const search = { name: 'search', quota: 60, windowSeconds: 60 };
const api = { name: 'api', quota: 300, windowSeconds: 60 };

test('a quota is what may be taken, and one more is too much', () => {
  expect([60, 61].map((taken) => exceeded({ limit: search, taken, resetSeconds: 9 }))).toEqual([false, true]);
});

test('the headers name every limit, what is left of it, and when it is whole again', () => {
  const standings = [
    { limit: api, taken: 1, resetSeconds: 60 },
    { limit: search, taken: 99, resetSeconds: 12 },
  ];
  expect(limitHeaders(standings)).toEqual({
    'ratelimit-policy': '"api";q=300;w=60, "search";q=60;w=60',
    ratelimit: '"api";r=299;t=60, "search";r=0;t=12',
  });
  expect(limitHeaders([])).toEqual({});
});

test('a refusal says how long to wait, in words and in the header', () => {
  const soon = tooOften({ limit: search, taken: 61, resetSeconds: 12 });
  expect([soon.status, soon.slug, soon.headers['retry-after']]).toEqual([429, 'too-many-requests', '12']);
  expect(soon.message).toContain('Wait 12 seconds');
  expect(tooOften({ limit: search, taken: 61, resetSeconds: 3000 }).message).toContain('Wait 50 minutes');
  expect(tooOften({ limit: search, taken: 61, resetSeconds: 1 }).message).toContain('Wait a second');
});

test('limits are raised by a factor or switched off, and nonsense is refused', () => {
  const { parse } = rateLimits();
  expect(['off', 'no', '0', '1', '10', '0.5', undefined].map((raw) => parse(raw, {}))).toEqual([
    0, 0, 0, 1, 10, 0.5, 1,
  ]);
  for (const raw of ['-1', 'many', '', 'Infinity', '1e99']) expect(() => parse(raw, {})).toThrow('must be off or');
  expect(asConfigured(search, 10)?.quota).toBe(600);
  expect(asConfigured(search, 0.01)?.quota).toBe(1);
  expect([asConfigured(search, 0), asConfigured(search, undefined)]).toEqual([null, null]);
});

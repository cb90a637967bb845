import { expect, test } from 'bun:test';
import { Problem } from '#kit/problem';
import { formToken, isFormToken, refuseForeignForm } from './csrf.ts';
import { createSeals } from './seals.ts';

const seals = createSeals('a secret of at least thirty-two characters');
const clockAt = (instant: string) => ({ now: () => new Date(instant) });
const noon = clockAt('2026-11-24T12:30:00Z');
const shop = 'https://shop.example';

const cases: [site: string | null, origin: string | null, passes: boolean][] = [
  ['same-origin', shop, true],
  ['same-origin', null, true],
  ['none', null, true],
  ['none', shop, true],
  ['cross-site', shop, false],
  ['cross-site', 'https://evil.example', false],
  ['cross-site', null, false],
  ['same-site', shop, false],
  ['same-site', 'https://blog.shop.example', false],
  ['', shop, false],
  ['Same-Origin', shop, false],
  ['same-origin, cross-site', shop, false],
  [null, shop, true],
  [null, 'https://evil.example', false],
  [null, 'http://shop.example', false],
  [null, 'https://shop.example:8443', false],
  [null, 'https://shop.example.evil.example', false],
  [null, 'null', false],
  [null, '', false],
  [null, null, true],
];

for (const [site, origin, passes] of cases) {
  test(`a form with Sec-Fetch-Site ${site} and Origin ${origin} ${passes ? 'is heard' : 'is refused'}`, () => {
    const headers = new Headers();
    if (site !== null) headers.set('sec-fetch-site', site);
    if (origin !== null) headers.set('origin', origin);
    if (passes) expect(() => refuseForeignForm(headers, shop)).not.toThrow();
    else expect(() => refuseForeignForm(headers, shop)).toThrow(Problem);
  });
}

test('a token is good for the session it was made for, and no other', () => {
  const token = formToken(seals, noon, 'session-one');
  expect(isFormToken(seals, noon, token, ['session-one'])).toBeTrue();
  expect(isFormToken(seals, noon, token, ['browser', 'session-one'])).toBeTrue();
  expect(isFormToken(seals, noon, token, ['session-two'])).toBeFalse();
  expect(isFormToken(seals, noon, token, [])).toBeFalse();
  expect(isFormToken(createSeals('another secret of thirty-two characters'), noon, token, ['session-one'])).toBeFalse();
});

test('a token lasts twelve hours and cannot come from the future', () => {
  const token = formToken(seals, noon, 's');
  expect(isFormToken(seals, clockAt('2026-11-25T00:29:00Z'), token, ['s'])).toBeTrue();
  expect(isFormToken(seals, clockAt('2026-11-25T01:00:00Z'), token, ['s'])).toBeFalse();
  expect(isFormToken(seals, clockAt('2026-11-24T11:59:00Z'), token, ['s'])).toBeFalse();
});

test('no token, half a token, and a token with another hour on it are refused', () => {
  const token = formToken(seals, noon, 's');
  const [hour = '', signature = ''] = token.split('.');
  const later = (Number.parseInt(hour, 36) + 1).toString(36);
  for (const forged of [
    '',
    '.',
    hour,
    signature,
    `${hour}.`,
    `.${signature}`,
    `${later}.${signature}`,
    `${token}x`,
    `${token}\n`,
  ]) {
    expect(isFormToken(seals, clockAt('2026-11-24T13:30:00Z'), forged, ['s'])).toBeFalse();
  }
});

test('within an hour the token of a session stays the same, so that pages with forms can be cached', () => {
  expect(formToken(seals, clockAt('2026-11-24T12:00:00Z'), 's')).toBe(
    formToken(seals, clockAt('2026-11-24T12:59:59Z'), 's'),
  );
});

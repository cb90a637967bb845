// Contrast of the colour tokens, as WCAG 2.2 counts it, in both schemes.

import { expect, test } from 'bun:test';

const sheets = ['frame.css', 'shop.css'].map((name) => Bun.file(`${import.meta.dir}/assets/${name}`).text());
const css = (await Promise.all(sheets)).join();
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w+), (#\w+)\)/g)].map(([, name, light, dark]) => [
    name,
    { light, dark },
  ]),
);
const spines = [...css.matchAll(/\.(spine-[\w-]+) {\s*--c: (#\w{6})/g)].map(([, name, colour]) => ({ name, colour }));

const schemes = ['light', 'dark'] as const;
const texts = ['ink', 'muted', 'accent', 'accent-hover', 'visited', 'ok', 'warn', 'err'];

test.each(schemes)('texts can be read on every ground: %s', (scheme) => {
  for (const text of texts)
    for (const ground of ['paper', 'raised', 'sunken'])
      expect([text, ground, contrast(token(text, scheme), token(ground, scheme)) >= 4.5]).toEqual([text, ground, true]);
  expect(contrast(token('on-accent', scheme), token('accent', scheme))).toBeGreaterThan(4.5);
  expect(contrast(token('on-accent', scheme), token('accent-hover', scheme))).toBeGreaterThan(4.5);
});

test.each(schemes)('borders of fields can be seen: %s', (scheme) => {
  for (const ground of ['paper', 'raised'])
    expect([ground, contrast(token('edge', scheme), token(ground, scheme)) >= 3]).toEqual([ground, true]);
});

test('all sixteen spines carry white letters', () => {
  expect(spines.length).toBe(16);
  for (const { name, colour } of spines) expect([name, contrast('#ffffff', colour ?? '') >= 5]).toEqual([name, true]);
});

test('one of the two rings of the focus shows on any ground', () => {
  expect(contrast('#ffd23f', '#191a1f')).toBeGreaterThan(9);
});

function token(name: string, scheme: 'light' | 'dark'): string {
  const value = tokens.get(name)?.[scheme];
  if (value === undefined) throw new Error(`there is no colour --${name}`);
  return value;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const digits = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit) : (hex.slice(1).match(/../g) ?? []);
  const [red = 0, green = 0, blue = 0] = digits.map((pair) => {
    const share = Number.parseInt(pair, 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

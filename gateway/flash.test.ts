import { expect, test } from 'bun:test';
import { openJar } from './cookies.ts';
import { setFlash, takeFlash } from './flash.ts';
import { createSeals } from './seals.ts';

const seals = createSeals('a secret of at least thirty-two characters');

test('a sentence is told once', () => {
  const jar = openJar(null, false);
  setFlash(jar, seals, { kind: 'done', text: '“Émile” is in your basket; 2 × $9.99, ok?' });
  const next = openJar(jar.lines()[0]?.split(';')[0] ?? '', false);
  expect(takeFlash(next, seals)).toEqual({ kind: 'done', text: '“Émile” is in your basket; 2 × $9.99, ok?' });
  expect(next.lines()[0]).toStartWith('flash=; Path=/; Max-Age=0');
  expect(takeFlash(next, seals)).toBeNull();
});

test('nobody else can make the shop say something', () => {
  const text = Buffer.from(JSON.stringify(['done', 'Send us your password.'])).toString('base64url');
  const other = createSeals('another secret of thirty-two characters');
  for (const value of [
    text,
    `${text}.`,
    `${text}.${other.sign('flash', text)}`,
    `${text}.${seals.sign('form', text)}`,
    '.',
    'x',
  ]) {
    expect(takeFlash(openJar(`flash=${value}`, false), seals)).toBeNull();
  }
});

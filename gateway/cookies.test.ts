import { expect, test } from 'bun:test';
import { openJar } from './cookies.ts';

test('a cookie is HttpOnly, Lax and for the whole site', () => {
  const jar = openJar(null, false);
  jar.set('sid', 'abc', 60);
  expect(jar.lines()).toEqual(['sid=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax']);
});

test('on https it is Secure and has a name no other host can set', () => {
  const jar = openJar('sid=planted; __Host-basket=1.1.5', true);
  expect([jar.get('sid'), jar.get('basket')]).toEqual([null, '1.1.5']);
  jar.set('sid', 'abc');
  expect(jar.lines()).toEqual(['__Host-sid=abc; Path=/; HttpOnly; SameSite=Lax; Secure']);
});

test('what was set is read back, and the last word counts', () => {
  const jar = openJar('theme=dark', false);
  jar.set('theme', 'light');
  jar.set('theme', 'auto');
  expect(jar.get('theme')).toBe('auto');
  expect(jar.lines()).toHaveLength(1);
});

test('clearing removes what is there and says nothing about what is not', () => {
  const jar = openJar('flash=x', false);
  jar.clear('flash');
  jar.clear('sid');
  expect(jar.get('flash')).toBeNull();
  expect(jar.lines()).toEqual(['flash=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax']);
});

test('odd headers are read without surprise', () => {
  expect(openJar('a=1; a=2', false).get('a')).toBe('1');
  expect(openJar('; ;=x;b;c=', false).get('c')).toBeNull();
  expect(openJar('a="quoted"', false).get('a')).toBe('"quoted"');
  expect(openJar('__proto__=x', false).get('toString')).toBeNull();
});

test('a value that would end the cookie is our own fault and never sent', () => {
  const jar = openJar(null, false);
  for (const value of ['a;b', 'a b', 'a\r\nset-cookie: x=y', 'ä', 'a"b', 'a,b']) {
    expect(() => jar.set('flash', value)).toThrow('cookie');
  }
  expect(jar.lines()).toEqual([]);
});

import { expect, test } from 'bun:test';
import { openJar } from './cookies.ts';
import { forgetLooks, lookedAt, noteLook } from './looked-at.ts';

test('the last book comes first, each once, and no more than five', () => {
  const jar = openJar(null, false);
  expect(lookedAt(jar)).toEqual([]);
  for (const id of [1, 2, 3, 2, 4, 5, 6]) noteLook(jar, id);
  expect(lookedAt(jar)).toEqual([6, 5, 4, 2, 3]);
  expect(jar.lines()).toEqual(['seen=6.5.4.2.3; Path=/; HttpOnly; SameSite=Lax']);
});

test('a book looked at again sets nothing; signing out forgets them', () => {
  const jar = openJar('seen=7.8', false);
  noteLook(jar, 7);
  expect(jar.lines()).toEqual([]);
  forgetLooks(jar);
  expect(lookedAt(jar)).toEqual([]);
});

test('what is none of ours counts for nothing', () => {
  for (const value of ['x', '1,2', '0', '-1', '1..2', '9999999999', '1.2.3.4.5.6', '1.x'])
    expect([value, lookedAt(openJar(`seen=${value}`, false))]).toEqual([value, []]);
  expect(lookedAt(openJar('seen=1.1.2', false))).toEqual([1, 2]);
});

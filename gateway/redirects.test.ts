import { expect, test } from 'bun:test';
import { localPath } from './redirects.ts';

const local = [
  '/',
  '/account',
  '/books/9780141439549/emma?x=1#reviews',
  '/search?q=a%20b',
  '/orders?cursor=W10=',
  '/a/b//c',
];
for (const path of local) test(`${path} is followed`, () => expect(localPath(path)).toBe(path));

const foreign = [
  '',
  'account',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/\r\nlocation: https://evil.example',
  '\t//evil.example',
  ' //evil.example',
  'https://evil.example',
  'https:/evil.example',
  'https:evil.example',
  'javascript:alert(1)',
  'data:text/html,x',
  '/\u0000/evil.example',
  '/\u2028/evil.example',
  '/a\\b',
  '/ /evil.example',
  '@evil.example',
  '?next=//evil.example',
  '#x',
  `/${'a'.repeat(2001)}`,
];
for (const wish of foreign) {
  test(`${JSON.stringify(wish.slice(0, 40))} is not followed`, () => expect(localPath(wish, '/home')).toBe('/home'));
}

test('dots that climb out of a path stay in the shop', () => {
  expect(localPath('/..//evil.example', '/home')).toBe('/home');
  expect(localPath('/a/../..//evil.example/')).not.toStartWith('//');
  expect(localPath('/%2e%2e//evil.example')).not.toStartWith('//');
  expect(localPath('/.//evil.example')).not.toStartWith('//');
});

test('nothing given leads to the fallback', () => {
  expect(localPath(null)).toBe('/');
  expect(localPath(undefined, '/account')).toBe('/account');
});

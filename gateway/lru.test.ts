import { expect, test } from 'bun:test';
import { createDrafts } from './drafts.ts';
import { createLru } from './lru.ts';

test('what was used longest ago goes first', () => {
  const lru = createLru<number>(2);
  lru.set('a', 1);
  lru.set('b', 2);
  lru.get('a');
  lru.set('c', 3);
  expect([lru.get('a'), lru.get('b'), lru.get('c'), lru.size()]).toEqual([1, undefined, 3, 2]);
  lru.set('a', 9);
  lru.delete('c');
  expect([lru.get('a'), lru.size()]).toEqual([9, 1]);
});

test('a draft is given back to the browser and page it was written in, until it is dropped', () => {
  const drafts = createDrafts();
  drafts.keep('me', '/a', { comment: 'text' });
  expect([drafts.find('you', '/a'), drafts.find('me', '/b')]).toEqual([null, null]);
  expect([drafts.find('me', '/a'), drafts.find('me', '/a')]).toEqual([{ comment: 'text' }, { comment: 'text' }]);
  drafts.drop('me', '/a');
  expect(drafts.find('me', '/a')).toBeNull();
});

// A reading list in its orders, and shared by a link: what its owner sees, and what others do.

import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { notFound, unavailable } from '#kit/problem';
import { aBook, listOf } from './testing/rooms.ts';
import { openTestShop, type TestShop } from './testing/shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterEach(() => shop.rooms.reset());
afterAll(() => shop.rooms.stop());

const secret = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ';
const entry = (id: number) => ({ book_id: id, note: `Note ${id}`, added_at: '2026-11-24T10:00:00.000Z' });

/** A users room with a list of these books, shared or not. */
function keepList(ids: number[], count = ids.length) {
  const state = { secret: null as string | null };
  shop.rooms.answer('users', ({ method }, { pathname }) => {
    if (pathname === '/api/users/me/reading_list/sharing/') {
      if (method === 'PUT') state.secret = secret;
      if (method === 'DELETE') state.secret = null;
      return method === 'DELETE' ? { status: 204 } : { json: { secret: state.secret } };
    }
    if (pathname === '/api/users/me/reading_list/') return { json: { ...listOf(ids.map(entry)), count } };
    if (pathname !== `/api/users/shared_lists/${secret}/`) return undefined;
    if (state.secret === null) throw notFound('list');
    return {
      json: { reader: 'Ada L.', ...listOf(ids.map((id) => ({ book_id: id, added_at: entry(id).added_at }))), count },
    };
  });
  return state;
}

test('its owner shares a list by a link, and switches that off', async () => {
  const state = keepList([1, 2]);
  const ada = await shop.signedIn();
  const before = await ada.get('/account/list');
  expect(before.text).not.toContain('/lists/');
  const on = await ada.submit(before, '/account/list/sharing', { act: 'share' });
  expect([on.path, on.text.includes(`http://localhost/lists/${secret}`)]).toEqual(['/account/list', true]);
  const stranger = shop.browser();
  const seen = await stranger.get(`/lists/${secret}`);
  expect([seen.status, seen.text.includes('Ada L.'), seen.text.includes('Note 1')]).toEqual([200, true, false]);
  expect(seen.text).toContain('<meta name="robots" content="noindex"');
  expect([seen.headers.get('cache-control'), seen.headers.get('referrer-policy')]).toEqual([
    'private, no-store',
    'no-referrer',
  ]);
  const off = await ada.submit(on, '/account/list/sharing', { act: 'stop' });
  expect([off.text.includes('/lists/'), state.secret]).toEqual([false, null]);
  expect((await stranger.get(`/lists/${secret}`)).status).toBe(404);
});

test('by title and price the catalogue says the order, and what it does not know comes last', async () => {
  keepList([1, 7, 2]);
  shop.rooms.answer('books', (_, { pathname, searchParams }) => {
    if (pathname !== '/api/books/') return undefined;
    const [one, two] = [aBook({ id: 1, title: 'Zed' }), aBook({ id: 2, title: 'Ada' })];
    return { json: listOf(searchParams.get('ordering') === 'title' ? [two, one] : [one, two]) };
  });
  const ada = await shop.signedIn();
  const idsIn = (html: string) => [...html.matchAll(/action="\/account\/list\/(\d+)"/g)].map(([, id]) => id);
  expect(idsIn((await ada.get('/account/list')).text)).toEqual(['1', '7', '2']);
  const { text } = await ada.get('/account/list?ordering=title');
  expect([idsIn(text), /<option value="title" selected/.test(text)]).toEqual([['2', '1', '7'], true]);
  expect(idsIn((await ada.get('/account/list?ordering=nonsense')).text)).toEqual(['1', '7', '2']);
});

test('a list too long for the catalogue is shown by time, and offers nothing else', async () => {
  keepList([1, 2], 101);
  const ada = await shop.signedIn();
  const { status, text } = await ada.get('/account/list?ordering=title');
  expect([status, text.includes('<option value="title"')]).toEqual([200, false]);
});

test('while the catalogue or users rest the page says so, and nothing of a link is lost', async () => {
  keepList([1]).secret = secret;
  await shop.rooms.shut('books');
  const seen = await shop.browser().get(`/lists/${secret}`);
  expect([seen.status, seen.text.includes('The books on it are')]).toEqual([200, true]);
  shop.rooms.answer('users', () => {
    throw unavailable('users');
  });
  expect((await shop.browser().get(`/lists/${secret}`)).status).toBe(503);
});

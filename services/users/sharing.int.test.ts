// Reading lists shared by a link, on a real database: read by whoever has it, until it is switched off.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { startUsersRoom, type UsersRoom } from '#tests/support/users-room';

let room: UsersRoom;
beforeAll(async () => {
  room = await startUsersRoom();
}, 60_000);
afterAll(() => room.stop());

const own = '/api/users/me/reading_list/';
const sharing = `${own}sharing/`;
const secretOf = async (token: string): Promise<string> => (await room.send('PUT', sharing, { token })).json.secret;
const shared = (secret: string, query = '') => room.get(`/api/users/shared_lists/${secret}/${query}`);
async function reader(of: object = {}) {
  const person = await room.register({ first_name: 'Ada', last_name: 'Lovelace', ...of });
  for (const book of [1, 2, 3])
    await room.send('PUT', `${own}${book}/`, { json: { note: 'For Ann, secretly' }, token: person.access });
  return person;
}

test('a list is shared by one link, which leads to its books and to nothing else of its owner', async () => {
  const ada = await reader();
  expect((await room.get(sharing, ada.access)).json).toEqual({ secret: null });
  const secrets = await Promise.all([1, 2, 3, 4, 5].map(() => secretOf(ada.access)));
  expect(new Set(secrets).size).toBe(1);
  const [secret = ''] = secrets;
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect((await room.get(sharing, ada.access)).json).toEqual({ secret });
  const { json, text } = await shared(secret);
  expect([json.reader, json.count]).toEqual(['Ada L.', 3]);
  expect(json.results.map(({ book_id: id }: { book_id: number }) => id)).toEqual([3, 2, 1]);
  for (const word of ['secretly', ada.email, ada.username, '"note"', '"user_id"'])
    expect([word, text.includes(word)]).toEqual([word, false]);
});

test('pages and orders are those of the list', async () => {
  const secret = await secretOf((await reader()).access);
  const first = (await shared(secret, '?limit=2&ordering=added_at')).json;
  expect(first.results.map(({ book_id: id }: { book_id: number }) => id)).toEqual([1, 2]);
  const second = (await room.get(first.next)).json;
  expect([second.reader, second.results.length, second.next]).toEqual(['Ada L.', 1, null]);
});

test('switched off the link is dead for good, and switched on again it is another', async () => {
  const ada = await reader({ first_name: '' });
  const secret = await secretOf(ada.access);
  expect((await shared(secret)).json.reader).toBe('A reader');
  for (let n = 0; n < 2; n++) expect((await room.send('DELETE', sharing, { token: ada.access })).status).toBe(204);
  expect((await shared(secret)).status).toBe(404);
  const other = await secretOf(ada.access);
  expect([other === secret, (await shared(other)).status, (await shared(secret)).status]).toEqual([false, 200, 404]);
});

test('an account that is switched off or closed shares nothing, and guessing finds nothing', async () => {
  const ada = await reader();
  const secret = await secretOf(ada.access);
  expect((await room.get('/api/users/me/export/', ada.access)).json.reading_list_shared).toBe(true);
  await room.sql(`update users set is_active = false where id = ${ada.id}`);
  expect((await shared(secret)).status).toBe(404);
  await room.sql(`update users set is_active = true where id = ${ada.id}`);
  expect((await shared(secret)).status).toBe(200);
  expect((await room.send('DELETE', `/api/users/${ada.id}/`, { token: ada.access })).status).toBe(204);
  expect((await shared(secret)).status).toBe(404);
  for (const guess of ['x', secret.slice(0, -1), secret.toUpperCase(), '%00', "' or 1=1"])
    expect([guess, (await shared(encodeURIComponent(guess))).status]).toEqual([guess, 404]);
});

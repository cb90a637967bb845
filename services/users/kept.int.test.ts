// Addresses and reading lists, on a real database: one's own alone, bounded, and gone with the account.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { startUsersRoom, type UsersRoom } from '#tests/support/users-room';

let room: UsersRoom;
beforeAll(async () => {
  room = await startUsersRoom();
}, 60_000);
afterAll(() => room.stop());

const home = { name: ' Ada King ', line1: '12 Long Row', city: 'Hay-on-Wye', postcode: 'HR3 5AA', country: 'GB' };
const own = '/api/users/me/addresses/';
const list = '/api/users/me/reading_list/';

test('an address is kept, changed and forgotten by its owner, and by nobody else', async () => {
  const [ada, other] = [await room.register(), await room.register({ role: 'staff' })];
  const made = await room.post(own, home, ada.access);
  expect(made.status).toBe(201);
  expect(made.json).toMatchObject({ name: 'Ada King', line2: '', region: '', country: 'GB' });
  const at = `${own}${made.json.id}/`;
  const moved = { ...home, city: 'Leeds' };
  expect((await room.send('PUT', at, { json: moved, token: other.access })).status).toBe(404);
  expect((await room.send('DELETE', at, { token: other.access })).status).toBe(404);
  expect((await room.send('PUT', at, { json: moved, token: ada.access })).json.city).toBe('Leeds');
  expect((await room.get(own, ada.access)).json.results).toMatchObject([{ city: 'Leeds' }]);
  expect((await room.get(own, other.access)).json.results).toEqual([]);
  expect((await room.send('DELETE', at, { token: ada.access })).status).toBe(204);
  expect((await room.send('DELETE', at, { token: ada.access })).status).toBe(404);
  const empty = await room.post(own, { ...home, name: '  ', country: 'gb' }, ada.access);
  expect(empty.json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/name', '/country']);
});

test('an account keeps twenty addresses and no more, however many come at once', async () => {
  const ada = await room.register();
  const keep = (door: number) => room.post(own, { ...home, line1: `${door} Long Row` }, ada.access);
  const answers = await Promise.all(Array.from({ length: 25 }, (_, door) => keep(door)));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(5);
});

test('the same address sent again, even at once, is the one that is kept', async () => {
  const ada = await room.register();
  const answers = await Promise.all(Array.from({ length: 5 }, () => room.post(own, home, ada.access)));
  expect(new Set(answers.map(({ status, json }) => `${status} ${json.id}`)).size).toBe(1);
  expect((await room.get(own, ada.access)).json.count).toBe(1);
});

test('a book is kept once, with the last note that was written', async () => {
  const ada = await room.register();
  const keep = (json: object) => room.send('PUT', `${list}7/`, { json, token: ada.access });
  expect((await keep({ note: ' Soon ' })).json).toMatchObject({ book_id: 7, note: 'Soon' });
  expect((await keep({})).json.note).toBe('Soon');
  expect((await keep({ note: '' })).json.note).toBe('');
  expect((await room.post(list, { book_ids: [8, 7, 8, 9] }, ada.access)).json).toEqual({ added: 2 });
  expect((await room.post(list, { book_ids: [8, 7, 8, 9] }, ada.access)).json).toEqual({ added: 0 });
  expect((await room.get(`${list}?limit=2`, ada.access)).json).toMatchObject({ count: 3 });
  for (let times = 0; times < 2; times++)
    expect((await room.send('DELETE', `${list}7/`, { token: ada.access })).status).toBe(204);
  const left = (await room.get(list, ada.access)).json.results as { book_id: number }[];
  expect(left.map(({ book_id }) => book_id).sort()).toEqual([8, 9]);
});

test('a full list takes as much of another as there is room for, and says no to one more', async () => {
  const ada = await room.register();
  for (let at = 0; at < 5; at++)
    await room.post(list, { book_ids: Array.from({ length: 100 }, (_, index) => 1 + at * 100 + index) }, ada.access);
  expect((await room.post(list, { book_ids: [900, 901] }, ada.access)).json).toEqual({ added: 0 });
  expect((await room.send('PUT', `${list}900/`, { json: {}, token: ada.access })).status).toBe(409);
  expect((await room.send('PUT', `${list}1/`, { json: { note: 'Here' }, token: ada.access })).status).toBe(200);
});

test('what was kept goes with the account', async () => {
  const ada = await room.register();
  await room.post(own, home, ada.access);
  await room.post(list, { book_ids: [1] }, ada.access);
  expect((await room.send('DELETE', `/api/users/${ada.id}/`, { token: ada.access })).status).toBe(204);
  const kept = await room.sql(
    `select (select count(*) from addresses where user_id = ${ada.id})::int as a,
      (select count(*) from reading_list where user_id = ${ada.id})::int as l`,
  );
  expect(kept).toMatchObject([{ a: 0, l: 0 }]);
});

// What must exist when the room opens: the first administrator, and the sample people where they are wished for.

import { expect, test } from 'bun:test';
import { ConfigurationError } from '#kit/config';
import { customers, demoPassword, staff } from '#sample/people';
import { startUsersRoom } from '#tests/support/users-room';
import { createAdministrator, ensureFirstAdministrator } from './actions/administrators.ts';
import { seed } from './seed.ts';

const settings = { ADMIN_USERNAME: 'keeper', ADMIN_EMAIL: 'keeper@mail.test', ADMIN_PASSWORD: 'seven quiet otters' };
const login = { username: 'keeper', password: 'seven quiet otters' };

test('the settings make the first administrator, once, however many instances start', async () => {
  const room = await startUsersRoom(settings);
  await Promise.all(Array.from({ length: 4 }, () => ensureFirstAdministrator(room.deps as never)));
  const admins = await room.sql("select id::int, username from users where role = 'admin'");
  expect(admins).toEqual([{ id: 1, username: 'keeper' }]);
  const { json } = await room.post('/api/users/login/', login);
  expect(json.user.role).toBe('admin');
  const person = await room.register();
  expect(person.id).toBe(2);
  await room.stop();
});

test('settings that do not do stop the start in words', async () => {
  const start = (more: object) => startUsersRoom({ ...settings, ...more });
  await expect(start({ ADMIN_PASSWORD: undefined })).rejects.toThrow('go together');
  await expect(start({ ADMIN_PASSWORD: 'short' })).rejects.toThrow('8 to 128');
  await expect(start({ ADMIN_PASSWORD: 'password123' })).rejects.toThrow('commonest');
  await expect(start({ ADMIN_EMAIL: 'nowhere' })).rejects.toBeInstanceOf(ConfigurationError);
});

test('more administrators are made beside the first, with names that are free', async () => {
  const room = await startUsersRoom(settings);
  const wish = { username: 'second', email: 'second@mail.test', password: 'seven quiet otters' };
  expect(await createAdministrator(room.deps, wish)).toMatchObject({ id: 2, role: 'admin', emailVerified: true });
  await expect(createAdministrator(room.deps, { ...wish, email: 'third@mail.test' })).rejects.toMatchObject({
    status: 409,
  });
  await expect(createAdministrator(room.deps, { ...wish, username: '' })).rejects.toMatchObject({ status: 422 });
  await room.stop();
});

test('the sample people come into an empty room once, and the numbers go on after theirs', async () => {
  const room = await startUsersRoom();
  for (let n = 0; n < 2; n++) await room.deps.db.transaction(seed);
  const [found] = await room.sql('select count(*)::int as n, min(id)::int as least, max(id)::int as most from users');
  expect(found).toEqual({ n: staff.length + customers.length, least: 100, most: 100 + customers.length });
  const counter = await room.post('/api/users/login/', { username: 'counter', password: demoPassword });
  expect(counter.json.user).toMatchObject({ id: 100, role: 'staff', email_verified: true });
  await ensureFirstAdministrator({ ...room.deps, settings: { ...room.deps.settings, ...settings } } as never);
  expect((await room.post('/api/users/login/', login)).json.user.id).toBe(1);
  expect((await room.register()).id).toBeGreaterThan(100 + customers.length);
  await room.stop();
});

// What one address may do, on a real database and behind a real socket.

import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { proxiesIn } from '#kit/address';
import { password, startUsersRoom, type UsersRoom } from '#tests/support/users-room';
import { sweep } from './actions/housekeeping.ts';
import { users } from './index.ts';

let room: UsersRoom;
const opened: { stop(): unknown }[] = [];

/** The room behind a socket of its own, as its clients reach it. */
async function listen(settings: { RATE_LIMITS?: number; GATEWAY_ADDRESSES?: ReturnType<typeof proxiesIn> } = {}) {
  const deps = { ...room.deps, settings: { ...room.deps.settings, RATE_LIMITS: 1, ...settings } };
  const app = users.app(deps as never).listen({ port: 0, hostname: '127.0.0.1' });
  opened.push({ stop: () => app.stop(true) });
  return `http://127.0.0.1:${app.server?.port}`;
}

beforeAll(async () => {
  room = await startUsersRoom();
}, 60_000);
beforeEach(() => room.sql('delete from request_counts'));
afterAll(async () => {
  await Promise.all(opened.map((one) => one.stop()));
  await room.stop();
});

const post = (origin: string, path: string, body: object | ReadableStream, headers: Record<string, string> = {}) =>
  fetch(origin + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: body instanceof ReadableStream ? body : JSON.stringify(body),
  });
const newcomer = () => {
  const name = `n${Bun.randomUUIDv7().slice(-12)}`;
  return { username: name, email: `${name}@mail.test`, password, password2: password };
};
const from = (address: string) => ({ 'x-forwarded-for': address });

test('five accounts an hour are made from one address, the sixth is told when to come again', async () => {
  const origin = await listen();
  const answers = [];
  for (let n = 0; n < 6; n++) answers.push(await post(origin, '/api/users/register/', newcomer()));
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 429]);
  expect(answers.map(({ headers }) => headers.get('ratelimit')?.replace(/;t=.*/, ''))).toEqual(
    [4, 3, 2, 1, 0, 0].map((left) => `"register";r=${left}`),
  );
  const [, , , , , refused] = answers;
  expect(refused?.headers.get('content-type')).toStartWith('application/problem+json');
  expect(refused?.headers.get('ratelimit-policy')).toBe('"register";q=5;w=3600');
  expect(Number(refused?.headers.get('retry-after'))).toBeWithin(3500, 3601);
  expect(await refused?.json()).toMatchObject({ type: '/problems/too-many-requests', status: 429 });
});

test('a restart forgives nothing, the end of the window does', async () => {
  const before = await listen();
  for (let n = 0; n < 5; n++) await post(before, '/api/users/register/', newcomer());
  const after = await listen();
  expect((await post(after, '/api/users/register/', newcomer())).status).toBe(429);
  await room.sql(`update request_counts set ends_at = now() - interval '1 second'`);
  const next = await post(after, '/api/users/register/', newcomer());
  expect([next.status, next.headers.get('ratelimit')]).toEqual([201, '"register";r=4;t=3600']);
});

test('of fifty at once from one address five get in', async () => {
  const origin = await listen();
  const all = await Promise.all(Array.from({ length: 50 }, () => post(origin, '/api/users/register/', newcomer())));
  expect(all.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(5);
  expect(all.filter(({ status }) => status === 429)).toHaveLength(45);
});

test('twenty sign-ins a minute from one address, right or wrong, whoever they are for', async () => {
  const origin = await listen();
  const { username } = await room.register();
  const statuses = [];
  for (let n = 0; n < 21; n++) {
    const name = n % 2 === 0 ? `nobody-${n}` : username;
    statuses.push((await post(origin, '/api/users/login/', { username: name, password })).status);
  }
  expect(statuses.slice(0, 20).filter((status) => status === 200)).toHaveLength(10);
  expect(statuses.slice(0, 20).filter((status) => status === 401)).toHaveLength(10);
  expect(statuses[20]).toBe(429);
});

test('ten guests a minute, and twenty mailed links an hour for whatever addresses', async () => {
  const origin = await listen();
  const guests = [];
  for (let n = 0; n < 11; n++) guests.push((await post(origin, '/api/users/guest/', { email: 'g@mail.test' })).status);
  expect(guests).toEqual([...Array(10).fill(201), 429]);
  const links = [];
  for (let n = 0; n < 21; n++)
    links.push((await post(origin, '/api/users/password/forgot/', { email: `m${n}@mail.test` })).status);
  expect(links).toEqual([...Array(20).fill(202), 429]);
});

test('an address is what the connection says: a header makes nobody somebody else', async () => {
  const origin = await listen({ GATEWAY_ADDRESSES: proxiesIn('') });
  const statuses = [];
  for (let n = 0; n < 6; n++)
    statuses.push((await post(origin, '/api/users/register/', newcomer(), from(`203.0.113.${n}`))).status);
  expect(statuses).toEqual([201, 201, 201, 201, 201, 429]);
});

test('behind a trusted proxy each client counts for itself, however its body is sent', async () => {
  const origin = await listen({ GATEWAY_ADDRESSES: proxiesIn('loopback') });
  const ask = async (address: string) => (await post(origin, '/api/users/register/', newcomer(), from(address))).status;
  for (let n = 0; n < 5; n++) expect(await ask('203.0.113.7')).toBe(201);
  expect([await ask('203.0.113.7'), await ask('203.0.113.8')]).toEqual([429, 201]);
  // What stands before the last address the client wrote itself.
  expect(await ask('198.51.100.9, 203.0.113.7')).toBe(429);
  const chunks = new Blob([JSON.stringify(newcomer())]).stream();
  expect((await post(origin, '/api/users/register/', chunks, from('203.0.113.7'))).status).toBe(429);
});

test('the setting raises limits and switches them off', async () => {
  const [raised, off] = [await listen({ RATE_LIMITS: 2 }), await listen({ RATE_LIMITS: 0 })];
  const statuses = [];
  for (let n = 0; n < 11; n++) statuses.push((await post(raised, '/api/users/register/', newcomer())).status);
  expect(statuses).toEqual([...Array(10).fill(201), 429]);
  const free = await post(off, '/api/users/register/', newcomer());
  expect([free.status, free.headers.get('ratelimit')]).toEqual([201, null]);
});

test('windows that are over are swept away, open ones stay', async () => {
  await room.sql(
    `insert into request_counts values ('a', 1, now() - interval '1 second'), ('b', 9, now() + interval '1 hour')`,
  );
  await sweep(room.deps);
  expect((await room.sql('select bucket from request_counts')).map(({ bucket }) => bucket)).toEqual(['b']);
});

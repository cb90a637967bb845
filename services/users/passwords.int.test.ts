// New passwords: by a mailed link, or by knowing the old one.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { password, startUsersRoom, type UsersRoom } from '#tests/support/users-room';
import { sweep } from './actions/housekeeping.ts';

let room: UsersRoom;
beforeAll(async () => {
  room = await startUsersRoom();
}, 60_000);
afterAll(() => room.stop());

const fresh = 'seven quiet otters';
const ask = (email: string) => room.post('/api/users/password/forgot/', { email });
const reset = (token: string, more: object = {}) =>
  room.post('/api/users/password/reset/', { token, password: fresh, password2: fresh, ...more });
const login = (username: string, word: string) => room.post('/api/users/login/', { username, password: word });
const change = (token: string, json: object) => room.post('/api/users/me/password/', json, token);
/** What came after the welcome. */
const mails = async (email: string) =>
  (await room.mails(email)).filter(({ subject }) => subject !== 'Confirm your e-mail address');
const linkTo = async (email: string) =>
  /http:\/\/shop\.test\/reset\/([\w-]{43})\n/.exec((await mails(email)).at(-1)?.text ?? '')?.[1] ?? 'none';

test('a forgotten password is replaced by the link in a mail, and everybody is signed out', async () => {
  const person = await room.register();
  expect((await ask(person.email.toUpperCase())).status).toBe(202);
  const token = await linkTo(person.email);
  expect(JSON.stringify(await room.sql('select * from one_time_tokens'))).not.toContain(token);
  for (const bad of [{ password2: 'else' }, { password: 'short', password2: 'short' }])
    expect((await reset(token, bad)).status).toBe(422);
  expect((await reset(token)).status).toBe(204);
  expect((await login(person.username, password)).status).toBe(401);
  expect((await login(person.username, fresh)).json.user.email_verified).toBe(true);
  expect((await room.get('/api/users/me/', person.access)).status).toBe(401);
  const again = await reset(token);
  expect([again.status, again.json.errors[0].pointer]).toEqual([422, '/token']);
  expect((await mails(person.email)).map(({ subject }) => subject)).toEqual(['Your password was changed']);
});

test('a link used many times at once works once', async () => {
  const person = await room.register();
  await ask(person.email);
  const token = await linkTo(person.email);
  const all = await Promise.all(Array.from({ length: 6 }, () => reset(token)));
  expect(all.map(({ status }) => status).sort()).toEqual([204, ...Array(5).fill(422)]);
});

test('a link dies after half an hour, by a change of address, and by another link that was used', async () => {
  const person = await room.register();
  await ask(person.email);
  const first = await linkTo(person.email);
  await room.sql(`update one_time_tokens set expires_at = now() where user_id = ${person.id}`);
  expect((await reset(first)).status).toBe(422);
  await ask(person.email);
  const second = await linkTo(person.email);
  const moved = { json: { email: 'moved@mail.test' }, token: person.access };
  expect((await room.send('PATCH', `/api/users/${person.id}/`, moved)).status).toBe(200);
  expect((await reset(second)).status).toBe(422);
  await ask('moved@mail.test');
  const third = await linkTo('moved@mail.test');
  await ask('moved@mail.test');
  expect((await reset(await linkTo('moved@mail.test'))).status).toBe(204);
  expect((await reset(third)).status).toBe(422);
  expect((await reset('made-up')).status).toBe(422);
});

test('asking answers alike whether or not somebody has the address, and writes three mails an hour', async () => {
  const person = await room.register();
  const answers = [];
  for (const email of [person.email, 'nobody@mail.test']) {
    for (let n = 0; n < 5; n++) answers.push(await ask(email));
  }
  const [known, unknown] = [answers.slice(0, 5), answers.slice(5)];
  for (const five of [known, unknown]) expect(five.map(({ status }) => status)).toEqual([202, 202, 202, 429, 429]);
  expect(new Set(answers.map(({ status, json }) => `${status} ${json.type} ${json.title}`)).size).toBe(2);
  for (const { headers, json } of [known[4], unknown[4]].filter((one) => one !== undefined)) {
    expect(Number(headers.get('retry-after'))).toBeWithin(3500, 3601);
    expect(headers.get('ratelimit-policy')).toBe('"links-of-address";q=3;w=3600');
    expect(json.detail).toStartWith('3 links were asked for this address within the hour.');
  }
  expect(await mails(person.email)).toHaveLength(3);
  expect(await mails('nobody@mail.test')).toEqual([]);
  expect((await ask('nowhere')).status).toBe(422);
  await room.sql(`update users set is_active = false where id = ${person.id}`);
  await room.sql(`update one_time_tokens set created_at = now() - interval '2 hours'`);
  await ask(person.email);
  expect(await mails(person.email)).toHaveLength(3);
});

test('a guest becomes a full account by the link, unless the address got one meanwhile', async () => {
  const guest = async (email: string) => (await room.post('/api/users/guest/', { email })).json;
  await guest('shared@mail.test');
  const { user, access } = await guest('shared@mail.test');
  expect((await ask('shared@mail.test')).status).toBe(202);
  const token = await linkTo('shared@mail.test');
  expect((await reset(token)).status).toBe(204);
  const signedIn = await login('shared@mail.test', fresh);
  expect(signedIn.json.user).toMatchObject({ id: user.id, is_guest: false, email_verified: true });
  expect((await room.get('/api/users/me/', access)).status).toBe(401);

  await guest('late@mail.test');
  await ask('late@mail.test');
  const late = await linkTo('late@mail.test');
  const wish = { username: 'late', email: 'late@mail.test', password, password2: password };
  expect((await room.post('/api/users/register/', wish)).status).toBe(201);
  expect((await reset(late)).status).toBe(409);
});

test('the present password gives a new one and keeps only the session that changed it', async () => {
  const person = await room.register();
  const elsewhere = await room.signIn(person.username);
  const wish = { current_password: password, password: fresh, password2: fresh };
  const wrong = await change(person.access, { ...wish, current_password: 'wrong' });
  expect([wrong.status, wrong.json.errors[0].pointer]).toEqual([422, '/current_password']);
  expect((await change(person.access, { ...wish, password2: 'else' })).status).toBe(422);
  expect((await room.post('/api/users/me/password/', wish)).status).toBe(401);
  expect((await change(person.access, wish)).status).toBe(204);
  expect((await room.get('/api/users/me/', person.access)).status).toBe(200);
  expect((await room.get('/api/users/me/', elsewhere.access)).status).toBe(401);
  expect((await room.post('/api/users/token/refresh/', { refresh: elsewhere.refresh })).status).toBe(401);
  expect((await room.post('/api/users/token/refresh/', { refresh: person.refresh })).status).toBe(200);
  expect((await login(person.username, fresh)).status).toBe(200);
  const guest = (await room.post('/api/users/guest/', { email: 'g@mail.test' })).json;
  expect((await change(guest.access, wish)).status).toBe(422);
});

test('guessing the present password is slowed down like signing in', async () => {
  const person = await room.register();
  const wish = { current_password: 'wrong', password: fresh, password2: fresh };
  const statuses = [];
  for (let n = 0; n < 6; n++) statuses.push((await change(person.access, wish)).status);
  expect(statuses).toEqual([422, 422, 422, 422, 422, 429]);
  expect((await login(person.username, password)).status).toBe(429);
});

test('two changes from the same password at once: one of them counts', async () => {
  const person = await room.register();
  const to = (word: string) => change(person.access, { current_password: password, password: word, password2: word });
  const both = await Promise.all([to('first new word'), to('second new word')]);
  expect(both.map(({ status }) => status).sort()).toEqual([204, 422]);
});

test('what is over is swept away, what is not stays', async () => {
  const person = await room.register();
  await ask(person.email);
  await room.post('/api/users/token/refresh/', { refresh: person.refresh });
  await login(person.username, 'wrong password');
  const ended = await room.signIn(person.username);
  await login(person.username, 'wrong password');
  await room.sql(`update sessions set revoked_at = now() - interval '25 hours' where id in
    (select session_id from refresh_tokens where digest = encode(sha256('${ended.refresh}'), 'hex'))`);
  await sweep(room.deps);
  expect(await room.sql(`select 1 from sessions where user_id = ${person.id}`)).toHaveLength(1);
  expect(await mails(person.email)).toHaveLength(1);
  expect(await room.sql(`select 1 from login_failures where bucket = 'account:${person.id}'`)).toHaveLength(1);
  const older = [
    `update one_time_tokens set expires_at = now() - interval '2 hours' where user_id = ${person.id}`,
    "update mail set expires_at = now() - interval '1 second' where expires_at is not null",
    "update login_failures set last_at = now() - interval '16 minutes'",
    "update refresh_tokens set used_at = now() - interval '11 seconds' where used_at is not null",
  ];
  for (const statement of older) await room.sql(statement);
  await sweep(room.deps);
  for (const table of [
    'login_failures',
    'mail where expires_at is not null',
    `one_time_tokens where user_id = ${person.id}`,
    'refresh_tokens where successor_salt is not null',
  ])
    expect([table, await room.sql(`select 1 from ${table}`)]).toEqual([table, []]);
});

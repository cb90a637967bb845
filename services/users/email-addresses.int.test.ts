// Addresses: verified, changed, and never told about to strangers.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type Person, password, startUsersRoom, type UsersRoom } from '#tests/support/users-room';

let room: UsersRoom;
beforeAll(async () => {
  room = await startUsersRoom();
}, 60_000);
afterAll(() => room.stop());

const confirm = (token: string) => room.post('/api/users/email/confirm/', { token });
const move = ({ access }: Person, email: string, word = password) =>
  room.post('/api/users/me/email/', { email, current_password: word }, access);
const again = ({ access }: Person) => room.send('POST', '/api/users/me/email/verification/', { token: access });
const me = async ({ access }: Person) => (await room.get('/api/users/me/', access)).json;
const subjects = async (email: string) => (await room.mails(email)).map(({ subject }) => subject);
const linkTo = async (email: string) =>
  /http:\/\/shop\.test\/verify\/([\w-]{43})\n/.exec((await room.mails(email)).at(-1)?.text ?? '')?.[1] ?? 'none';

test('who registers is sent a link that verifies the address, once', async () => {
  const person = await room.register();
  expect((await me(person)).email_verified).toBe(false);
  expect(await subjects(person.email)).toEqual(['Confirm your e-mail address']);
  const token = await linkTo(person.email);
  expect(JSON.stringify(await room.sql('select * from one_time_tokens'))).not.toContain(token);
  const both = await Promise.all([confirm(token), confirm(token)]);
  expect(both.map(({ status }) => status).sort()).toEqual([204, 422]);
  expect((await me(person)).email_verified).toBe(true);
  expect((await again(person)).status).toBe(202);
  expect(await subjects(person.email)).toEqual(['Confirm your e-mail address']);
});

test('the link comes again where it was lost, three times an hour, and a password link is none', async () => {
  const person = await room.register();
  const statuses = [];
  for (let n = 0; n < 3; n++) statuses.push((await again(person)).status);
  expect(statuses).toEqual([202, 202, 429]);
  expect(await subjects(person.email)).toHaveLength(3);
  const token = await linkTo(person.email);
  await room.sql(`update one_time_tokens set purpose = 'password' where user_id = ${person.id}`);
  const wrong = await confirm(token);
  expect([wrong.status, wrong.json.errors[0].pointer]).toEqual([422, '/token']);
  await room.sql(`update one_time_tokens set purpose = 'verify' where user_id = ${person.id}`);
  const reset = { token, password: 'seven quiet otters', password2: 'seven quiet otters' };
  expect((await room.post('/api/users/password/reset/', reset)).status).toBe(422);
  await room.sql(`update one_time_tokens set expires_at = now() where user_id = ${person.id}`);
  expect((await confirm(token)).status).toBe(422);
  expect((await me(person)).email_verified).toBe(false);
});

test("a new address asks for the password, becomes the account's by its link, and the old one is told", async () => {
  const person = await room.register();
  const wrong = await move(person, 'new@mail.test', 'not it');
  expect([wrong.status, wrong.json.errors[0].pointer]).toEqual([422, '/current_password']);
  const same = await move(person, person.email.toUpperCase());
  expect([same.status, same.json.errors[0].pointer]).toEqual([422, '/email']);
  expect((await move(person, 'new@mail.test')).status).toBe(202);
  expect((await me(person)).email).toBe(person.email);
  expect((await confirm(await linkTo('new@mail.test'))).status).toBe(204);
  expect(await me(person)).toMatchObject({ email: 'new@mail.test', email_verified: true });
  expect((await subjects(person.email)).at(-1)).toBe('Your account has another e-mail address');
  expect((await room.post('/api/users/login/', { username: 'new@mail.test', password })).status).toBe(200);
});

test('a link to an address the account has left verifies nothing', async () => {
  const person = await room.register();
  const old = await linkTo(person.email);
  const moved = { json: { email: 'straight@mail.test' }, token: person.access };
  expect((await room.send('PATCH', `/api/users/${person.id}/`, moved)).status).toBe(200);
  expect((await subjects(person.email)).at(-1)).toBe('Your account has another e-mail address');
  expect((await confirm(old)).status).toBe(422);
  expect((await me(person)).email_verified).toBe(false);
  expect((await confirm(await linkTo('straight@mail.test'))).status).toBe(204);
  expect((await me(person)).email_verified).toBe(true);
});

test('an address that has an account is told so, three times an hour, and the asker learns nothing', async () => {
  const owner = await room.register();
  const asker = await room.register();
  const answers = [await move(asker, owner.email), await move(asker, 'nobody-has@mail.test')];
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect((await subjects(owner.email)).at(-1)).toBe('You already have an account');
  const wish = { email: owner.email.toUpperCase(), password, password2: password };
  for (let n = 0; n < 4; n++) {
    const refused = await room.post('/api/users/register/', { ...wish, username: `again${n}` });
    expect([refused.status, refused.json.errors[0].pointer]).toEqual([409, '/email']);
  }
  const repeat = await room.post('/api/users/register/', { ...wish, username: owner.username });
  expect([repeat.status, repeat.json.errors.length]).toEqual([409, 2]);
  const told = (await subjects(owner.email)).filter((subject) => subject === 'You already have an account');
  // One for the change; of the three an hour for who opens an account, the owner's own verification was the first.
  expect(told).toHaveLength(1 + 2);
});

test('an address that got an account while the link was on its way stays with that account', async () => {
  const person = await room.register();
  expect((await move(person, 'wanted@mail.test')).status).toBe(202);
  const token = await linkTo('wanted@mail.test');
  const wish = { username: 'quicker', email: 'wanted@mail.test', password, password2: password };
  expect((await room.post('/api/users/register/', wish)).status).toBe(201);
  expect((await confirm(token)).status).toBe(409);
  expect((await me(person)).email).toBe(person.email);
});

test('guessing the password through a change of address is slowed down like signing in', async () => {
  const person = await room.register();
  const statuses = [];
  for (let n = 0; n < 6; n++) statuses.push((await move(person, 'x@mail.test', 'wrong')).status);
  expect(statuses).toEqual([422, 422, 422, 422, 422, 429]);
});

test('a guest keeps the account with a password alone, unless somebody has the address', async () => {
  const guest = async (email: string) => {
    const { user, access } = (await room.post('/api/users/guest/', { email })).json;
    return { ...user, access };
  };
  const keep = (who: Person, word = 'seven quiet otters') =>
    room.post('/api/users/me/account/', { password: word, password2: word }, who.access);
  const staying = await guest('stays@mail.test');
  expect((await keep(staying, 'short')).status).toBe(422);
  const both = await Promise.all([keep(staying), keep(staying)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect(await me(staying)).toMatchObject({ id: staying.id, is_guest: false, email_verified: false });
  expect(await subjects('stays@mail.test')).toEqual(['Confirm your e-mail address']);
  const signedIn = { username: 'stays@mail.test', password: 'seven quiet otters' };
  expect((await room.post('/api/users/login/', signedIn)).status).toBe(200);
  const second = await guest('STAYS@mail.test');
  expect((await keep(second)).json.errors[0].pointer).toBe('/email');
  expect((await subjects('stays@mail.test')).at(-1)).toBe('You already have an account');
  expect((await me(second)).is_guest).toBe(true);
});

test('everything the room holds about somebody is theirs to take away', async () => {
  const person = await room.register({ first_name: 'Ada' });
  await room.sql(`insert into addresses (user_id, name, line1, city, postcode, country)
    values (${person.id}, 'Ada King', '12 Long Row', 'Hay', 'HR3', 'GB')`);
  await room.sql(`insert into reading_list (user_id, book_id) values (${person.id}, 12)`);
  const taken = await room.get('/api/users/me/export/', person.access);
  expect([taken.status, taken.headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect(taken.json).toMatchObject({
    account: { id: person.id, email: person.email, first_name: 'Ada' },
    sessions: [{ kind: 'api', ended_at: null }],
    mails: [{ kind: 'verification', recipient: person.email }],
    addresses: [{ line1: '12 Long Row' }],
    reading_list: [{ book_id: 12 }],
    elsewhere: ['orders/by_user', 'payments/by_user', 'reviews/by_user', 'reviews/reports'].map(
      (list) => `/api/${list}/?user_id=${person.id}`,
    ),
  });
  expect(taken.text).not.toMatch(/argon2|digest|token/);
  expect((await room.get('/api/users/me/export/')).status).toBe(401);
});

test('an account stays open while orders of it are not finished, or while nobody can say', async () => {
  const person = await room.register();
  const close = () => room.send('DELETE', `/api/users/${person.id}/`, { token: person.access });
  room.unfinished.push({ id: 31, number: 'CB-7F3K-29QX', status: 'SHIPPED' });
  const refused = await close();
  expect([refused.status, refused.json.type, refused.json.orders]).toEqual([
    409,
    '/problems/orders-open',
    [{ id: 31, number: 'CB-7F3K-29QX', status: 'SHIPPED' }],
  ]);
  room.unfinished.length = 0;
  const answer = room.exchange.get('ask.orders.open');
  room.exchange.delete('ask.orders.open');
  expect((await close()).status).toBe(503);
  expect((await me(person)).id).toBe(person.id);
  if (answer) room.exchange.set('ask.orders.open', answer);
  await room.sql(`insert into reading_list (user_id, book_id) values (${person.id}, 12)`);
  expect((await close()).status).toBe(204);
  expect(await room.sql(`select 1 from reading_list where user_id = ${person.id}`)).toEqual([]);
});

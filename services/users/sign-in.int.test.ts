// Becoming known, staying known and leaving, on a real database.

import { afterAll, beforeAll, describe, expect, spyOn, test } from 'bun:test';
import { password, startUsersRoom, type UsersRoom } from '#tests/support/users-room';

let room: UsersRoom;
beforeAll(async () => {
  room = await startUsersRoom();
}, 60_000);
afterAll(() => room.stop());

const pointers = (json: { errors: { pointer: string }[] }) => json.errors.map(({ pointer }) => pointer);
const wish = (username: string, more: object = {}) => ({
  username,
  email: `${username}@mail.test`,
  password: 'password123',
  password2: 'password123',
  ...more,
});
const register = (json: object) => room.post('/api/users/register/', json);
const login = (json: object) => room.post('/api/users/login/', json);
const refresh = (token: string) => room.post('/api/users/token/refresh/', { refresh: token });

describe('registration', () => {
  test('makes an account that is signed in at once', async () => {
    const made = await register(wish('john_doe', { first_name: 'John', last_name: 'Doe' }));
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(`/api/users/${made.json.user.id}/`);
    expect(made.headers.get('cache-control')).toBe('no-store');
    expect(made.json).toMatchObject({ token_type: 'Bearer', expires_in: 600 });
    expect(made.json.user).toMatchObject({ username: 'john_doe', role: 'customer', is_guest: false, is_active: true });
    expect(made.text).not.toContain('argon2');
    expect((await room.get('/api/users/me/', made.json.access)).json).toEqual(made.json.user);
  });

  test('refuses a username or an address that is taken, in whatever letters, and says which', async () => {
    await register(wish('Ångström'));
    const both = await register(wish('ångSTRÖM'));
    expect([both.status, pointers(both.json)]).toEqual([409, ['/username', '/email']]);
    const email = await register(wish('other', { email: 'ÅNGSTRÖM@Mail.Test' }));
    expect([email.status, pointers(email.json)]).toEqual([409, ['/email']]);
  });

  test('names every field at fault', async () => {
    const shape = await register({ username: 'no spaces', email: 'nowhere', password: 'short', extra: 1 });
    expect(shape.status).toBe(422);
    expect(pointers(shape.json).sort()).toEqual(['/email', '/extra', '/password', '/password2', '/username']);
    const differing = await register(wish('differing', { password2: 'password124' }));
    expect([differing.status, pointers(differing.json)]).toEqual([422, ['/password2']]);
    expect(differing.text).not.toContain('password124');
    for (const privilege of [{ role: 'admin' }, { is_active: true }, { id: 1 }, { is_guest: false }])
      expect((await register(wish('sneaky', privilege))).status).toBe(422);
    expect((await room.send('POST', '/api/users/register/', { body: '{"username":' })).status).toBe(400);
    expect((await room.send('POST', '/api/users/register/', { body: 'a=b', type: 'text/plain' })).status).toBe(415);
    expect((await register(wish('nul', { first_name: 'a\u0000b' }))).status).toBe(422);
  });

  test('of the same name twenty times at once makes one account', async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, n) => register(wish('rushed', { email: `r${n}@mail.test` }))),
    );
    expect(all.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)]);
    const refused = all.find(({ status }) => status === 409);
    expect(pointers(refused?.json)).toEqual(['/username']);
    expect((await room.sql("select count(*)::int as n from users where lower(username) = 'rushed'"))[0]?.n).toBe(1);
  });

  test('as a guest needs an address only, which several may share', async () => {
    const guests = await Promise.all(
      Array.from({ length: 5 }, () =>
        room.post('/api/users/guest/', { email: 'john_doe@mail.test', first_name: 'Jo' }),
      ),
    );
    expect(guests.map(({ status }) => status)).toEqual(Array(5).fill(201));
    expect(new Set(guests.map(({ json }) => json.user.id)).size).toBe(5);
    const [{ json } = { json: undefined }] = guests;
    expect(json.user).toMatchObject({ username: `guest-${json.user.id}`, is_guest: true, first_name: 'Jo' });
    expect((await room.get('/api/users/me/', json.access)).status).toBe(200);
    expect((await room.post('/api/users/guest/', { email: 'nowhere' })).status).toBe(422);
    expect((await register(wish('guest-900'))).status).toBe(422);
  });

  test('with a common password is refused in production', async () => {
    const strict = await startUsersRoom({ NODE_ENV: 'production' });
    const refused = await strict.post('/api/users/register/', wish('john_doe'));
    expect([refused.status, pointers(refused.json)]).toEqual([422, ['/password']]);
    expect((await strict.register()).id).toBe(1);
    await strict.stop();
  });
});

describe('signing in', () => {
  test('takes the username or the address, in whatever letters', async () => {
    const { username, email, id } = await room.register();
    for (const name of [
      { username },
      { username: username.toUpperCase() },
      { email },
      { username: email.toUpperCase() },
    ]) {
      const answer = await login({ ...name, password });
      expect([name, answer.status, answer.json.user?.id]).toEqual([name, 200, id]);
    }
    expect((await login({ username, password })).json.user.last_login).not.toBeNull();
  });

  test('fails in the same words for every reason, and after the same work', async () => {
    const { username } = await room.register();
    const closed = await room.register();
    await room.sql(`update users set is_active = false where id = ${closed.id}`);
    const guest = (await room.post('/api/users/guest/', { email: 'g@mail.test' })).json.user;
    const verify = spyOn(Bun.password, 'verify');
    const answers = [];
    for (const name of [
      username,
      'nobody-knows-me',
      'nobody@mail.test',
      closed.username,
      guest.username,
      guest.email,
    ]) {
      const { status, json, headers } = await login({ username: name, password: 'wrong password' });
      answers.push([status, json.type, json.detail, headers.get('www-authenticate')]);
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set([JSON.stringify([401, '/problems/wrong-login', 'The name or the password is not right.', 'Bearer'])]),
    );
    expect(verify).toHaveBeenCalledTimes(6);
    verify.mockRestore();
    expect((await login({ username: closed.username, password })).status).toBe(401);
  });

  test('asks for a name and a password', async () => {
    expect(pointers((await login({ password: 'x' })).json)).toEqual(['/username']);
    expect(pointers((await login({ username: 'x' })).json)).toEqual(['/password']);
  });

  test('is slowed down after five wrong passwords, and works again a minute later', async () => {
    const { username, email, id } = await room.register();
    const wrong = { username, password: 'wrong password' };
    const rush = await Promise.all(Array.from({ length: 12 }, () => login(wrong)));
    expect(rush.map(({ status }) => status).sort()).toEqual([...Array(5).fill(401), ...Array(7).fill(429)]);
    const refused = await login({ email, password });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeWithin(50, 61);
    expect(refused.headers.get('ratelimit')).toStartWith('"guesses";r=0;t=');
    const later = () =>
      room.sql(`update login_failures set last_at = last_at - interval '61 seconds' where bucket = 'account:${id}'`);
    await later();
    expect([(await login(wrong)).status, (await login(wrong)).status]).toEqual([401, 429]);
    await later();
    expect((await login({ username, password })).status).toBe(200);
    expect((await login(wrong)).status).toBe(401);
  });

  test('that fails through our own fault counts as no guess', async () => {
    const { username } = await room.register();
    const verify = spyOn(Bun.password, 'verify').mockRejectedValue(new Error('out of memory'));
    for (let n = 0; n < 8; n++) expect((await login({ username, password })).status).toBe(500);
    verify.mockRestore();
    expect((await login({ username, password })).status).toBe(200);
  });

  test('with a name nobody has is slowed down alike', async () => {
    const wrong = { username: 'phantom', password: 'wrong password' };
    for (let n = 0; n < 5; n++) expect((await login(wrong)).status).toBe(401);
    expect((await login({ ...wrong, username: 'PHANTOM' })).status).toBe(429);
  });

  test('many times at once with the right password is no guessing', async () => {
    const { username } = await room.register();
    const all = await Promise.all(Array.from({ length: 20 }, () => login({ username, password })));
    expect(all.map(({ status }) => status)).toEqual(Array(20).fill(200));
  });

  test('ignores a token that has expired, as clients send it along', async () => {
    const { username, refresh: token } = await room.register();
    const headers = { authorization: 'Bearer aaaa.bbbb.cccc' };
    expect((await room.post('/api/users/login/', { username, password }, undefined, headers)).status).toBe(200);
    expect((await room.post('/api/users/token/refresh/', { refresh: token }, undefined, headers)).status).toBe(200);
  });
});

describe('a refresh token', () => {
  test('gives a new pair, again and again', async () => {
    const person = await room.register();
    let token = person.refresh;
    for (let n = 0; n < 3; n++) {
      const answer = await refresh(token);
      expect([answer.status, answer.json.user.id]).toEqual([200, person.id]);
      expect(answer.json.refresh).not.toBe(token);
      expect((await room.get('/api/users/me/', answer.json.access)).status).toBe(200);
      token = answer.json.refresh;
    }
  });

  test('presented many times at once gives one successor', async () => {
    const { refresh: token, id } = await room.register();
    const all = await Promise.all(Array.from({ length: 10 }, () => refresh(token)));
    expect(all.map(({ status }) => status)).toEqual(Array(10).fill(200));
    const [successor, ...others] = new Set(all.map(({ json }) => json.refresh));
    expect(others).toEqual([]);
    expect((await refresh(successor)).status).toBe(200);
    expect(
      (
        await room.sql(
          `select count(*)::int as n from refresh_tokens t join sessions s on s.id = t.session_id where user_id = ${id}`,
        )
      )[0]?.n,
    ).toBe(3);
  });

  test('presented again later ends the whole family', async () => {
    const person = await room.register();
    const next = (await refresh(person.refresh)).json;
    await room.sql(`update refresh_tokens set used_at = used_at - interval '11 seconds' where used_at is not null`);
    expect((await refresh(person.refresh)).status).toBe(401);
    expect((await refresh(next.refresh)).status).toBe(401);
    expect((await room.get('/api/users/me/', next.access)).status).toBe(401);
    expect((await room.signIn(person.username)).id).toBe(person.id);
  });

  test('dies of idleness, of age, and with its account', async () => {
    for (const blow of ['idle_until = now()', 'ends_at = now()', 'revoked_at = now()']) {
      const { refresh: token, id } = await room.register();
      await room.sql(`update sessions set ${blow} where user_id = ${id}`);
      expect([blow, (await refresh(token)).status]).toEqual([blow, 401]);
    }
    const { refresh: token, id } = await room.register();
    await room.sql(`update users set is_active = false where id = ${id}`);
    expect((await refresh(token)).status).toBe(401);
    expect((await refresh('made-up')).status).toBe(401);
  });

  test('is kept nowhere as it is', async () => {
    const person = await room.register();
    const { refresh: successor } = (await refresh(person.refresh)).json;
    const kept = JSON.stringify(await room.sql('select * from refresh_tokens'));
    expect(kept).not.toContain(person.refresh);
    expect(kept).not.toContain(successor);
  });
});

test('signing out ends the family, and signing out again is fine', async () => {
  const person = await room.register();
  const next = (await refresh(person.refresh)).json;
  const logout = (token: string) => room.post('/api/users/logout/', { refresh: token });
  expect((await logout(person.refresh)).status).toBe(204);
  expect((await room.get('/api/users/me/', next.access)).status).toBe(401);
  expect((await refresh(next.refresh)).status).toBe(401);
  expect([(await logout(next.refresh)).status, (await logout('made-up')).status]).toEqual([204, 204]);
});

// Seeing, changing, listing and closing accounts, on a real database.

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { type Person, password, startUsersRoom, type UsersRoom } from '#tests/support/users-room';

let room: UsersRoom;
let customer: Person;
let other: Person;
let clerk: Person;
let admin: Person;
beforeAll(async () => {
  room = await startUsersRoom();
  customer = await room.register({ first_name: 'Inês', last_name: 'Carvalho' });
  other = await room.register();
  clerk = await room.register({ role: 'staff' });
  admin = await room.register({ role: 'admin' });
}, 60_000);
afterAll(() => room.stop());

const at = ({ id }: Person) => `/api/users/${id}/`;
const patch = (who: Person, whom: Person, json: object, headers = {}) =>
  room.send('PATCH', at(whom), { json, token: who.access, headers });

describe('an account', () => {
  test('is seen by its owner and by staff, and does not exist for others', async () => {
    for (const who of [customer, clerk, admin]) {
      const answer = await room.get(at(customer), who.access);
      expect([answer.status, answer.json.email]).toEqual([200, customer.email]);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
    const hidden = await room.get(at(customer), other.access);
    const missing = await room.get('/api/users/999999/', other.access);
    expect([hidden.status, hidden.json.detail]).toEqual([404, missing.json.detail]);
    expect((await room.get(at(customer))).status).toBe(401);
    expect((await room.get('/api/users/1e3/', clerk.access)).status).toBe(422);
  });

  test('answers 304 to who has seen it', async () => {
    const seen = await room.get(at(customer), customer.access);
    const headers = { 'if-none-match': seen.headers.get('etag') ?? '' };
    expect((await room.get(at(customer), customer.access, headers)).status).toBe(304);
    expect((await room.get('/api/users/me/', customer.access, headers)).status).toBe(304);
  });

  test('is changed by its owner, field by field or whole', async () => {
    const changed = await patch(customer, customer, { first_name: 'Ines' });
    expect([changed.status, changed.json.first_name, changed.json.last_name]).toEqual([200, 'Ines', 'Carvalho']);
    const json = { email: 'ines@mail.test', first_name: 'Inês', last_name: 'de Carvalho' };
    const replaced = await room.send('PUT', at(customer), { json, token: customer.access });
    expect([replaced.status, replaced.json]).toMatchObject([200, json]);
    const partial = await room.send('PUT', at(customer), { json: { first_name: 'x' }, token: customer.access });
    expect([partial.status, partial.json.errors.length]).toEqual([422, 2]);
    for (const field of [
      { username: 'new' },
      { id: 7 },
      { is_guest: false },
      { email_verified: true },
      { email: 'nowhere' },
    ])
      expect([field, (await patch(customer, customer, field)).status]).toEqual([field, 422]);
  });

  test('is not changed over a newer version', async () => {
    const etag = (await room.get(at(other), other.access)).headers.get('etag') ?? '';
    expect((await patch(other, other, { first_name: 'A' }, { 'if-match': etag })).status).toBe(200);
    const late = await patch(other, other, { first_name: 'B' }, { 'if-match': etag });
    expect([late.status, late.headers.get('etag') === etag]).toEqual([412, false]);
    expect((await room.send('DELETE', at(other), { token: other.access, headers: { 'if-match': etag } })).status).toBe(
      412,
    );
  });

  test('cannot take an address that another has, and a new address is not verified', async () => {
    const taken = await patch(other, other, { email: customer.email.toUpperCase() });
    expect(taken.status).toBe(200);
    const back = await patch(customer, customer, { email: customer.email });
    expect([back.status, back.json.errors[0].pointer]).toEqual([409, '/email']);
    await room.sql(`update users set email_verified = true where id = ${other.id}`);
    expect((await patch(other, other, { email: customer.email })).json.email_verified).toBe(true);
    expect((await patch(other, other, { email: other.email })).json.email_verified).toBe(false);
  });

  test('of a customer is helped by staff, of a colleague by an administrator alone', async () => {
    expect((await patch(clerk, customer, { first_name: 'Ines' })).status).toBe(200);
    expect((await patch(customer, other, { first_name: 'x' })).status).toBe(404);
    expect((await patch(clerk, admin, { email: 'mine@mail.test' })).status).toBe(403);
    expect((await room.send('DELETE', at(admin), { token: clerk.access })).status).toBe(403);
    expect((await patch(admin, clerk, { first_name: 'Marguerite' })).status).toBe(200);
  });

  test('gets its role and its being active from an administrator alone', async () => {
    const person = await room.register();
    for (const who of [person, clerk]) {
      expect((await patch(who, person, { role: 'admin' })).status).toBe(403);
      expect((await patch(who, person, { is_active: false })).status).toBe(403);
    }
    expect((await patch(admin, person, { role: 'king' })).status).toBe(422);
    const promoted = await patch(admin, person, { role: 'staff' });
    expect([promoted.status, promoted.json.role]).toEqual([200, 'staff']);
    expect((await room.get('/api/users/me/', person.access)).status).toBe(401);
    const again = await room.signIn(person.username);
    expect((await room.get('/api/users/', again.access)).status).toBe(200);
    expect((await patch(admin, person, { is_active: false })).json.is_active).toBe(false);
    expect((await room.get('/api/users/', again.access)).status).toBe(401);
    expect((await room.post('/api/users/login/', { username: person.username, password })).status).toBe(401);
    expect((await patch(admin, person, { is_active: true })).status).toBe(200);
    expect((await room.signIn(person.username)).id).toBe(person.id);
  });
});

test('two administrators cannot remove each other at once', async () => {
  for (let round = 0; round < 5; round++) {
    const second = await room.register({ role: 'admin' });
    const both = await Promise.all([
      patch(admin, second, { role: 'customer' }),
      patch(second, admin, { role: 'customer' }),
    ]);
    const statuses = both.map(({ status }) => status).sort();
    expect([
      [200, 401],
      [200, 409],
    ]).toContainEqual(statuses);
    const left = await room.sql(
      "select id, username from users where role = 'admin' and is_active and deleted_at is null",
    );
    expect(left).toHaveLength(1);
    admin = await room.signIn(String(left[0]?.username));
  }
  for (const wish of [{ role: 'staff' }, { is_active: false }])
    expect((await patch(admin, admin, wish)).json.type).toBe('/problems/last-administrator');
  expect((await room.send('DELETE', at(admin), { token: admin.access })).status).toBe(409);
});

describe('closing an account', () => {
  test('takes the name from it, signs it out everywhere and tells the others', async () => {
    const person = await room.register({ first_name: 'Adaeze', last_name: 'Okonkwo' });
    const elsewhere = await room.signIn(person.username);
    await room.post('/api/users/password/forgot/', { email: person.email });
    expect((await room.send('DELETE', at(person), { token: other.access })).status).toBe(404);
    expect((await room.send('DELETE', at(person), { token: person.access })).status).toBe(204);

    for (const token of [person.access, elsewhere.access])
      expect((await room.get('/api/users/me/', token)).status).toBe(401);
    expect((await room.post('/api/users/token/refresh/', { refresh: elsewhere.refresh })).status).toBe(401);
    expect((await room.post('/api/users/login/', { username: person.username, password })).status).toBe(401);
    expect((await room.get(at(person), admin.access)).status).toBe(404);
    expect((await room.send('DELETE', at(person), { token: admin.access })).status).toBe(404);

    const [row] = await room.sql(`select * from users where id = ${person.id}`);
    expect(row).toMatchObject({
      username: `deleted-${person.id}`,
      email: `deleted-${person.id}@invalid`,
      first_name: '',
      last_name: '',
      password_hash: null,
      is_active: false,
    });
    const everything = JSON.stringify(
      await Promise.all(
        ['users', 'mail', 'one_time_tokens', 'outbox'].map((table) => room.sql(`select * from ${table}`)),
      ),
    );
    for (const trace of [person.username, person.email, 'Adaeze', 'Okonkwo']) expect(everything).not.toContain(trace);
    const told = await room.sql(
      `select d.subscriber, o.body from outbox o join outbox_delivery d on d.event_id = o.id
       where o.type = 'users.deleted' and o.aggregate_id = '${person.id}' order by 1`,
    );
    expect(told).toEqual([
      { subscriber: 'orders', body: { user_id: person.id } },
      { subscriber: 'reviews', body: { user_id: person.id } },
    ]);
  });

  test('frees the names for somebody else, and twice at once closes it once', async () => {
    const person = await room.register();
    const both = await Promise.all([1, 2].map(() => room.send('DELETE', at(person), { token: person.access })));
    expect([
      [204, 401],
      [204, 404],
    ]).toContainEqual(both.map(({ status }) => status).sort());
    expect(await room.sql(`select 1 from outbox where aggregate_id = '${person.id}'`)).toHaveLength(1);
    const names = { username: person.username, email: person.email };
    expect((await room.post('/api/users/register/', { ...names, password, password2: password })).status).toBe(201);
  });
});

describe('the list', () => {
  test('is for staff', async () => {
    expect((await room.get('/api/users/')).status).toBe(401);
    expect((await room.get('/api/users/', customer.access)).status).toBe(403);
    const { status, json } = await room.get('/api/users/', clerk.access);
    expect([status, json.count_is_exact, json.results.length > 3]).toEqual([200, true, true]);
    expect(
      json.results.map((user: Person) => user.username).filter((name: string) => name.startsWith('deleted-')),
    ).toEqual([]);
  });

  test('finds by words, role and being active', async () => {
    const odd = await room.register({ first_name: 'Per%cent_', last_name: 'Ünder\\score' });
    await patch(admin, odd, { is_active: false });
    const found = async (query: string) =>
      (await room.get(`/api/users/?${query}`, clerk.access)).json.results.map((user: Person) => user.id);
    for (const q of ['per%cent_', 'ÜNDER\\s', odd.username, odd.email.slice(0, 12)])
      expect([q, await found(`limit=100&q=${encodeURIComponent(q)}`)]).toEqual([q, expect.arrayContaining([odd.id])]);
    expect(await found('q=%25ü')).toEqual([]);
    expect(await found('role=admin')).toEqual([admin.id]);
    expect(await found('role=customer&is_active=false')).toEqual([odd.id]);
    for (const bad of ['role=king', 'is_active=1', 'ordering=email', 'limit=0', 'cursor=x', 'q=', 'else=1'])
      expect([bad, (await room.get(`/api/users/?${bad}`, clerk.access)).status]).toEqual([bad, 422]);
  });

  test('is walked once through by cursors, in every order', async () => {
    for (const ordering of ['id', '-id', 'username', '-username', 'date_joined', '-date_joined']) {
      const seen: number[] = [];
      for (let url: string | null = `/api/users/?limit=3&ordering=${ordering}`; url; ) {
        const { json } = await room.get(url, clerk.access);
        seen.push(...json.results.map((user: Person) => user.id));
        url = json.next;
      }
      const [all] = await room.sql('select count(*)::int as n from users where deleted_at is null');
      expect([ordering, seen.length, new Set(seen).size]).toEqual([ordering, Number(all?.n), Number(all?.n)]);
    }
  });
});

test('the document describes every address and is valid', async () => {
  const { json } = await room.get('/swagger/json');
  const operations = Object.entries(json.paths as Record<string, Record<string, { 'x-authz'?: string }>>).flatMap(
    ([path, methods]) => Object.entries(methods).map(([method, of]) => `${method} ${path} ${of['x-authz']}`),
  );
  expect(operations.sort()).toEqual([
    'delete /api/users/me/addresses/{id}/ user',
    'delete /api/users/me/reading_list/sharing/ user',
    'delete /api/users/me/reading_list/{book_id}/ user',
    'delete /api/users/{id}/ owner',
    'get /api/users/ staff',
    'get /api/users/.well-known/jwks.json anyone',
    'get /api/users/me/ user',
    'get /api/users/me/addresses/ user',
    'get /api/users/me/export/ user',
    'get /api/users/me/reading_list/ user',
    'get /api/users/me/reading_list/sharing/ user',
    'get /api/users/shared_lists/{secret}/ anyone',
    'get /api/users/{id}/ owner',
    'patch /api/users/{id}/ owner',
    'post /api/users/email/confirm/ anyone',
    'post /api/users/guest/ anyone',
    'post /api/users/login/ anyone',
    'post /api/users/logout/ anyone',
    'post /api/users/me/account/ user',
    'post /api/users/me/addresses/ user',
    'post /api/users/me/email/ user',
    'post /api/users/me/email/verification/ user',
    'post /api/users/me/password/ user',
    'post /api/users/me/reading_list/ user',
    'post /api/users/password/forgot/ anyone',
    'post /api/users/password/reset/ anyone',
    'post /api/users/register/ anyone',
    'post /api/users/token/refresh/ anyone',
    'put /api/users/me/addresses/{id}/ user',
    'put /api/users/me/reading_list/sharing/ user',
    'put /api/users/me/reading_list/{book_id}/ user',
    'put /api/users/{id}/ owner',
  ]);
  const { Validator } = await import('@seriousme/openapi-schema-validator');
  expect((await new Validator().validate(json)).errors ?? []).toEqual([]);
});

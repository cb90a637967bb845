// A guest signs in to an account: what was bought goes along, once and to one account, and only with who holds the session.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { deleted, guestAdopted, hasAddress, openSession, session } from '#nats/users';
import { type Person, startUsersRoom, type UsersRoom } from '#tests/support/users-room';

let room: UsersRoom;
beforeAll(async () => {
  room = await startUsersRoom();
}, 60_000);
afterAll(() => room.stop());

type Opened = { sid: string; access: string; adopted: boolean; user: { id: number } };

async function ask<T>(subject: string, body: object): Promise<T> {
  return (await room.exchange.get(subject)?.(body, { requestId: 'test', token: null, remainingMs: 5000 })) as T;
}

const open = (refresh: string, earlier_sid?: string): Promise<Opened> =>
  ask(openSession.subject, earlier_sid === undefined ? { refresh } : { refresh, earlier_sid });

const told = () =>
  room.sql(`select aggregate_id as about, body from outbox where type = '${guestAdopted.type}' order by aggregate_seq`);

let guests = 0;
/** A guest in a browser of their own. */
async function guest(
  email = `guest${++guests}@example.com`,
): Promise<{ id: number; email: string; sid: string; access: string }> {
  const { json } = await room.post('/api/users/guest/', { email, first_name: 'Gus' });
  const { sid, access } = await open(json.refresh);
  return { id: json.user.id, email, sid, access };
}
const has = async (user_id: number, email: string) =>
  (await ask<{ has: boolean }>(hasAddress.subject, { user_id, email })).has;
const standsStill = (sid: string) =>
  ask(session.subject, { sid }).then(
    () => true,
    () => false,
  );

const order = (number: string) => ({
  order_id: 1,
  receipt: { number, currency: 'USD', lines: [], delivery_minor: 0, total_minor: 100 },
});
const shipped = (body: object) =>
  room.tell({ id: Bun.randomUUIDv7(), type: 'orders.shipped', at: '2026-11-24T18:00:00.000Z', sequence: 1, body });

test('who holds the session of a guest takes the guest along, and the guest is no account any more', async () => {
  const gus = await guest();
  const ada = await room.register();
  const opened = await open(ada.refresh, gus.sid);
  expect(opened).toMatchObject({ adopted: true, user: { id: ada.id } });
  expect((await told()).at(-1)).toEqual({
    about: String(ada.id),
    body: { guest_id: gus.id, user_id: ada.id },
  });
  expect(await standsStill(gus.sid)).toBe(false);
  expect((await room.get('/api/users/me/', gus.access)).status).toBe(401);
  expect((await room.get(`/api/users/${gus.id}/`, (await room.register({ role: 'staff' })).access)).status).toBe(404);
  expect(await room.sql(`select email, first_name from users where id = ${gus.id}`)).toEqual([
    { email: `deleted-${gus.id}@invalid`, first_name: '' },
  ]);
  // An order is still found by the address it was bought with, and by no other.
  expect([await has(gus.id, gus.email.toUpperCase()), await has(gus.id, ada.email)]).toEqual([true, false]);
  expect((await room.get('/api/users/me/export/', opened.access)).json.guest_purchases).toMatchObject([
    { email: gus.email },
  ]);
});

test('a lost answer is given again, and nothing is told twice', async () => {
  const gus = await guest();
  const ada = await room.register();
  const first = await open(ada.refresh, gus.sid);
  const before = (await told()).length;
  const again = await open(ada.refresh, gus.sid);
  expect([again.sid, again.adopted, (await told()).length]).toEqual([first.sid, true, before]);
  // A second sign-in of the same browser finds nothing left to take along, and says what is so.
  const later = await room.signIn(ada.username);
  expect((await open(later.refresh, gus.sid)).adopted).toBe(true);
  expect((await told()).length).toBe(before);
});

test('of twenty accounts that come at once with the session of one guest, one takes the guest over', async () => {
  const gus = await guest();
  const people: Person[] = [];
  for (let n = 0; n < 20; n++) people.push(await room.register());
  const answers = await Promise.all(people.map(({ refresh }) => open(refresh, gus.sid)));
  expect(answers.filter(({ adopted }) => adopted)).toHaveLength(1);
  const facts = (await told()).filter(({ body }) => (body as { guest_id: number }).guest_id === gus.id);
  const winner = answers.find(({ adopted }) => adopted)?.user.id ?? 0;
  expect(facts).toEqual([{ about: String(winner), body: { guest_id: gus.id, user_id: winner } }]);
});

test('without the standing session of a guest nothing is adopted: by number, by address, by a session that ended', async () => {
  const gus = await guest();
  const [ada, eve] = [await room.register(), await room.register()];
  const before = (await told()).length;
  const eves = await open(eve.refresh);
  for (const stolen of [String(gus.id), gus.email, gus.access, eves.sid, `${gus.sid}x`, '']) {
    const again = await room.signIn(ada.username);
    expect([stolen, (await open(again.refresh, stolen)).adopted]).toEqual([stolen, false]);
  }
  // Somebody else's account is not taken over with its session, nor a guest by a guest.
  expect(await standsStill(eves.sid)).toBe(true);
  const other = await room.post('/api/users/guest/', { email: gus.email });
  expect((await open(other.json.refresh, gus.sid)).adopted).toBe(false);
  await ask('ask.users.close_session', { sid: gus.sid });
  expect((await open((await room.signIn(ada.username)).refresh, gus.sid)).adopted).toBe(false);
  expect((await told()).length).toBe(before);
});

test('a refused sign-in takes nobody along', async () => {
  const gus = await guest();
  const ada = await room.register();
  await room.post('/api/users/logout/', { refresh: ada.refresh });
  for (const refresh of [ada.refresh, 'never-was'])
    await expect(open(refresh, gus.sid)).rejects.toMatchObject({ status: 401 });
  expect(await standsStill(gus.sid)).toBe(true);
});

test('what fails half-way has not happened, and the same token does it the next time', async () => {
  const gus = await guest();
  const ada = await room.register();
  await room.sql(
    `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no room'; end $$`,
  );
  await room.sql('create trigger refuse before insert on outbox for each row execute function refuse()');
  await expect(open(ada.refresh, gus.sid)).rejects.toThrow();
  await room.sql('drop trigger refuse on outbox');
  expect(await room.sql(`select 1 from adoptions where guest_id = ${gus.id}`)).toEqual([]);
  expect(await standsStill(gus.sid)).toBe(true);
  expect((await open(ada.refresh, gus.sid)).adopted).toBe(true);
});

test('what the guest kept joins what the account keeps, as far as it has room', async () => {
  const gus = await guest();
  const ada = await room.register();
  const home = { name: 'Ada', line1: '1 Row', city: 'Hay', postcode: 'HR3', country: 'GB' };
  const keep = (token: string, line1: string) => room.post('/api/users/me/addresses/', { ...home, line1 }, token);
  for (let n = 1; n <= 19; n++) await keep(ada.access, `${n} Row`);
  for (const line1 of ['1 Row', '20 Row', '21 Row']) await keep(gus.access, line1);
  const list = '/api/users/me/reading_list/';
  await room.send('PUT', `${list}7/`, { json: { note: 'mine' }, token: ada.access });
  await room.send('PUT', `${list}7/`, { json: { note: 'theirs' }, token: gus.access });
  await room.send('PUT', `${list}8/`, { json: { note: 'soon' }, token: gus.access });
  const { access } = await open(ada.refresh, gus.sid);
  const kept = (await room.get('/api/users/me/addresses/?limit=100', access)).json.results as { line1: string }[];
  expect(kept.map(({ line1 }) => line1)).toEqual(Array.from({ length: 20 }, (_, n) => `${n + 1} Row`));
  const books = (await room.get(list, access)).json.results as { book_id: number; note: string }[];
  expect(books.map(({ book_id, note }) => [book_id, note]).sort()).toEqual([
    [7, 'mine'],
    [8, 'soon'],
  ]);
});

test('news of such an order goes to the address it was bought with, whether orders has heard or not', async () => {
  const gus = await guest();
  const ada = await room.register();
  await shipped({ ...order('CB-BEFORE'), user_id: gus.id, note: null });
  await open(ada.refresh, gus.sid);
  await shipped({ ...order('CB-EARLY'), user_id: gus.id, note: null });
  await shipped({ ...order('CB-LATE'), user_id: ada.id, guest_id: gus.id, note: null });
  await shipped({ ...order('CB-OWN'), user_id: ada.id, note: null });
  const subjects = async (email: string) => (await room.mails(email)).map(({ subject }) => subject);
  expect(await subjects(gus.email)).toEqual(
    ['CB-BEFORE', 'CB-EARLY', 'CB-LATE'].map((number) => `Your order ${number} is on its way`),
  );
  expect((await subjects(ada.email)).filter((subject) => subject.includes('order'))).toEqual([
    'Your order CB-OWN is on its way',
  ]);
});

test('links that were mailed to the guest open nothing any more', async () => {
  const gus = await guest();
  const ada = await room.register();
  await room.post('/api/users/password/forgot/', { email: gus.email });
  const [letter] = await room.mails(gus.email);
  const token = /reset\/([\w-]+)/.exec(letter?.text ?? '')?.[1] ?? '';
  expect(token).not.toBe('');
  await open(ada.refresh, gus.sid);
  const reset = { token, password: 'another long one', password2: 'another long one' };
  expect((await room.post('/api/users/password/reset/', reset)).status).toBe(422);
  expect(await room.mails(gus.email)).toEqual([]);
});

test('an account that closes forgets the address, and is asked about the guest’s orders before', async () => {
  const gus = await guest();
  const ada = await room.register();
  const { access } = await open(ada.refresh, gus.sid);
  const closing = await room.send('DELETE', `/api/users/${ada.id}/`, { token: access });
  expect(closing.status).toBe(204);
  expect(room.deps.bus.asked.at(-1)).toEqual({
    subject: 'ask.orders.open',
    body: { user_id: ada.id, guest_ids: [gus.id] },
  });
  expect(await has(gus.id, gus.email)).toBe(false);
  await shipped({ ...order('CB-GONE'), user_id: ada.id, guest_id: gus.id, note: null });
  expect(await room.mails(gus.email)).toEqual([]);
  // Whoever hears of the closing has heard of the guest: the two are told in one row.
  const facts = await room.sql(
    `select type from outbox where aggregate = 'user' and aggregate_id = '${ada.id}' order by aggregate_seq`,
  );
  expect(facts.map(({ type }) => type)).toEqual([guestAdopted.type, deleted.type]);
});

test('closing and signing in at once leave a guest who is free, or one whose address is forgotten', async () => {
  for (let round = 0; round < 12; round++) {
    const gus = await guest();
    const ada = await room.register();
    const { refresh } = await room.signIn(ada.username);
    const [opened] = await Promise.allSettled([
      open(refresh, gus.sid),
      room.send('DELETE', `/api/users/${ada.id}/`, { token: ada.access }),
    ]);
    const [adoption] = await room.sql(`select user_id::int, email from adoptions where guest_id = ${gus.id}`);
    if (opened.status === 'fulfilled') expect(adoption).toEqual({ user_id: ada.id, email: null });
    else expect([adoption, await standsStill(gus.sid)]).toEqual([undefined, true]);
  }
}, 60_000);

test('choosing a password and signing in elsewhere at once: the guest becomes one or the other', async () => {
  for (let round = 0; round < 8; round++) {
    const gus = await guest();
    const ada = await room.register();
    const words = { password: 'a long paperback', password2: 'a long paperback' };
    const [kept, opened] = await Promise.all([
      room.post('/api/users/me/account/', words, gus.access),
      open(ada.refresh, gus.sid),
    ]);
    expect([kept.status === 200, opened.adopted].filter(Boolean)).toHaveLength(1);
    const [row] = await room.sql(`select is_guest, deleted_at is null as open from users where id = ${gus.id}`);
    expect(row).toEqual({ is_guest: false, open: kept.status === 200 });
  }
}, 60_000);

test('an adoption is changed by nobody, and names two', async () => {
  const gus = await guest();
  const ada = await room.register();
  await open(ada.refresh, gus.sid);
  for (const statement of [
    `update adoptions set user_id = 1 where guest_id = ${gus.id}`,
    `update adoptions set email = 'eve@example.com' where guest_id = ${gus.id}`,
    `delete from adoptions where guest_id = ${gus.id}`,
    `insert into adoptions (guest_id, user_id) values (${ada.id}, ${ada.id})`,
  ])
    await expect(room.sql(statement)).rejects.toThrow();
  expect(await room.sql(`select user_id::int, email from adoptions where guest_id = ${gus.id}`)).toEqual([
    { user_id: ada.id, email: gus.email },
  ]);
});

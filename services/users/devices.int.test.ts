// Where somebody is signed in: listed by what the browsers call themselves, and ended one by one or all at once.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { endSessions, openSession, sessions } from '#nats/users';
import { startUsersRoom, type UsersRoom } from '#tests/support/users-room';

let room: UsersRoom;
beforeAll(async () => {
  room = await startUsersRoom();
}, 60_000);
afterAll(() => room.stop());

async function ask<T>(subject: string, body: object): Promise<T> {
  return (await room.exchange.get(subject)?.(body, { requestId: 'test', token: null, remainingMs: 5000 })) as T;
}

type Shown = { id: string; kind: string; device: string | null; seen_at: string; current: boolean };
const open = (refresh: string, device?: string) =>
  ask<{ sid: string; access: string }>(openSession.subject, { refresh, ...(device ? { device } : {}) });
const list = async (sid: string) => (await ask<{ sessions: Shown[] }>(sessions.subject, { sid })).sessions;

test('the sessions of an account are listed with their devices, this one marked, and nobody else’s', async () => {
  const ada = await room.register();
  await room.register();
  const here = await open(ada.refresh, 'Firefox on Windows');
  await open((await room.signIn(ada.username)).refresh);
  await room.signIn(ada.username);
  const shown = await list(here.sid);
  expect(shown.map(({ kind, device, current }) => `${kind}, ${device}, ${current}`).sort()).toEqual([
    'api, null, false',
    'browser, Firefox on Windows, true',
    'browser, null, false',
  ]);
  expect(shown.every(({ seen_at }) => Math.abs(Date.parse(seen_at) - Date.now()) < 600_000)).toBe(true);
  const taken = await room.get('/api/users/me/export/', here.access);
  expect(taken.json.sessions.filter(({ device }: Shown) => device === 'Firefox on Windows')).toHaveLength(1);
});

test('one is ended by its id, which for somebody else’s ends nothing; then all are, this one too', async () => {
  const [ada, eve] = [await room.register(), await room.register()];
  const [here, there] = [await open(ada.refresh), await open((await room.signIn(ada.username)).refresh)];
  const eves = await open(eve.refresh);
  const hers = (await list(eves.sid))[0]?.id;
  await ask(endSessions.subject, { sid: here.sid, id: hers });
  expect(await list(eves.sid)).toHaveLength(1);
  const other = (await list(here.sid)).find(({ current }) => !current)?.id;
  for (let times = 0; times < 2; times++) await ask(endSessions.subject, { sid: here.sid, id: other });
  expect((await list(here.sid)).map(({ current }) => current)).toEqual([true]);
  await expect(list(there.sid)).rejects.toMatchObject({ status: 401 });
  expect((await room.get('/api/users/me/', there.access)).status).toBe(401);
  await room.signIn(ada.username);
  await ask(endSessions.subject, { sid: here.sid });
  await expect(list(here.sid)).rejects.toMatchObject({ status: 401 });
  expect(await room.sql(`select 1 from sessions where user_id = ${ada.id} and revoked_at is null`)).toEqual([]);
  for (const { subject } of [sessions, endSessions])
    await expect(ask(subject, { sid: 'nobody' })).rejects.toMatchObject({ status: 401 });
});

import { expect, test } from 'bun:test';
import { Problem, unauthorized, unavailable } from '#kit/problem';
import { type Exchange, memoryBus } from '#nats/memory';
import * as users from '#nats/users';
import { openJar } from './cookies.ts';
import { browserId, createSessions, formSubjects } from './session.ts';

const sid = 'session-0123456789abcdef';
const account = { id: 7, username: 'ada', display_name: 'Ada', role: 'customer' as const, is_guest: false };

function setUp(expiresIn = 600) {
  const exchange: Exchange = new Map();
  const room = memoryBus('users', exchange);
  const says = { session: 'known' as 'known' | 'ended' | 'silent' };
  let asked = 0;
  room.answer(users.session, async () => {
    asked += 1;
    await Bun.sleep(1);
    if (says.session === 'ended') throw unauthorized('This session has ended.');
    if (says.session === 'silent') throw unavailable('users');
    return { access: `token-${asked}`, expires_in: expiresIn, user: account };
  });
  room.answer(users.openSession, async ({ refresh, earlier_sid }) => {
    if (refresh !== 'good') throw new Problem(401, 'session-ended', 'No.');
    const opened = { sid: 'session-new-0123456789', access: 'token-new', expires_in: expiresIn, user: account };
    return { ...opened, adopted: earlier_sid === sid };
  });
  const closed: string[] = [];
  room.answer(users.closeSession, async ({ sid: id }) => {
    closed.push(id);
    return {};
  });
  return { sessions: createSessions(memoryBus('gateway', exchange)), says, asked: () => asked, closed };
}

const from = { requestId: 'r', device: 'Firefox on Windows' };
const jarWith = (id: string) => openJar(`sid=${id}`, false);

test('a session is asked about once, however many requests come at once, and then remembered', async () => {
  const { sessions, asked } = setUp();
  const visitors = await Promise.all([1, 2, 3].map(() => sessions.visitor(jarWith(sid), 'r')));
  await sessions.visitor(jarWith(sid), 'r');
  expect(asked()).toBe(1);
  expect(visitors[2]).toEqual({ state: 'signed-in', account, token: 'token-1', sid });
});

test('without a session, or with a cookie that is none, nobody is asked', async () => {
  const { sessions, asked } = setUp();
  for (const id of ['', 'short', 'has spaces in it and more', 'x'.repeat(201), 'quote"quote"quote"q']) {
    expect((await sessions.visitor(jarWith(id), 'r')).state).toBe('signed-out');
  }
  expect(asked()).toBe(0);
});

test('a session that has ended is forgotten, its cookie too, but forms drawn in it still count', async () => {
  const { sessions, says } = setUp();
  says.session = 'ended';
  const jar = jarWith(sid);
  expect(formSubjects(jar)).toEqual([sid]);
  expect((await sessions.visitor(jar, 'r')).state).toBe('signed-out');
  expect(jar.lines()[0]).toStartWith('sid=; Path=/; Max-Age=0');
});

test('while users is silent a token stays good until it expires, and a stranger keeps the cookie', async () => {
  const { sessions, says } = setUp();
  await sessions.visitor(jarWith(sid), 'r');
  says.session = 'silent';
  expect((await sessions.visitor(jarWith(sid), 'r')).state).toBe('signed-in');
  const stranger = jarWith('session-fedcba9876543210');
  expect((await sessions.visitor(stranger, 'r')).state).toBe('silent');
  expect(stranger.lines()).toEqual([]);
});

test('a token that is about to expire is not used', async () => {
  const { sessions, says, asked } = setUp(15);
  await sessions.visitor(jarWith(sid), 'r');
  says.session = 'silent';
  expect((await sessions.visitor(jarWith(sid), 'r')).state).toBe('silent');
  expect(asked()).toBe(2);
});

test('signing in gives a new id and ends the session there was', async () => {
  const { sessions, closed } = setUp();
  const jar = jarWith(sid);
  const { visitor, adopted } = await sessions.begin(jar, 'good', from);
  expect(visitor).toMatchObject({ state: 'signed-in', sid: 'session-new-0123456789' });
  expect([jar.get('sid'), closed, adopted]).toEqual(['session-new-0123456789', [sid], true]);
  expect((await sessions.begin(openJar(null, false), 'good', from)).adopted).toBe(false);
  expect(sessions.begin(jar, 'bad', from)).rejects.toMatchObject({ status: 401 });
});

test('signing out ends it here even while users is silent', async () => {
  const sessions = createSessions(memoryBus('gateway'));
  const jar = jarWith(sid);
  await sessions.end(jar, 'r');
  expect(jar.get('sid')).toBeNull();
});

test('a refused token makes the next request ask again', async () => {
  const { sessions, asked } = setUp();
  await sessions.visitor(jarWith(sid), 'r');
  sessions.forget(sid);
  await sessions.visitor(jarWith(sid), 'r');
  expect(asked()).toBe(2);
  expect(sessions.known(jarWith(sid)).state).toBe('signed-in');
});

test('a browser keeps its own id, and one that was planted is replaced', () => {
  const jar = openJar(null, false);
  const id = browserId(jar);
  expect(browserId(openJar(`pre=${id}`, false))).toBe(id);
  expect(browserId(openJar('pre=attacker', false))).not.toBe('attacker');
});

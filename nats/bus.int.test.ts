// The bus on a real nats-server with the shop's own configuration.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { Type } from '@sinclair/typebox';
import { remainingMs, within } from '#kit/deadline';
import { silentLog } from '#kit/log';
import { conflict, type Problem, unavailable } from '#kit/problem';
import { sleep } from '#kit/time';
import { startTestNats, type TestNats } from '#tests/support/servers';
import * as books from './books.ts';
import { type Bus, connectBus } from './bus.ts';
import { event, question } from './contract.ts';
import * as users from './users.ts';

let server: TestNats;
let asker: Bus;
const instances: Bus[] = [];
const echo = question('books', 'book', {
  about: 'test',
  askers: ['reviews'],
  ask: Type.Object({ book_id: Type.Integer() }),
  answer: Type.Object({ exists: Type.Boolean(), title: Type.Union([Type.String(), Type.Null()]) }),
});
const problemOf = (asking: Promise<unknown>): Promise<Problem> =>
  asking.then(
    () => expect.unreachable('it should have been refused'),
    (error) => error,
  );

beforeAll(async () => {
  server = await startTestNats();
  asker = await connectBus(server.urlOf('reviews'), 'reviews', silentLog);
  for (let n = 0; n < 3; n++) instances.push(await connectBus(server.urlOf('books'), 'books', silentLog));
}, 60_000);
afterAll(async () => {
  await Promise.all([asker, ...instances].map((bus) => bus.close()));
  await server.stop();
});

test('several instances share the questions, and a refusal arrives as the Problem it was', async () => {
  const counts = [0, 0, 0];
  instances.forEach((bus, n) => {
    bus.answer(echo, async ({ book_id: id }) => {
      counts[n] = (counts[n] ?? 0) + 1;
      if (id === 13) throw conflict('unlucky', 'Not this one.', { lines: [1, 2] });
      return { exists: true, title: `Book ${id}` };
    });
  });
  await sleep(50);
  const answers = await Promise.all(Array.from({ length: 300 }, (_, at) => asker.ask(echo, { book_id: at + 100 })));
  expect(answers.map(({ title }) => title)).toEqual(Array.from({ length: 300 }, (_, at) => `Book ${at + 100}`));
  for (const count of counts) expect(count).toBeGreaterThan(20);
  const refused = await problemOf(asker.ask(echo, { book_id: 13 }));
  expect([refused.status, refused.slug, refused.extra.lines]).toEqual([409, 'unlucky', [1, 2]]);
});

test('nobody there is a 503 at once, silence a 503 at the deadline, a forbidden subject is refused', async () => {
  const started = performance.now();
  const nobody = await problemOf(asker.ask(users.check, { user_id: 1 }));
  expect([nobody.status, nobody.slug, nobody.headers['retry-after']]).toEqual([503, 'users-unavailable', '2']);
  expect(performance.now() - started).toBeLessThan(500);
  const [slow] = instances;
  slow?.listen(event('orders', 'paid', { about: 'test', to: ['books'], body: Type.Object({}) }), () => sleep(400));
  const quiet = question('books', 'release', {
    about: 'test',
    askers: [],
    ask: Type.Object({}),
    answer: Type.Object({}),
  });
  expect((await problemOf(asker.ask(quiet, {}, { timeoutMs: 200 }))).status).toBe(503);
});

test('a handler that throws by surprise does not deafen the others', async () => {
  const [bus] = instances;
  bus?.answer(books.quote, () => {
    throw new TypeError('surprise with a secret');
  });
  const orders = await connectBus(server.urlOf('orders'), 'orders', silentLog);
  const fault = await problemOf(orders.ask(books.quote, { items: [{ book_id: 1, quantity: 1 }] }));
  expect([fault.status, JSON.stringify(fault.body())]).toEqual([500, expect.not.stringContaining('secret')]);
  expect((await asker.ask(echo, { book_id: 1 })).exists).toBe(true);
  await orders.close();
});

test('draining answers what is being worked on', async () => {
  const late = await connectBus(server.urlOf('users'), 'users', silentLog);
  late.answer(users.check, async ({ user_id: id }) => {
    await sleep(150);
    return { exists: id > 0, is_active: true, account: null };
  });
  await sleep(30);
  const asked = Promise.all(Array.from({ length: 20 }, (_, at) => asker.ask(users.check, { user_id: at + 1 })));
  await sleep(40);
  await late.drain();
  await late.close();
  expect((await asked).length).toBe(20);
});

test('with NATS gone questions fail in milliseconds, and work again by themselves when it is back', async () => {
  await server.stop();
  for (let tries = 0; asker.connected() && tries < 100; tries++) await sleep(20);
  const started = performance.now();
  expect((await problemOf(asker.ask(echo, { book_id: 1 }))).status).toBe(503);
  expect(performance.now() - started).toBeLessThan(350);
  const { port, passwords } = server;
  server = await startTestNats({ port, passwords });
  for (let tries = 0; tries < 200 && !(asker.connected() && instances.every((bus) => bus.connected())); tries++)
    await sleep(20);
  await sleep(100);
  expect((await asker.ask(echo, { book_id: 1 })).exists).toBe(true);
}, 20_000);

test('a question waits no longer than the request it is asked for, and tells the other side how long that is', async () => {
  const [bus] = instances;
  const told: number[] = [];
  const patient = question('books', 'commit', {
    about: 'test',
    askers: [],
    ask: Type.Object({}),
    answer: Type.Object({}),
  });
  const others = instances.slice(1);
  await Promise.all(others.map((other) => other.drain()));
  bus?.answer(patient, async (_, { remainingMs: given }) => {
    told.push(given, remainingMs());
    await sleep(600);
    return {};
  });
  await sleep(50);
  const orders = await connectBus(server.urlOf('orders'), 'orders', silentLog);
  const started = performance.now();
  expect((await problemOf(within(300, () => orders.ask(patient, {})))).slug).toBe('books-unavailable');
  expect(performance.now() - started).toBeLessThan(590);
  expect(told.every((ms) => ms > 0 && ms <= 270)).toBe(true);
  expect((await problemOf(within(40, () => orders.ask(patient, {})))).slug).toBe('books-unavailable');
  expect(told.length).toBe(2);
  expect(await orders.ask(patient, {}, { timeoutMs: 1500 })).toEqual({});
  await orders.close();
});

test('who does not answer five times is not asked for a second, then once, and all is well when it answers', async () => {
  const warned: string[] = [];
  const log = { ...silentLog, warn: (fact: string) => warned.push(fact), info: (fact: string) => warned.push(fact) };
  const orders = await connectBus(server.urlOf('orders'), 'orders', log);
  for (let n = 0; n < 5; n++) await problemOf(orders.ask(users.check, { user_id: 1 }, { timeoutMs: 200 }));
  const started = performance.now();
  for (let n = 0; n < 50; n++) expect((await problemOf(orders.ask(users.check, { user_id: 1 }))).status).toBe(503);
  expect(performance.now() - started).toBeLessThan(5000);
  expect(warned.filter((fact) => fact === 'bus.unanswered').length).toBe(5);
  const back = await connectBus(server.urlOf('users'), 'users', silentLog);
  back.answer(users.check, async () => ({ exists: true, is_active: true, account: null }));
  await sleep(1100);
  expect((await orders.ask(users.check, { user_id: 1 })).exists).toBe(true);
  expect((await orders.ask(users.check, { user_id: 1 })).exists).toBe(true);
  expect(warned.filter((fact) => fact.startsWith('bus.breaker'))).toEqual(['bus.breaker-opened', 'bus.breaker-closed']);
  await Promise.all([orders.close(), back.close()]);
});

test('the trouble a room has with its database is, to who asks it, a room that does not answer', async () => {
  const [bus] = instances;
  bus?.answer(books.release, () => Promise.reject(unavailable('database')));
  await sleep(50);
  const orders = await connectBus(server.urlOf('orders'), 'orders', silentLog);
  const asked = orders.ask(books.release, { order_uid: Bun.randomUUIDv7() });
  expect((await problemOf(asked)).slug).toBe('books-unavailable');
  await orders.close();
});

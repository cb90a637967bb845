// What rooms say to each other: each question has one answerer that serves it, each event its listeners, the wire lets through
// exactly that, and the table in nats/README.md is the truth.

import { expect, test } from 'bun:test';
import { type Event, eventSubject, type Question, type Room, rooms } from '#nats/contract';
import { type Exchange, memoryBus } from '#nats/memory';
import { read } from './house/files.ts';

const contracts: Record<Room, Record<string, unknown>> = {
  users: await import('#nats/users'),
  books: await import('#nats/books'),
  orders: await import('#nats/orders'),
  payments: await import('#nats/payments'),
  reviews: await import('#nats/reviews'),
};
const all = Object.values(contracts).flatMap((module) => Object.values(module));
const kindOf = (value: unknown) => (value as { kind?: string }).kind;
const questions = all.filter((value): value is Question => kindOf(value) === 'question');
const events = all.filter((value): value is Event => kindOf(value) === 'event');

/** What a room serves, found by letting it register on a bus that writes it down. */
async function served(room: Room): Promise<Set<string>> {
  const exchange: Exchange = new Map();
  const module = (await import(`../services/${room}/index.ts`)) as Record<string, { messages(deps: unknown): void }>;
  const nothing: unknown = new Proxy(() => nothing, { get: () => nothing });
  module[room]?.messages({
    bus: memoryBus(room, exchange),
    db: nothing,
    auth: nothing,
    clock: nothing,
    log: nothing,
    metrics: nothing,
    settings: nothing,
    wakeRelay() {},
  });
  return new Set(exchange.keys());
}
const servedBy = Object.fromEntries(
  await Promise.all(rooms.map(async (room) => [room, await served(room)] as const)),
) as Record<Room, Set<string>>;

test('each question is answered by its owner and by nobody else', () => {
  for (const { subject, owner } of questions) {
    expect([subject, rooms.filter((room) => servedBy[room].has(subject))]).toEqual([subject, [owner]]);
  }
});

test('each event is heard by exactly the rooms it is announced to', () => {
  for (const { type, to } of events) {
    const hearing = rooms.filter((room) => servedBy[room].has(eventSubject(type, room)));
    expect([type, hearing]).toEqual([type, [...to].sort((a, b) => rooms.indexOf(a) - rooms.indexOf(b))]);
  }
});

test('nothing is served that no contract names', () => {
  const named = new Set([
    ...questions.map(({ subject }) => subject),
    ...events.flatMap(({ type, to }) => to.map((room) => eventSubject(type, room))),
  ]);
  expect(rooms.flatMap((room) => [...servedBy[room]]).filter((subject) => !named.has(subject))).toEqual([]);
});

test('the server lets each room ask what it has cause to, and nothing else', async () => {
  const conf = await read('nats/server.conf');
  for (const speaker of [...rooms, 'gateway' as const]) {
    const block = new RegExp(`user: ${speaker},[\\s\\S]*?publish = \\[([^\\]]*)\\]`).exec(conf)?.[1] ?? '';
    const allowed = [...block.matchAll(/"(ask\.[^"]+)"/g)].map((match) => match[1]).sort();
    const wanted = questions
      .filter(({ askers }) => askers.includes(speaker))
      .map(({ subject }) => subject)
      .sort();
    expect([speaker, allowed]).toEqual([speaker, wanted]);
  }
});

test('the table in nats/README.md lists every subject with its rooms', async () => {
  // However wide the columns are drawn.
  const readme = (await read('nats/README.md')).replace(/ {2,}/g, ' ');
  const rows = [
    ...questions.map(({ subject, owner, askers }) => `| \`${subject}\` | ${askers.join(', ')} | ${owner} |`),
    ...events.map(({ type, owner, to }) => `| \`event.${type}.*\` | ${owner} | ${to.join(', ')} |`),
  ];
  expect(rows.filter((row) => !readme.includes(row))).toEqual([]);
  expect([...readme.matchAll(/^\| `(ask|event)\./gm)].length).toBe(rows.length);
});

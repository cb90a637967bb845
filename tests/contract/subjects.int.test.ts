// Who may say and hear what on NATS: each room's user on a real server, every subject of the contracts, and some of nobody's.

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { connect, Empty, type NatsConnection } from 'nats';
import { type Event, eventSubject, type Question, rooms, type Speaker } from '#nats/contract';
import { startTestNats, type TestNats } from '../support/servers.ts';

const speakers: readonly Speaker[] = [...rooms, 'gateway'];
const contracts = await Promise.all(rooms.map((room) => import(`../../nats/${room}.ts`)));
const said = contracts.flatMap((contract) => Object.values(contract) as { kind?: string }[]);
const questions = said.filter((one): one is Question => one.kind === 'question');
const events = said.filter((one): one is Event => one.kind === 'event');

const deliveries = events.flatMap(({ type, owner, to }) =>
  to.map((room) => ({ owner, to: room, subject: eventSubject(type, room) })),
);
const inbox = (speaker: Speaker) => `_INBOX_${speaker}.a`;
const nobodys = ['a', 'ask.a.b', 'event.a.b.c', '_INBOX.a', '$SYS.REQ.SERVER.PING', '$JS.API.INFO'];
const wide = ['>', '*', 'ask.>', 'ask.*.*', 'event.>', 'event.*.*.*', '_INBOX.>', '$SYS.>', '$JS.>'];
const subjects = [
  ...new Set([
    ...questions.map(({ subject }) => subject),
    ...deliveries.map(({ subject }) => subject),
    ...speakers.map(inbox),
    ...nobodys,
  ]),
];

const mayPublish = (speaker: Speaker, subject: string): boolean =>
  questions.some((one) => one.subject === subject && one.askers.includes(speaker)) ||
  deliveries.some((one) => one.subject === subject && one.owner === speaker);

const mayHear = (speaker: Speaker, subject: string): boolean =>
  subject === inbox(speaker) ||
  questions.some((one) => one.subject === subject && one.owner === speaker) ||
  deliveries.some((one) => one.subject === subject && one.to === speaker);

let nats: TestNats;
beforeAll(async () => {
  nats = await startTestNats();
}, 60_000);
afterAll(() => nats.stop());

async function as(speaker: Speaker): Promise<{ connection: NatsConnection; refused: Set<string> }> {
  const { host, username, password } = new URL(nats.urlOf(speaker));
  const connection = await connect({ servers: host, user: username, pass: password, reconnect: false });
  const refused = new Set<string>();
  void (async () => {
    for await (const { permissionContext } of connection.status() as AsyncIterable<{
      permissionContext?: { operation: string; subject: string };
    }>)
      if (permissionContext) refused.add(`${permissionContext.operation} ${permissionContext.subject}`);
  })();
  return { connection, refused };
}

/** The server's refusals stand before its answer to a flush; the client tells of them a moment later. */
async function settle(connection: NatsConnection): Promise<void> {
  await connection.flush();
  await Bun.sleep(50);
}

describe.each(speakers.map((speaker) => [speaker]))('%s', (speaker) => {
  test('says what it has cause to say, and nothing else', async () => {
    const { connection, refused } = await as(speaker);
    for (const subject of subjects) connection.publish(subject, Empty);
    await settle(connection);
    const said_ = subjects.filter((subject) => !refused.has(`publish ${subject}`));
    await connection.close();
    expect(said_.sort()).toEqual(subjects.filter((subject) => mayPublish(speaker, subject)).sort());
  });

  test('hears what is meant for it, and nothing else', async () => {
    const { connection, refused } = await as(speaker);
    const all = [...subjects, ...wide];
    for (const subject of all) connection.subscribe(subject, { callback() {} });
    await settle(connection);
    const heard = all.filter((subject) => !refused.has(`subscription ${subject}`));
    await connection.close();
    expect(heard.sort()).toEqual(all.filter((subject) => mayHear(speaker, subject)).sort());
  });
});

test('nobody comes in without a name, with a wrong password, or as somebody else', async () => {
  const { host } = new URL(nats.urlOf('books'));
  const enter = (given: { user?: string; pass?: string }) => connect({ servers: host, reconnect: false, ...given });
  const { password } = new URL(nats.urlOf('books'));
  const strangers = [
    {},
    { user: 'books' },
    { user: 'books', pass: 'guess' },
    { user: 'users', pass: password },
    { user: 'root', pass: password },
  ];
  for (const given of strangers) expect(enter(given)).rejects.toMatchObject({ code: 'AUTHORIZATION_VIOLATION' });
});

// The post: written with its cause, sent once, and not lost whatever the mail server does.

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'bun:test';
import { join } from 'node:path';
import type { Log } from '#kit/log';
import { type MailServer, startMailServer } from '#tests/support/smtp';
import { startUsersRoom, type UsersRoom } from '#tests/support/users-room';
import { sendDueMail } from './actions/send-mail.ts';
import type { Deps } from './deps.ts';
import { openPost } from './post.ts';

let room: UsersRoom;
let server: MailServer;
beforeAll(async () => {
  room = await startUsersRoom();
}, 60_000);
afterAll(() => room.stop());
beforeEach(async () => {
  server = await startMailServer();
});
afterEach(async () => {
  await server.stop();
  await room.sql('delete from mail');
});

const logged: string[] = [];
const note = (...facts: unknown[]) => void logged.push(JSON.stringify(facts));
const log: Log = { info: note, warn: note, error: note };
const deps = () => ({ ...(room.deps as unknown as Deps), log });
const postTo = (url: string, timeoutMs = 20_000) => openPost({ url, from: 'Shop <shop@shop.test>', timeoutMs });
const sendAll = (post = postTo(server.url)) => sendDueMail(deps(), post);
/** Makes every mail due that waits for its next try. */
const hurry = () => room.sql("update mail set next_at = now() where state = 'waiting'");
const rows = () =>
  room.sql('select kind, state, attempts, last_error, data, uid, recipient from mail order by id') as Promise<
    { kind: string; state: string; attempts: number; last_error: string | null; data: object; uid: string }[]
  >;
const states = async () => (await rows()).map(({ state }) => state);

let facts = 0;
const receipt = {
  number: 'CB-7F3K-29QX',
  currency: 'USD',
  lines: [{ title: 'Emma <b>&', author: 'Jane Austen', quantity: 2, subtotal_minor: 1998 }],
  delivery_minor: 350,
  total_minor: 2348,
};
const factOf = (type: string, userId: number, more: object) => {
  facts += 1;
  const body = { order_id: 31, user_id: userId, receipt, ...more };
  return { id: Bun.randomUUIDv7(), type, at: '2026-11-24T10:00:00Z', sequence: facts, body };
};
const placed = (userId: number) => factOf('orders.placed', userId, { expires_at: null });
/** Mails that wait to be sent, `count` of them, to one person. */
async function written(count: number) {
  const person = await room.register();
  await room.sql('delete from mail');
  for (let n = 0; n < count; n++) await room.tell(placed(person.id));
  return person;
}

test('each news of an order is one mail, however often it is heard', async () => {
  const person = await room.register({ first_name: 'Ada' });
  await room.sql('delete from mail');
  const news = [
    placed(person.id),
    factOf('orders.paid', person.id, { lines: [{ book_id: 1, quantity: 2 }], prepaid: true }),
    factOf('orders.shipped', person.id, { note: 'Tracking RM123' }),
    factOf('orders.cancelled', person.id, { reason: 'staff', owed_minor: 2348 }),
    factOf('orders.refunded', person.id, { amount_minor: 2348, refunded_minor: 2348 }),
  ];
  for (const fact of [...news, ...news]) await room.tell(fact);
  const mails = await room.mails(person.email);
  expect(mails.map(({ subject }) => subject)).toEqual([
    'We have your order CB-7F3K-29QX',
    'Your order CB-7F3K-29QX is paid',
    'Your order CB-7F3K-29QX is on its way',
    'Your order CB-7F3K-29QX is cancelled',
    'Money back for your order CB-7F3K-29QX',
  ]);
  expect(mails[0]?.text).toContain('Hello Ada,');
  expect(mails[0]?.text).toContain('2 × Emma <b>&, Jane Austen: $19.98');
  expect(mails[0]?.html).toContain('2 × Emma &lt;b&gt;&amp;, Jane Austen');
  expect(mails[0]?.text).toContain('Total: $23.48');
  expect(mails[2]?.text).toContain('Tracking RM123');
  expect(mails[3]?.text).toContain('$23.48 goes back');
});

test('news without a receipt, and news for somebody who is gone, are heard and nobody is written to', async () => {
  const person = await room.register();
  const { receipt: _, ...old } = factOf('orders.paid', person.id, { lines: [] }).body;
  await room.tell({ ...factOf('orders.paid', person.id, {}), body: old });
  await room.send('DELETE', `/api/users/${person.id}/`, { token: person.access });
  await room.tell(placed(person.id));
  await room.tell(placed(999_999));
  expect(await rows()).toEqual([]);
});

test('a mail is sent once, in both forms, and what it said is forgotten', async () => {
  const person = await room.register();
  await room.post('/api/users/password/forgot/', { email: person.email });
  const [{ text = '' } = {}] = (await room.mails(person.email)).slice(-1);
  const token = /\/reset\/([\w-]{43})/.exec(text)?.[1] ?? 'none';
  await Promise.all([sendAll(), sendAll(), sendAll()]);
  await hurry();
  await sendAll();
  const arrived = server.arrived.filter(({ to }) => to === person.email);
  expect(arrived.length).toBe((await rows()).length);
  const mail = arrived.find(({ raw }) => raw.includes('Subject: Reset your password'));
  expect(mail?.raw).toContain('Content-Type: text/plain');
  expect(mail?.raw).toContain('Content-Type: text/html');
  expect(mail?.raw).toContain('Auto-Submitted: auto-generated');
  // Lines are folded on their way.
  expect(mail?.raw.replaceAll('=\r\n', '')).toContain(token);
  expect(new Set(arrived.map(({ messageId }) => messageId)).size).toBe(arrived.length);
  expect(new Set(await states())).toEqual(new Set(['sent']));
  expect(JSON.stringify(await room.sql('select * from mail'))).not.toContain(token);
  expect(logged.join()).not.toContain(token);
});

test('while the mail server is down mails wait, and each arrives once when it is back', async () => {
  await written(7);
  const port = Number(new URL(server.url).port);
  await server.stop();
  await sendAll();
  expect(new Set(await states())).toEqual(new Set(['waiting']));
  const tried = (await rows()).filter(({ attempts }) => attempts > 0);
  expect(tried.map(({ last_error }) => /ESOCKET|ECONNECTION/.test(last_error ?? ''))).toEqual(tried.map(() => true));
  server = await startMailServer(port);
  await hurry();
  await sendAll();
  expect(await states()).toEqual(Array(7).fill('sent'));
  expect(new Set(server.arrived.map(({ messageId }) => messageId)).size).toBe(7);
  expect(server.arrived.length).toBe(7);
}, 30_000);

test('a slow server gets each mail once, also from several instances', async () => {
  server.mood = 'slow';
  await written(4);
  await Promise.all([sendAll(), sendAll()]);
  expect(await states()).toEqual(Array(4).fill('sent'));
  expect(server.arrived.length).toBe(4);
}, 30_000);

test('a server that says "later", to the recipient or to the content, is asked again later', async () => {
  await written(1);
  for (const mood of ['busy', 'full'] as const) {
    server.mood = mood;
    await hurry();
    await sendAll();
  }
  expect(await rows()).toMatchObject([{ state: 'waiting', attempts: 2, last_error: expect.stringContaining('452') }]);
  server.mood = 'well';
  // It is not due yet: the pause is heeded.
  await sendAll();
  expect(server.arrived.length).toBe(0);
  await hurry();
  await sendAll();
  expect([await states(), server.arrived.length]).toEqual([['sent'], 1]);
}, 30_000);

test('a mail that is refused for good is parked at once, one that is put off for days at last', async () => {
  logged.length = 0;
  const person = await written(1);
  server.mood = 'rude';
  await sendAll();
  expect(await rows()).toMatchObject([{ state: 'parked', last_error: 'EENVELOPE 550' }]);
  await room.sql(`update mail set state = 'waiting', attempts = 149, next_at = now()`);
  server.mood = 'busy';
  await sendAll();
  expect(await rows()).toMatchObject([{ state: 'parked', attempts: 150 }]);
  expect(logged.filter((line) => line.includes('mail.parked')).length).toBe(2);
  expect(logged.join()).not.toContain(person.email);
}, 30_000);

test('a server that takes a mail and falls silent gets it again, and can tell by its Message-ID', async () => {
  await written(1);
  server.mood = 'deaf';
  await sendAll(postTo(server.url, 400));
  server.mood = 'well';
  await hurry();
  await sendAll();
  await hurry();
  await sendAll();
  const [{ uid } = { uid: '' }] = await rows();
  expect(server.arrived.map(({ messageId }) => messageId)).toEqual(Array(2).fill(`<${uid}@shop.test>`));
  expect(await states()).toEqual(['sent']);
}, 30_000);

test('a process killed between the sending and the note sends it twice at most, under one Message-ID', async () => {
  await written(3);
  server.mood = 'deaf';
  const root = join(import.meta.dir, '../..');
  const env = { PATH: process.env.PATH, SMTP_URL: server.url, PUBLIC_URL: 'http://shop.test' };
  const DATABASE_URL = room.deps.settings.DATABASE_URL;
  const child = Bun.spawn([process.execPath, '--no-env-file', 'tests/support/send-mail-once.ts'], {
    cwd: root,
    env: { ...env, DATABASE_URL },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  while (server.arrived.length < 3 && child.exitCode === null) await Bun.sleep(10);
  child.kill('SIGKILL');
  await child.exited;
  server.mood = 'well';
  // Its lease stands: nobody sends them before it has run out.
  await sendAll();
  expect(server.arrived.length).toBe(3);
  await hurry();
  await sendAll();
  await hurry();
  await sendAll();
  const sent = server.arrived.map(({ messageId }) => messageId);
  expect([sent.length, new Set(sent).size]).toEqual([6, 3]);
  expect(await states()).toEqual(Array(3).fill('sent'));
}, 60_000);

test('without a mail server mails stay in the development mailbox, and in production nobody reads them', async () => {
  const person = await written(2);
  await sendDueMail(deps(), null);
  expect(await states()).toEqual(['kept', 'kept']);
  expect((await room.mails(person.email)).length).toBe(2);
  const strict = await startUsersRoom({ NODE_ENV: 'production' });
  await expect(strict.mails('anybody@example.com')).rejects.toThrow('There is no such mailbox.');
  await strict.stop();
});

test('a mail goes with the change it belongs to, or not at all', async () => {
  const person = await room.register();
  await room.sql('delete from mail');
  await room.sql(`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$`);
  await room.sql('create trigger refuse before insert on mail for each row execute function refuse()');
  expect((await room.post('/api/users/password/forgot/', { email: person.email })).status).toBe(500);
  expect(await room.sql(`select 1 from one_time_tokens where user_id = ${person.id} and purpose = 'password'`)).toEqual(
    [],
  );
  await expect(room.tell(placed(person.id))).rejects.toThrow();
  await room.sql('drop trigger refuse on mail');
  expect(await rows()).toEqual([]);
});

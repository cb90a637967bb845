// Questions to the shop, as mails: one for each, to the shop's own address, answered to whoever asked, and then forgotten.

import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { silentLog } from '#kit/log';
import { memoryBus } from '#nats/memory';
import { contact, mailbox } from '#nats/users';
import { startMailServer } from '#tests/support/smtp';
import { startUsersRoom, type UsersRoom } from '#tests/support/users-room';
import { sweep } from './actions/housekeeping.ts';
import { sendDueMail } from './actions/send-mail.ts';
import type { Deps } from './deps.ts';
import { addressIn, openPost } from './post.ts';

let room: UsersRoom;
beforeAll(async () => {
  room = await startUsersRoom();
}, 60_000);
afterAll(() => room.stop());
afterEach(async () => {
  await room.sql('delete from mail');
});

const question = (of: object = {}) => ({
  uid: Bun.randomUUIDv7(),
  topic: 'return' as const,
  name: 'Ada <b>\r\nBcc: everybody@example.com',
  email: 'ada@example.com',
  number: 'CB-7F3K-29QX',
  message: 'It came wet.\n\nMay I <send> it back?',
  ...of,
});
const ask = (said = question()) => memoryBus('gateway', room.exchange).ask(contact, said);
const deps = () => ({ ...(room.deps as unknown as Deps), log: silentLog });

test('a question is one mail, however often and at once it is handed over', async () => {
  const said = question();
  await Promise.all(Array.from({ length: 8 }, () => ask(said)));
  await ask(said);
  expect(await room.sql('select user_id, recipient, kind, state from mail')).toEqual([
    { user_id: null, recipient: 'books@localhost', kind: 'contact', state: 'waiting' },
  ]);
});

test('its answer goes to whoever asked, its words stay words, and once sent they are forgotten', async () => {
  const server = await startMailServer();
  await ask();
  await sendDueMail(deps(), openPost({ url: server.url, from: 'Shop <shop@shop.test>', timeoutMs: 20_000 }));
  await server.stop();
  const [mail, ...more] = server.arrived;
  const [head = ''] = (mail?.raw ?? '').split('\r\n\r\n', 2);
  expect([mail?.to, more.length]).toEqual(['books@localhost', 0]);
  expect(head.replaceAll('\r\n ', '')).toMatch(/^Reply-To: .*<ada@example\.com>\r?$/m);
  expect(head).not.toContain('=0D=0A');
  expect(head).not.toMatch(/^Bcc:/im);
  expect(head).toMatch(/^Subject: About a return, CB-7F3K-29QX/m);
  expect(mail?.raw).toContain('May I <send> it back?');
  expect(mail?.raw.replaceAll('=\r\n', '')).toContain('May I &lt;send&gt; it back?');
  expect(await room.sql('select state, data from mail')).toEqual([{ state: 'sent', data: {} }]);
});

test('the development mailbox shows it beside the mails of accounts', async () => {
  await room.register();
  await ask();
  const { mails } = await memoryBus('gateway', room.exchange).ask(mailbox, {});
  expect(mails.map(({ recipient }) => recipient)).toContain('books@localhost');
  const uid = mails.find(({ recipient }) => recipient === 'books@localhost')?.uid;
  const { mails: opened } = await memoryBus('gateway', room.exchange).ask(mailbox, { uid });
  expect(opened[0]?.said?.text).toContain('It came wet.');
});

test('one that nobody took within a month is thrown away, with what it said', async () => {
  await ask();
  await sweep(room.deps as unknown as Deps);
  expect(await room.sql('select kind from mail')).toEqual([{ kind: 'contact' }]);
  await room.sql("update mail set expires_at = expires_at - interval '30 days 1 second'");
  await sweep(room.deps as unknown as Deps);
  expect(await room.sql('select kind from mail')).toEqual([]);
});

test('the address alone of a sender', () => {
  expect(
    ['Colophon Books <books@shop.example>', 'books@shop.example', ' "A <b>" <c@d.example> '].map(addressIn),
  ).toEqual(['books@shop.example', 'books@shop.example', 'c@d.example']);
});

// `bun run ops` as people meet it: a process of its own, on five databases, beside a relay that works.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { perService, type Service, services } from '#deploy/local/rooms';
import { type Database, openDatabase } from '#kit/database';
import { silentLog } from '#kit/log';
import { migrate } from '#kit/migrate';
import { announce, Relay } from '#kit/outbox';
import { conflict } from '#kit/problem';
import { type Said, said } from '#tests/support/command';
import { testDatabase } from '#tests/support/servers';

setDefaultTimeout(60_000);

const root = join(import.meta.dir, '..');
let urls: Record<Service, string>;
let orders: Database;
let payments: Database;
beforeAll(async () => {
  const made = await Promise.all(
    services.map((service) =>
      testDatabase(service, { prepare: (url) => migrate(url, join(root, 'services', service, 'migrations')) }),
    ),
  );
  urls = perService((service) => made[services.indexOf(service)] ?? '');
  orders = openDatabase(urls.orders, { max: 2 });
  payments = openDatabase(urls.payments, { max: 2 });
});
afterAll(() => Promise.all([orders.close(), payments.close()]));

async function ops(...words: string[]): Promise<Said> {
  const given = services.map((service) => [`${service.toUpperCase()}_DATABASE_URL`, urls[service]]);
  const child = Bun.spawn([process.execPath, '--no-env-file', join(root, 'bin/ops.ts'), ...words], {
    env: { PATH: process.env.PATH, ...Object.fromEntries(given) },
    stdout: 'pipe',
    stderr: 'pipe',
  });
  return said(child);
}

const run = (db: Database, statement: ReturnType<typeof sql>) => db.use((query) => query.execute(statement));

/** A fact of orders that books refused twenty times, and a later one about the same order behind it. */
async function parkOne(): Promise<void> {
  const fact = { type: 'orders.paid', to: ['books'] };
  for (let n = 0; n < 2; n++)
    await orders.transaction((query) => announce(query, fact, { kind: 'order', id: 7 }, { order_id: 7 }));
  await run(
    orders,
    sql`update outbox_delivery set state = 'parked', attempts = 20, next_at = now() + interval '1 hour',
      last_error = 'The event orders.paid is not one this room understands.' where aggregate_seq = 1`,
  );
}

test('in a shop where all is well nothing is parked and nothing is stuck', async () => {
  expect(await ops('parked')).toEqual({
    code: 0,
    out: 'Nothing is parked: every fact and mail arrived, or is still on its way.\n',
    err: '',
  });
  expect(await ops('stuck')).toEqual({ code: 0, out: 'Nothing is stuck.\n', err: '' });
  expect(await ops('replay', '--all')).toEqual({ code: 0, out: 'Nothing is parked.\n', err: '' });
});

test('a parked fact is shown with its reason; sent again it tells what came of it', async () => {
  await parkOne();
  const { code, out } = await ops('parked');
  expect([code, out.split('\n').length]).toEqual([1, 5]);
  expect(out).toMatch(
    /[0-9a-f-]{36} {2}orders\.paid {2}orders → books {2}\d+ s +20 +1 +The event orders\.paid is not one/,
  );
  const [{ id = '' } = {}] = JSON.parse((await ops('parked', '--json')).out) as { id?: string }[];

  // The room still refuses it.
  let taken = false;
  const heard: number[] = [];
  const deliver = async ({ sequence }: { sequence: number }) => {
    if (!taken) throw conflict('no', 'Not yet.');
    heard.push(sequence);
  };
  const relay = new Relay(orders, deliver, silentLog);
  relay.start();
  const again = await ops('replay', id);
  expect([again.code, again.out]).toEqual([1, `${id}  orders.paid → books: refused again: Not yet.\n`]);
  // Twice: a try that is on its way would put it back.
  for (let n = 0; n < 2; n++) {
    await run(
      orders,
      sql`update outbox_delivery set state = 'parked', next_at = now() + interval '1 hour' where event_id = ${id}`,
    );
    await Bun.sleep(200);
  }
  taken = true;
  const arrived = await ops('replay', '--all');
  expect([arrived.code, arrived.out]).toEqual([0, `${id}  orders.paid → books: delivered\n`]);
  while (heard.length < 2) await Bun.sleep(20);
  await relay.stop();
  expect(heard).toEqual([1, 2]);
  const gone = await ops('replay', id);
  expect([gone.code, gone.err]).toEqual([1, `There is no undelivered fact or mail ${id}. See: bun run ops parked\n`]);
});

test('a mail that was refused is shown without its address, and sent again', async () => {
  const users = openDatabase(urls.users, { max: 2 });
  await run(
    users,
    sql`insert into mail (recipient, kind, data, state, attempts, last_error)
      values ('ada@example.com', 'contact', '{}', 'parked', 3, 'EENVELOPE 550')`,
  );
  const { code, out } = await ops('parked');
  expect([code, out.includes('ada@')]).toEqual([1, false]);
  expect(out).toMatch(/[0-9a-f-]{36} {2}mail\.contact {2}users → mail server {2}\d+ s +3 +0 +EENVELOPE 550/);
  const [{ id = '' } = {}] = JSON.parse((await ops('parked', '--json')).out) as { id?: string }[];
  const sending = ops('replay', id);
  // A sender that works meanwhile.
  const sent = sql`update mail set state = 'sent', data = '{}' where state = 'waiting' returning id`;
  while ((await users.use((query) => query.execute(sent))).length === 0) await Bun.sleep(20);
  const came = await sending;
  expect([came.code, came.out]).toEqual([0, `${id}  mail.contact → mail server: delivered\n`]);
  expect((await ops('parked')).code).toBe(0);
  await users.close();
});

test('a room whose database was restored is told again what it was told since, in order, and nobody else is', async () => {
  const since = new Date().toISOString();
  const fact = { type: 'orders.paid', to: ['books', 'reviews'] };
  for (let n = 0; n < 3; n++)
    await orders.transaction((query) => announce(query, fact, { kind: 'order', id: 8 }, { order_id: 8 }));
  const heard: string[] = [];
  const relay = new Relay(
    orders,
    async ({ subscriber, sequence }) => void heard.push(`${subscriber} ${sequence}`),
    silentLog,
  );
  relay.start();
  while (heard.length < 6) await Bun.sleep(20);
  heard.length = 0;
  const { code, out } = await ops('replay', '--to', 'reviews', '--since', since);
  expect([code, out]).toEqual([0, 'reviews was told 3 facts again; 0 did not arrive yet.\n']);
  await relay.stop();
  expect(heard).toEqual(['reviews 1', 'reviews 2', 'reviews 3']);
  const later = await ops('replay', '--to', 'reviews', '--since', new Date(Date.now() + 60_000).toISOString());
  expect([later.code, later.out]).toEqual([0, 'reviews was told 0 facts again; 0 did not arrive yet.\n']);
});

test('what stands between two states too long is listed', async () => {
  const item = { book_id: 1, title: 'Emma', author: 'Jane Austen', isbn: null, unit_minor: 500, quantity: 1 };
  const order = {
    user_id: 7,
    placed_by: 7,
    by: 'customer',
    shipping_address: '1 Road',
    delivery_minor: 0,
    currency: 'USD',
    ttl_seconds: 900,
  };
  await run(orders, sql`select order_place(${JSON.stringify(order)}::jsonb, ${JSON.stringify([item])}::jsonb)`);
  const payment = {
    order_id: 1,
    order_uid: Bun.randomUUIDv7(),
    user_id: 7,
    placed_by: 7,
    amount_minor: 500,
    currency: 'USD',
    method: 'CREDIT_CARD',
    provider: 'simulator',
    head_start_seconds: 8,
  };
  await run(payments, sql`select payment_begin(${JSON.stringify(payment)}::jsonb, 5)`);
  expect((await ops('stuck')).code).toBe(0);
  await Bun.sleep(1100);
  const { code, out } = await ops('stuck', '--after', '1');
  expect(code).toBe(1);
  // Each room tells its own by a clock of its own, milliseconds apart: which of the two is longer there is chance.
  const [head, ...rest] = out.trim().split('\n');
  const lines = [head, ...rest.sort()];
  expect(lines[0]).toMatch(/^WHAT +WHICH +STATE +SINCE +TRIES +LOOKED AT NEXT$/);
  expect(lines[1]).toMatch(/^order +CB-[0-9A-Z]{4}-[0-9A-Z]{4} +pending_reservation +\d s +0 +in \d s$/);
  expect(lines[2]).toMatch(/^payment +1 of order 1 +initiated +\d s +0 +in \d s$/);
});

test('without databases it says how to get some', async () => {
  const child = Bun.spawn([process.execPath, '--no-env-file', join(root, 'bin/ops.ts'), 'parked'], {
    env: { PATH: process.env.PATH, DATA_DIR: '/nonexistent/colophon' },
    stderr: 'pipe',
  });
  expect([await child.exited, await new Response(child.stderr).text()]).toEqual([
    2,
    'No shop is open in DATA_DIR, and no USERS_DATABASE_URL … are set. Open one: bun start\n',
  ]);
});

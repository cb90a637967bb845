// Facts reach each subscriber in order and take effect once, whatever fails on the way.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { testDatabase } from '#tests/support/servers';
import { type Database, openDatabase, rows } from './database.ts';
import { silentLog } from './log.ts';
import { migrate } from './migrate.ts';
import { announce, type Delivery, once, Relay } from './outbox.ts';
import { sleep } from './time.ts';

let db: Database;
beforeAll(async () => {
  const url = await testDatabase('books');
  // Six instances start at once, as in a rolling deployment.
  await Promise.all(
    Array.from({ length: 6 }, () => migrate(url, join(import.meta.dir, '../services/reviews/migrations'))),
  );
  db = openDatabase(url, { acquireTimeoutMs: 3000 });
}, 60_000);
afterAll(() => db.close());

const fact = { type: 'things.moved', to: ['north', 'south'] };
const until = async (done: () => boolean) => {
  for (let tries = 0; !done() && tries < 1000; tries++) await sleep(25);
};

test('each subscriber hears every fact of an aggregate in order, although deliveries fail at random', async () => {
  const heard: Delivery[] = [];
  const deliver = async (delivery: Delivery) => {
    if (Math.random() < 0.15) throw new Error('the wire was cut');
    heard.push(delivery);
  };
  const relays = [new Relay(db, deliver, silentLog), new Relay(db, deliver, silentLog)];
  for (let at = 1; at <= 10; at++) {
    for (const id of ['a', 'b', 'c'])
      await db.transaction((query) => announce(query, fact, { kind: 'thing', id }, { id }));
  }
  for (const relay of relays) relay.start();
  await until(() => heard.length >= 60);
  await Promise.all(relays.map((relay) => relay.stop()));
  expect(heard.length).toBe(60);
  for (const room of fact.to) {
    for (const id of ['a', 'b', 'c']) {
      const mine = heard.filter(({ subscriber, body }) => subscriber === room && (body as { id: string }).id === id);
      expect(mine.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    }
  }
}, 30_000);

test('a fact told five times at once takes effect once', async () => {
  await db.use((query) => query.execute(sql`create table if not exists effects (n int)`));
  const told = { id: Bun.randomUUIDv7(), type: 'things.moved' };
  const ran = await Promise.all(
    Array.from({ length: 5 }, () =>
      once(db, told, async (query) => void (await query.execute(sql`insert into effects values (1)`))),
    ),
  );
  expect(ran.filter(Boolean).length).toBe(1);
  expect((await db.use((query) => rows(query, sql`select 1 from effects`))).length).toBe(1);
});

test('an effect that fails leaves no trace and is told again', async () => {
  const told = { id: Bun.randomUUIDv7(), type: 'things.moved' };
  await expect(once(db, told, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await once(db, told, async () => {})).toBe(true);
});

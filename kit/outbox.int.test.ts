// Facts reach each subscriber in order and take effect once, whatever fails on the way.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { testDatabase } from '#tests/support/servers';
import { type Database, openDatabase, rows } from './database.ts';
import { silentLog } from './log.ts';
import { migrate } from './migrate.ts';
import { announce, type Delivery, once, Relay } from './outbox.ts';
import { conflict, unavailable } from './problem.ts';
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

type Waiting = { state: string; attempts: number; pause: number; last_error: string };

/** Tells a fact that was tried `attempts` times before and is `age` old; then one more try fails with `error`. */
async function failOnce(error: Error, { attempts, age }: { attempts: number; age: string }): Promise<Waiting> {
  const id = Bun.randomUUIDv7();
  const only = { type: 'things.stood', to: ['east'] };
  await db.transaction((query) => announce(query, only, { kind: 'thing', id }, {}));
  const mine = sql`event_id = (select id from outbox where aggregate_id = ${id})`;
  await db.use((query) =>
    query.execute(sql`update outbox set at = now() - ${age}::interval where aggregate_id = ${id}`),
  );
  await db.use((query) => query.execute(sql`update outbox_delivery set attempts = ${attempts} where ${mine}`));
  let tried = false;
  const deliver = async (delivery: Delivery) => {
    if (delivery.sequence === 1 && delivery.subscriber === 'east') tried = true;
    throw error;
  };
  const relay = new Relay(db, deliver, silentLog);
  relay.start();
  await until(() => tried);
  await relay.stop();
  const [waiting] = await db.use((query) =>
    rows<Waiting>(
      query,
      sql`select state, attempts, extract(epoch from next_at - now())::float8 as pause, last_error from outbox_delivery where ${mine}`,
    ),
  );
  await db.use((query) => query.execute(sql`delete from outbox where aggregate_id = ${id}`));
  if (!waiting) throw new Error('the delivery is gone');
  return waiting;
}

test('what is refused twenty times is parked with the reason, and tried again in an hour', async () => {
  const refusal = conflict('not-mine', 'This cannot be.');
  expect((await failOnce(refusal, { attempts: 18, age: '2 hours' })).state).toBe('pending');
  const parked = await failOnce(refusal, { attempts: 19, age: '1 minute' });
  expect([parked.state, parked.attempts, parked.last_error]).toEqual(['parked', 20, 'This cannot be.']);
  expect(Math.round(parked.pause / 60)).toBe(60);
});

test('a subscriber that is away is tried again within ten seconds for an hour, then every five minutes', async () => {
  const away = unavailable('east');
  const waiting = await failOnce(away, { attempts: 40, age: '50 minutes' });
  expect(waiting.state).toBe('pending');
  expect(waiting.pause).toBeLessThanOrEqual(10);
  const parked = await failOnce(away, { attempts: 40, age: '2 hours' });
  expect(parked.state).toBe('parked');
  expect(Math.round(parked.pause / 60)).toBe(5);
});

// The bus on three servers that are one.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type NatsCluster, startNatsCluster } from '#deploy/local/nats-cluster';
import { silentLog } from '#kit/log';
import { sleep } from '#kit/time';
import { type Bus, connectBus } from './bus.ts';
import * as users from './users.ts';

let cluster: NatsCluster;
const open: Bus[] = [];
beforeAll(async () => {
  cluster = await startNatsCluster();
}, 60_000);
afterAll(async () => {
  await Promise.all(open.map((bus) => bus.close()));
  await cluster.stop();
}, 60_000);

/** Somebody of this room at one of the servers. */
const join = async (room: 'users' | 'orders', server: number): Promise<Bus> => {
  const bus = await connectBus(cluster.urlOf(room, server), room, silentLog);
  open.push(bus);
  return bus;
};

test('questions reach every instance through whichever server; a server that dies takes nobody with it', async () => {
  const counts = [0, 0, 0, 0, 0, 0];
  for (const [at] of counts.entries()) {
    const bus = await join('users', at % 3);
    bus.answer(users.check, async ({ user_id: id }) => {
      counts[at] = (counts[at] ?? 0) + 1;
      return { exists: true, active: true, role: 'customer', display_name: `user ${id}` } as never;
    });
  }
  // A server hands a question to an instance of its own where it has one, so there is somebody to ask at each.
  const askers = await Promise.all([0, 1, 2].map((server) => join('orders', server)));
  const ask = async (_: unknown, at = 0): Promise<boolean> =>
    (askers[at % 3] as Bus).ask(users.check, { user_id: 1 }).then(
      () => true,
      (error: { slug?: string }) => error.slug !== 'users-unavailable',
    );
  while (!(await Promise.all([0, 1, 2].map(ask))).every(Boolean)) await sleep(50);
  await Promise.all(Array.from({ length: 300 }, ask));
  expect(counts.every((count) => count > 0)).toBe(true);

  cluster.servers[0]?.process.kill();
  while (!open.every((bus) => bus.connected()) || !(await Promise.all([0, 1, 2].map(ask))).every(Boolean))
    await sleep(50);
  // All are there again, on the two that are left.
  const before = [...counts];
  for (let n = 0; n < 20 && counts.some((count, at) => count === before[at]); n += 1)
    await Promise.all(Array.from({ length: 60 }, ask));
  expect(counts.every((count, at) => count > (before[at] ?? 0))).toBe(true);
}, 60_000);

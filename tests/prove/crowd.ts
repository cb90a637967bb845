// A shop of several instances of every room on one Postgres and a NATS of three servers, as it runs on many machines.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NatsCluster, startNatsCluster } from '#deploy/local/nats-cluster';
import { freePorts } from '#deploy/local/postgres';
import { newPassword, type Room, rooms, services } from '#deploy/local/rooms';
import { localServers } from '#deploy/local/servers';
import { readiness, type Supervised, supervise } from '#deploy/local/supervise';
import { uncountedSales } from './calm.ts';
import { openLooks } from './looks.ts';
import { type Stage, untilHealthy } from './stage.ts';

export type Crowd = {
  stage: Stage;
  nats: NatsCluster;
  instances: Map<Room, Supervised[]>;
};

const root = join(import.meta.dir, '../..');

/** @param copies of every room; they listen on one port each room, and the system shares the callers out */
export async function openCrowd(copies: number): Promise<Crowd> {
  const [servers, nats] = await Promise.all([localServers(), startNatsCluster()]);
  const ports = new Map(freePorts(rooms.length).map((port, at) => [rooms[at] ?? 'gateway', port]));
  const url = (room: Room = 'gateway') => `http://localhost:${ports.get(room)}`;
  const admin = { username: 'admin', password: `test-${Bun.randomUUIDv7()}` };
  const secret = newPassword();
  const folder = mkdtempSync(join(tmpdir(), 'colophon-crowd-'));
  const lines: string[] = [];
  const environment = (room: Room): Record<string, string | undefined> => ({
    PATH: process.env.PATH,
    PORT: String(ports.get(room)),
    NATS_URL: nats.urlOf(room),
    ...(room === 'gateway'
      ? { SESSION_SECRET: secret, PUBLIC_URL: url() }
      : { DATABASE_URL: servers.urls.databases[room] }),
    SAMPLE_DATA: 'yes',
    PROVIDER_TIMEOUT_MS: '1000',
    // All customers come from one place.
    RATE_LIMITS: '0',
    ADMIN_USERNAME: admin.username,
    ADMIN_EMAIL: 'admin@example.com',
    ADMIN_PASSWORD: admin.password,
    ...Object.fromEntries(services.map((service) => [`${service.toUpperCase()}_SERVICE_URL`, url(service)])),
  });
  const start = (room: Room) => startInstance(room, environment(room), (line) => lines.push(line));
  const instances = new Map<Room, Supervised[]>(rooms.map((room) => [room, []]));
  const close = async () => {
    const all = [...instances.values()].flat();
    await Promise.all(all.map((instance) => instance.stop(20_000)));
    await Promise.all([nats.stop(), servers.stop()]);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    // The first of each migrates and fills the shelves; the others come to what is there.
    for (let n = 0; n < copies; n += 1)
      await Promise.all(rooms.map(async (room) => instances.get(room)?.push(await start(room))));
  } catch (error) {
    await close();
    throw error;
  }
  const { look, close: closeLooks } = openLooks(servers.urls.databases);
  const shop = {
    url,
    admin,
    dataDir: folder,
    said: () => lines.join('\n'),
    openedAfter: 0,
    pid: () => 0,
    close: async () => 0,
  };
  const stage: Stage = {
    shop,
    databases: servers.urls.databases,
    uncountedBefore: await uncountedSales({ look }),
    look,
    ...withoutFailpoints,
    healthy: (timeoutMs) => untilHealthy(shop, timeoutMs),
    logged: (requestId) => lines.filter((line) => line.includes(requestId) && line.includes('"level":"error"')),
    async close() {
      await closeLooks();
      await close();
    },
  };
  return { stage, nats, instances };
}

/** Nobody dies at a chosen moment here. */
const withoutFailpoints: Pick<Stage, 'arm' | 'armedIn' | 'release'> = { arm() {}, armedIn: () => [], release() {} };

async function startInstance(
  room: Room,
  env: Record<string, string | undefined>,
  note: (line: string) => void,
): Promise<Supervised> {
  const entry = room === 'gateway' ? 'gateway/index.ts' : `services/${room}/index.ts`;
  const { feed, until } = readiness(`an instance of ${room}`, /"service\.started"/);
  const instance = supervise({
    command: process.execPath,
    args: ['--no-env-file', join(root, entry)],
    env,
    cwd: root,
    stopSignal: 'TERM',
    graceSeconds: 15,
    onLine(line) {
      feed(line);
      if (line.includes('"level":"error"') || line.includes('"level":"warn"')) note(line);
    },
  });
  await until(instance, 180_000);
  return instance;
}

// The shop in its parts, for tests that take it apart: six rooms without anybody who starts them again, and a line that can be
// spoiled between each of them and its database and NATS.

import { join } from 'node:path';
import { freePort } from '#deploy/local/postgres';
import { signal } from '#deploy/local/processes';
import { perRoom, perService, type Room, rooms, type Service, services } from '#deploy/local/rooms';
import { localServers, startNatsFor } from '#deploy/local/servers';
import { type Supervised, supervise } from '#deploy/local/supervise';
import { type Line, openLine } from './toxic.ts';

export type Parts = {
  url(room?: Room): string;
  admin: { username: string; password: string };
  /** The databases themselves, past their lines. */
  databases: Record<Service, string>;
  lines: { database: Record<Service, Line>; nats: Record<Room, Line> };
  /** Stands still, with all its connections open. */
  freeze(room: Room | 'nats'): void;
  thaw(room: Room | 'nats'): void;
  kill(room: Room | 'nats'): Promise<void>;
  /** Starts it again and waits until it is ready. */
  start(room: Room | 'nats'): Promise<void>;
  close(): Promise<void>;
};

const root = join(import.meta.dir, '../..');

/** @param env for all rooms, beside what each needs */
export async function openParts(env: Record<string, string> = {}): Promise<Parts> {
  const servers = await localServers();
  const ports = perRoom(() => freePort());
  const admin = { username: 'admin', password: `test-${Bun.randomUUIDv7()}` };
  const secret = Bun.randomUUIDv7().repeat(2);
  const nats = { stop: servers.nats.stop, pid: servers.nats.process.pid };
  const lines = {
    database: await each(services, (service) => openLine(Number(new URL(servers.databaseUrl(service)).port))),
    nats: await each(rooms, () => openLine(servers.nats.port)),
  };
  const through = (url: string, line: Line) => {
    const spoilt = new URL(url);
    spoilt.port = String(line.port);
    return spoilt.href;
  };
  const children = new Map<Room, Supervised>();
  const own = (room: Room): Record<string, string> => {
    if (room === 'gateway') {
      const urls = services.map((service) => [
        `${service.toUpperCase()}_SERVICE_URL`,
        `http://127.0.0.1:${ports[service]}`,
      ]);
      return { ...Object.fromEntries(urls), PUBLIC_URL: `http://localhost:${ports.gateway}`, SESSION_SECRET: secret };
    }
    const first = { ADMIN_USERNAME: admin.username, ADMIN_EMAIL: 'admin@example.com', ADMIN_PASSWORD: admin.password };
    const database = { DATABASE_URL: through(servers.databaseUrl(room), lines.database[room]), SAMPLE_DATA: 'yes' };
    return room === 'users' ? { ...database, ...first } : database;
  };
  const start = async (room: Room) => {
    const entry = room === 'gateway' ? 'gateway/index.ts' : `services/${room}/index.ts`;
    const child = supervise({
      command: process.execPath,
      args: ['--no-env-file', entry],
      cwd: root,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        RATE_LIMITS: 'off',
        PORT: String(ports[room]),
        NATS_URL: through(servers.natsUrl(room), lines.nats[room]),
        ...own(room),
        ...env,
      },
      stopSignal: 'TERM',
      graceSeconds: 5,
      onLine: (line) => void (process.env.SHOW_LOGS && process.stdout.write(`${line}\n`)),
    });
    children.set(room, child);
    await untilReady(`http://127.0.0.1:${ports[room]}/health/ready`, child);
  };
  const signalTo = (which: Room | 'nats', name: 'SIGSTOP' | 'SIGCONT') => {
    const group = which === 'nats' ? nats.pid : children.get(which)?.pid;
    if (group !== undefined) signal(-group, name);
  };
  await Promise.all(services.map(start));
  await start('gateway');
  return {
    url: (room = 'gateway') => `http://localhost:${ports[room]}`,
    admin,
    databases: perService((service) => servers.databaseUrl(service)),
    lines,
    freeze: (which) => signalTo(which, 'SIGSTOP'),
    thaw: (which) => signalTo(which, 'SIGCONT'),
    async kill(which) {
      if (which === 'nats') return nats.stop();
      const child = children.get(which);
      child?.kill();
      await child?.exited;
    },
    async start(which) {
      if (which !== 'nats') return start(which);
      const again = await startNatsFor(passwordsIn(servers.urls.nats), { port: servers.nats.port });
      nats.stop = again.stop;
      nats.pid = again.process.pid;
    },
    async close() {
      for (const room of rooms) signalTo(room, 'SIGCONT');
      signalTo('nats', 'SIGCONT');
      for (const child of children.values()) child.kill();
      await Promise.all([...children.values()].map((child) => child.exited));
      await Promise.all([...Object.values(lines.database), ...Object.values(lines.nats)].map((line) => line.close()));
      await Promise.all([nats.stop(), servers.stop()]);
    },
  };
}

async function each<Name extends string, Made>(
  names: readonly Name[],
  make: (name: Name) => Promise<Made>,
): Promise<Record<Name, Made>> {
  const made = await Promise.all(names.map(async (name) => [name, await make(name)] as const));
  return Object.fromEntries(made) as Record<Name, Made>;
}

const passwordsIn = (urls: Record<Room, string>): Record<Room, string> =>
  perRoom((room) => new URL(urls[room]).password);

async function untilReady(url: string, child: Supervised): Promise<void> {
  for (const end = performance.now() + 60_000; performance.now() < end; await Bun.sleep(30)) {
    if (!child.running()) throw new Error(`${url} ended with ${(await child.exited).code}; SHOW_LOGS=1 shows why`);
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
    if (answer?.ok) return;
  }
  throw new Error(`${url} was not ready within a minute`);
}

// The shop in containers, as `docker compose up` opens it: the images of this checkout, on free ports, under a name of its own.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '#deploy/local/postgres';
import { perService, type Room, rooms, type Service, services } from '#deploy/local/rooms';
import { said } from './command.ts';
import type { Shop } from './shop.ts';

export type Composed = Shop & {
  databases: Record<Service, string>;
  /** Runs `docker compose …` on this shop and gives what it printed. @throws with what it said where it failed. */
  compose(...words: string[]): Promise<string>;
  /** Takes all of it down, its volumes too. */
  close(): Promise<number>;
};

const root = join(import.meta.dir, '../..');
const inside: Record<Room, number> = {
  users: 8001,
  books: 8002,
  orders: 8003,
  payments: 8004,
  reviews: 8005,
  gateway: 3000,
};

/** Opens a composed shop and waits until every line is healthy. @throws with what Compose said. */
export async function openComposed(env: Record<string, string> = {}): Promise<Composed> {
  const folder = mkdtempSync(join(tmpdir(), 'colophon-composed-'));
  const project = `colophon-${Bun.randomUUIDv7().slice(-8)}`;
  const free = freePorts(rooms.length + services.length);
  const ports = Object.fromEntries(rooms.map((room, at) => [room, free[at]])) as Record<Room, number>;
  const doors = perService((service) => free[rooms.length + services.indexOf(service)] ?? 0);
  const override = join(folder, 'compose.override.yaml');
  writeFileSync(override, overrideOf(ports, doors));
  const url = (room: Room = 'gateway') => `http://localhost:${ports[room]}`;
  const words = ['docker', 'compose', '-p', project, '-f', 'compose.yaml', '-f', override];
  const surroundings = { ...process.env, RATE_LIMITS: 'off', PUBLIC_URL: url(), ...env };
  const compose = async (...rest: string[]): Promise<string> => {
    const command = Bun.spawn([...words, ...rest], {
      cwd: root,
      env: surroundings,
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'pipe',
    });
    const { code, out, err } = await said(command);
    if (code !== 0) throw new Error(`docker compose ${rest.join(' ')} ended with ${code}:\n${err.slice(-4000)}`);
    return out;
  };
  const watcher = downAfterUs([...words, 'down', '-v', '--timeout', '5'], surroundings, folder);
  const close = async () => {
    await compose('down', '-v', '--timeout', '5');
    watcher.kill();
    rmSync(folder, { recursive: true, force: true });
    return 0;
  };
  try {
    const started = performance.now();
    await compose('up', '-d', '--build', '--wait');
    const openedAfter = (performance.now() - started) / 1000;
    const secret = async (name: string) => (await compose('exec', '-T', 'users', 'cat', `/secrets/${name}`)).trim();
    const passwords = await Promise.all(services.map((service) => secret(`${service}_db_password`)));
    return {
      url,
      admin: { username: 'admin', password: await secret('admin_password') },
      get dataDir(): string {
        throw new Error('A composed shop keeps its data in volumes.');
      },
      said: () => '',
      openedAfter,
      pid: () => 0,
      databases: perService(
        (service) =>
          `postgres://${service}_svc:${passwords[services.indexOf(service)]}@127.0.0.1:${doors[service]}/${service}_db`,
      ),
      compose,
      close,
    };
  } catch (error) {
    const logs = await compose('logs', '--tail', '15').catch(() => '');
    await close().catch(() => {});
    throw new Error(`${error instanceof Error ? error.message : error}\n${logs.slice(-6000)}`);
  }
}

/** Free ports instead of the usual ones, and a door to each database: the proofs look at what stands in them. */
function overrideOf(ports: Record<Room, number>, doors: Record<Service, number>): string {
  // The tag is Compose's own: these ports stand instead of those of compose.yaml, not beside them.
  const line = (name: string, port: number, to: number) =>
    `  ${name}:\n    ports: !override ["127.0.0.1:${port}:${to}"]\n`;
  return [
    'services:\n',
    ...rooms.map((room) => line(room, ports[room], inside[room])),
    ...services.map((service) => `${line(`${service}-db`, doors[service], 5432)}    networks: [door]\n`),
    'networks: { door: {} }\n',
  ].join('');
}

/** The test runner tells nobody of its end, but the pipe to this shell closes then: the shop goes. */
function downAfterUs(down: string[], env: Record<string, string | undefined>, folder: string) {
  return Bun.spawn(['sh', '-c', 'read -r _; folder=$1; shift; "$@"; rm -rf "$folder"', 'sh', folder, ...down], {
    cwd: root,
    env,
    stdin: 'pipe',
    stdout: 'ignore',
    stderr: 'ignore',
  });
}

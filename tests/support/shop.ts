// The whole shop as its user starts it: bin/start.ts in a process of its own, on free ports, in a data folder of its own.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '#deploy/local/postgres';
import { scratchFolder, unprivileged } from '#deploy/local/postgres-home';
import { type Room, rooms } from '#deploy/local/rooms';
import { wantContainers } from './servers.ts';

export type Shop = {
  /** The address of a room; without one the gateway's. */
  url(room?: Room): string;
  admin: { username: string; password: string };
  dataDir: string;
  /** What the launcher said so far. */
  said(): string;
  /** Seconds from the start to "The shop is open". */
  openedAfter: number;
  /** The process id of a room, as the system sees it. */
  pid(room: Room): number;
  close(): Promise<number>;
};

const root = join(import.meta.dir, '../..');

/** Opens a shop of the test's own. @throws with what the launcher said where it does not open within a minute. */
export async function openShop(env: Record<string, string> = {}): Promise<Shop> {
  const scratch = scratchFolder(unprivileged(), 1e9);
  const dataDir = join(scratch, 'data');
  const free = freePorts(rooms.length);
  const ports = Object.fromEntries(rooms.map((room, index) => [room, free[index]])) as Record<Room, number>;
  const admin = { username: 'admin', password: `test-${Bun.randomUUIDv7()}` };
  const started = performance.now();
  const child = Bun.spawn([process.execPath, '--no-env-file', 'bin/start.ts'], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NO_COLOR: '1',
      DATA_DIR: dataDir,
      ADMIN_USERNAME: admin.username,
      ADMIN_EMAIL: 'admin@example.com',
      ADMIN_PASSWORD: admin.password,
      // All of a test comes from one address; tests of limits switch them on.
      RATE_LIMITS: 'off',
      ...Object.fromEntries(rooms.map((room) => [`${room.toUpperCase()}_PORT`, String(ports[room])])),
      ...env,
    },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const watcher = closeAfterUs(child.pid, scratch);
  const said = { text: '' };
  void collect(child.stdout, said);
  void collect(child.stderr, said);
  while (!said.text.includes('The shop is open')) {
    if (child.exitCode !== null || performance.now() - started > 60_000)
      throw new Error(`The shop did not open:\n${said.text}`);
    await Bun.sleep(20);
  }
  return {
    url: (room = 'gateway') => `http://localhost:${ports[room]}`,
    admin,
    dataDir,
    said: () => said.text,
    openedAfter: (performance.now() - started) / 1000,
    pid: (room) => pidListeningOn(ports[room]),
    async close() {
      child.kill('SIGTERM');
      const code = await child.exited;
      watcher.kill();
      rmSync(scratch, { recursive: true, force: true });
      return code;
    },
  };
}

/** The test runner tells nobody of its end, but the pipe to this shell closes then: the shop closes and its folder goes. */
function closeAfterUs(launcher: number, folder: string) {
  const script = 'read -r _; kill -TERM $0; while kill -0 $0 2>/dev/null; do sleep 0.2; done; rm -rf "$1"';
  return Bun.spawn(['sh', '-c', script, String(launcher), folder], {
    stdin: 'pipe',
    stdout: 'ignore',
    stderr: 'ignore',
  });
}

async function collect(stream: ReadableStream<Uint8Array>, into: { text: string }): Promise<void> {
  const decoder = new TextDecoder();
  for await (const chunk of stream) into.text += decoder.decode(chunk, { stream: true });
}

type Shared = typeof globalThis & { colophonShop?: Promise<Shop> };

/** One shop for all journeys of a run that do not break it; it closes when the run ends. TEST_INFRA says which kind. */
export function sharedShop(): Promise<Shop> {
  const keeper: Shared = globalThis;
  keeper.colophonShop ??= wantContainers() ? composedShop() : openShop();
  return keeper.colophonShop;
}

async function composedShop(): Promise<Shop> {
  return (await import('./composed.ts')).openComposed();
}

/** Found through /proc: which process holds the socket that listens on this port. */
function pidListeningOn(port: number): number {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const row = Bun.spawnSync(['cat', '/proc/net/tcp', '/proc/net/tcp6'])
    .stdout.toString()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find((fields) => fields[1]?.endsWith(wanted) && fields[3] === '0A');
  const inode = row?.[9];
  if (!inode) throw new Error(`nobody listens on ${port}`);
  const found = Bun.spawnSync([
    'sh',
    '-c',
    `ls -l /proc/[0-9]*/fd 2>/dev/null | awk '/^\\/proc/ {p=$0} /socket:\\[${inode}\\]/ {print p}'`,
  ]).stdout.toString();
  const pid = Number(/\/proc\/(\d+)\/fd/.exec(found)?.[1]);
  if (!pid) throw new Error(`no process found for port ${port}`);
  return pid;
}

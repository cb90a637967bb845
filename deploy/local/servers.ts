// Postgres and NATS for tests and benches: on free ports, without a flush to disk, gone without a trace afterwards.
import { join } from 'node:path';
import { databaseUrl, ownDatabasesOnly, startDatabases } from './databases.ts';
import { type Nats, natsEnvironment, natsUrl, startNats } from './nats.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { scratchFolder, unprivileged } from './postgres-home.ts';
import { newPassword, perRoom, perService, type Room, type Service } from './rooms.ts';

/** What another process needs to use these servers. Goes into a variable as JSON. */
export type ServerUrls = { adminUrl: string; databases: Record<Service, string>; nats: Record<Room, string> };

export type LocalServers = {
  adminUrl: string;
  databaseUrl(service: Service): string;
  natsUrl(room: Room): string;
  urls: ServerUrls;
  postgres: Postgres;
  nats: Nats;
  stop(): Promise<void>;
};

export type LocalServersOptions = {
  /** Default: a folder in memory if there is plenty of it, else among the temporary files; deleted afterwards. */
  dir?: string;
  /** Default false. */
  durable?: boolean;
  onLog?: (line: string) => void;
};

const serverConfig = join(import.meta.dir, '../../nats/server.conf');
const roomForTests = 1.5e9;

/**
 * Starts both servers and makes the five databases, empty. Any number may run at once. They stop and clean up when the
 * process ends, however it ends; `stop` does so at once.
 */
export async function localServers(options: LocalServersOptions = {}): Promise<LocalServers> {
  const temporary = options.dir === undefined;
  const dir = options.dir ?? scratchFolder(unprivileged(), roomForTests);
  const passwords = { databases: perService(newPassword), nats: perRoom(newPassword) };
  const { durable = false, onLog } = options;
  const [postgres, nats] = await both(
    startPostgres({
      dir: join(dir, 'postgres'),
      durable,
      maxConnections: 300,
      access: ownDatabasesOnly,
      removeAfter: temporary ? dir : undefined,
      onLog,
    }),
    startNatsFor(passwords.nats, { onLog }),
  );
  const { adminUrl } = postgres;
  await startDatabases(adminUrl, passwords.databases);
  const urls: ServerUrls = {
    adminUrl,
    databases: perService((service) => databaseUrl(adminUrl, service, passwords.databases[service])),
    nats: perRoom((room) => natsUrl(nats.port, room, passwords.nats[room])),
  };
  const stop = async () => {
    await Promise.all([nats.stop(), postgres.stop()]);
  };
  return {
    adminUrl,
    databaseUrl: (service) => urls.databases[service],
    natsUrl: (room) => urls.nats[room],
    urls,
    postgres,
    nats,
    stop,
  };
}

/** nats-server with the shop's own configuration and these passwords. */
export function startNatsFor(
  passwords: Record<Room, string>,
  options: { port?: number; onLog?: (line: string) => void } = {},
): Promise<Nats> {
  return startNats({ config: serverConfig, env: natsEnvironment(passwords), ...options });
}

// One that failed must not leave the other running.
async function both(starting: Promise<Postgres>, alsoStarting: Promise<Nats>): Promise<[Postgres, Nats]> {
  const [postgres, nats] = await Promise.allSettled([starting, alsoStarting]);
  if (postgres.status === 'fulfilled' && nats.status === 'fulfilled') return [postgres.value, nats.value];
  if (postgres.status === 'fulfilled') await postgres.value.stop();
  if (nats.status === 'fulfilled') await nats.value.stop();
  const failed = [postgres, nats].find((outcome) => outcome.status === 'rejected');
  throw failed?.reason;
}

// Postgres and NATS for `bun start`, kept running, unless there are others to use.
import { join } from 'node:path';
import { databaseUrl, ownDatabasesOnly, startDatabases } from '#deploy/local/databases';
import { natsEnvironment, natsProgram, natsUrl, startNats } from '#deploy/local/nats';
import { startPostgres } from '#deploy/local/postgres';
import { perRoom, perService, type Room, type Service } from '#deploy/local/rooms';
import type { Supervised } from '#deploy/local/supervise';
import { clusterFolder } from './data-folder.ts';
import { type Kept, keep } from './keeper.ts';
import type { RoomLog } from './logs.ts';
import type { Secrets } from './secrets.ts';
import type { LauncherSettings } from './settings.ts';
import type { Terminal } from './terminal.ts';

export type ServersPlan = {
  root: string;
  settings: LauncherSettings;
  secrets: Secrets;
  terminal: Terminal;
  logOf: (name: string) => RoomLog;
  /** Told of each server at once, so that it can be stopped while it starts. */
  onKept: (name: string, kept: Kept<unknown>) => void;
  /** Notes a process that runs `entry`, so that the next start can find it if this one is killed. */
  record: (name: 'nats', process: Supervised, entry: string) => void;
};

/** Resolves with every service's database, which exists. */
export async function openPostgres(plan: ServersPlan): Promise<Record<Service, string>> {
  const { settings, secrets, terminal } = plan;
  const given = perService((service) => settings.databaseUrls[service]);
  if (Object.values(given).every((url) => url !== undefined)) return perService((service) => given[service] ?? '');
  const dir = clusterFolder(settings.dataDir, secrets.id);
  const log = plan.logOf('postgres');
  let port: number | undefined;
  const postgres = keep({
    name: 'postgres',
    firstTries: 1,
    note: (text) => terminal.note('postgres', text),
    async start(started) {
      const onLog = (line: string) => log.take(line, 'stdout');
      const server = await startPostgres({ dir, port, durable: true, access: ownDatabasesOnly, onLog });
      started(server.process);
      // The rooms know this port, so it stays when the server has to be started again.
      port = server.port;
      return server;
    },
  });
  plan.onKept('postgres', postgres);
  const place = dir.startsWith(settings.dataDir) ? '' : ` in ${dir}`;
  const server = await terminal.step('postgres', postgres.ready, ({ port }) => `127.0.0.1:${port}${place}`);
  await startDatabases(server.adminUrl, secrets.databases);
  return perService((service) => given[service] ?? databaseUrl(server.adminUrl, service, secrets.databases[service]));
}

/** Resolves with the URL each room connects to. */
export async function openNats(plan: ServersPlan): Promise<Record<Room, string>> {
  const { root, settings, secrets, terminal } = plan;
  const given = settings.natsUrl;
  if (given !== undefined) return perRoom(() => given);
  const log = plan.logOf('nats');
  const config = join(root, 'nats/server.conf');
  let port: number | undefined;
  const nats = keep({
    name: 'nats',
    firstTries: 1,
    note: (text) => terminal.note('nats', text),
    async start(started) {
      const server = await startNats({
        port,
        config,
        env: natsEnvironment(secrets.nats),
        onLog: (line) => log.take(line, 'stdout'),
      });
      started(server.process);
      plan.record('nats', server.process, natsProgram());
      port = server.port;
      return server;
    },
  });
  plan.onKept('nats', nats);
  const server = await terminal.step('nats', nats.ready, ({ port }) => `127.0.0.1:${port}`);
  return perRoom((room) => natsUrl(server.port, room, secrets.nats[room]));
}

// The same servers from official images, through testcontainers, for TEST_INFRA=containers. Needs a Docker engine.

import { join } from 'node:path';
import { GenericContainer, Wait } from 'testcontainers';
import { databaseUrl, startDatabases } from '#deploy/local/databases';
import { natsEnvironment, natsUrl } from '#deploy/local/nats';
import { newPassword, perRoom, perService, type Room } from '#deploy/local/rooms';
import type { ServerUrls } from '#deploy/local/servers';

const serverConfig = join(import.meta.dir, '../../nats/server.conf');
// The image restarts its server once after it has made the cluster: ready is the second time.
const twiceReady = Wait.forLogMessage(/database system is ready to accept connections/, 2);
// As the embedded server: the same letters on every machine, and no flush to disk, for tests alone.
const initdb = '--encoding=UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C';
const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300'];

export type ContainerServers = { urls: ServerUrls; stop(): Promise<void> };

/** Postgres with the five databases, and NATS. @throws where there is no engine or no image. */
export async function containerServers(): Promise<ContainerServers> {
  const passwords = { databases: perService(newPassword), nats: perRoom(newPassword), admin: newPassword() };
  const [postgres, nats] = await Promise.all([startPostgres(passwords.admin), containerNats(passwords.nats)]);
  const adminUrl = `postgres://postgres:${passwords.admin}@127.0.0.1:${postgres.getMappedPort(5432)}/postgres`;
  await startDatabases(adminUrl, passwords.databases);
  return {
    urls: {
      adminUrl,
      databases: perService((service) => databaseUrl(adminUrl, service, passwords.databases[service])),
      nats: perRoom((room) => natsUrl(nats.port, room, passwords.nats[room])),
    },
    async stop() {
      await Promise.all([postgres.stop(), nats.stop()]);
    },
  };
}

function startPostgres(password: string) {
  return new GenericContainer('postgres:18')
    .withEnvironment({ POSTGRES_PASSWORD: password, POSTGRES_INITDB_ARGS: initdb })
    .withTmpFs({ '/var/lib/postgresql': 'rw' })
    .withCommand(['postgres', ...settings.flatMap((setting) => ['-c', setting])])
    .withExposedPorts(5432)
    .withWaitStrategy(twiceReady)
    .start();
}

/** NATS with the shop's own configuration; on the same port again where `port` names it. */
export async function containerNats(
  passwords: Record<Room, string>,
  port?: number,
): Promise<{ port: number; stop(): Promise<void> }> {
  const container = await new GenericContainer('nats:2.14')
    .withEnvironment(natsEnvironment(passwords))
    .withCopyFilesToContainer([{ source: serverConfig, target: '/shop/server.conf' }])
    .withCommand(['-c', '/shop/server.conf'])
    .withExposedPorts(port === undefined ? 4222 : { container: 4222, host: port })
    .withWaitStrategy(Wait.forLogMessage(/Server is ready/))
    .start();
  return {
    port: container.getMappedPort(4222),
    async stop() {
      await container.stop();
    },
  };
}

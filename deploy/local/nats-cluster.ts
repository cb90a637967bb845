// Several nats-servers that are one, with the shop's own configuration, as deploy/k8s runs them.

import { join } from 'node:path';
import { type Nats, natsEnvironment, startNats } from './nats.ts';
import { freePorts } from './postgres.ts';
import { newPassword, perRoom, type Room } from './rooms.ts';

export type NatsCluster = {
  servers: Nats[];
  /** What a room connects with: all of them, or one, which tells of the others. */
  urlOf(room: Room, only?: number): string;
  stop(): Promise<void>;
};

const config = join(import.meta.dir, '../../nats/cluster.conf');

export async function startNatsCluster(size = 3): Promise<NatsCluster> {
  const passwords = perRoom(newPassword);
  const secret = newPassword();
  const peers = freePorts(size).map((port) => `127.0.0.1:${port}`);
  const routes = peers.map((peer) => `"nats://cluster:${secret}@${peer}"`);
  const starting = peers.map((peer, at) =>
    startNats({
      config,
      env: {
        ...natsEnvironment(passwords),
        NATS_NAME: `nats-${at}`,
        NATS_MONITOR: '-1',
        NATS_CLUSTER_LISTEN: `"${peer}"`,
        NATS_PASSWORD_CLUSTER: secret,
        NATS_ROUTES: `[ ${routes.join(', ')} ]`,
      },
    }),
  );
  const outcomes = await Promise.allSettled(starting);
  const servers = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const stop = async () => void (await Promise.all(servers.map((server) => server.stop())));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  const ports = servers.map(({ port }) => port);
  const urlOf = (room: Room, only?: number) => {
    const wanted = only === undefined ? ports : ports.slice(only, only + 1);
    const [first, ...others] = wanted.map((port) => `127.0.0.1:${port}`);
    return [`nats://${room}:${passwords[room]}@${first}`, ...others].join(',');
  };
  return { servers, urlOf, stop };
}

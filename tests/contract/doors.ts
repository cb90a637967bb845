// The shop's two doors, on real sockets: the port of each room, and the gateway in front of them all.

import { buildApp } from '#gateway/app';
import { loadAssets } from '#gateway/assets';
import { gatewaySettings } from '#gateway/settings';
import { readSettings } from '#kit/config';
import { type Log, silentLog } from '#kit/log';
import { createMetrics } from '#kit/metrics';
import { systemClock } from '#kit/time';
import { memoryBus } from '#nats/memory';
import { type RoomName, roomNames, type Shop } from './shop.ts';

export const doorNames = ['room', 'gateway'] as const;
export type DoorName = (typeof doorNames)[number];

export type Doors = {
  /** The port at which an address of this room is asked. */
  port(door: DoorName, room: RoomName): number;
  handle(door: DoorName, room: RoomName, request: Request): Promise<Response>;
  close(): Promise<void>;
};

/** Opens both doors of a shop whose rooms run already. */
export async function openDoors(shop: Pick<Shop, 'rooms'>, log: Log = silentLog): Promise<Doors> {
  const servers = Object.fromEntries(
    roomNames.map((room) => [
      room,
      Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: (request) => shop.rooms[room].handle(request) }),
    ]),
  ) as Record<RoomName, ReturnType<typeof Bun.serve>>;
  const urls = roomNames.map((room) => [`${room.toUpperCase()}_SERVICE_URL`, `http://127.0.0.1:${servers[room].port}`]);
  const settings = readSettings(gatewaySettings, {
    NATS_URL: 'nats://nowhere',
    PUBLIC_URL: 'http://localhost',
    RATE_LIMITS: 'off',
    SESSION_SECRET: 'a secret of at least thirty-two characters',
    ...Object.fromEntries(urls),
  });
  const { app } = buildApp({
    settings,
    log,
    metrics: createMetrics('gateway'),
    clock: systemClock,
    bus: memoryBus('gateway', shop.rooms.users.exchange),
    assets: await loadAssets(),
  });
  app.listen({ port: 0, hostname: '127.0.0.1' });
  return {
    port: (door, room) => (door === 'gateway' ? app.server?.port : servers[room].port) ?? 0,
    handle: (door, room, request) =>
      door === 'gateway' ? Promise.resolve(app.handle(request)) : shop.rooms[room].handle(request),
    async close() {
      await app.stop(true);
      await Promise.all(roomNames.map((room) => servers[room].stop(true)));
    },
  };
}

// The five rooms as one shop in this process: real databases, one exchange, and tokens that the users room signs.

import { docs } from '#gateway/docs';
import type { Upstream } from '#gateway/upstream';
import { createVerifier, type Role } from '#kit/auth';
import type { Log } from '#kit/log';
import type { Service } from '#kit/service';
import type { Bus } from '#nats/bus';
import { publicKeys } from '#services/users/actions/signing-keys';
import { type Room, startRoom } from '../support/room.ts';
import { type Person, startUsersRoom, type UsersRoom } from '../support/users-room.ts';
import type { Document } from './openapi.ts';

export const roomNames = ['users', 'books', 'orders', 'payments', 'reviews'] as const;
export type RoomName = (typeof roomNames)[number];

export type Shop = {
  users: UsersRoom;
  rooms: Record<RoomName, Room>;
  documents: Record<RoomName, Document>;
  /** Somebody new, signed in. */
  person(role?: Role): Promise<Person>;
  close(): Promise<void>;
};

const settings: Record<Exclude<RoomName, 'users'>, Record<string, unknown>> = {
  books: {},
  orders: { ORDER_TTL_SECONDS: 900 },
  payments: { PROVIDER_TIMEOUT_MS: 200, PAYMENT_GIVE_UP_SECONDS: 900 },
  reviews: {},
};

/** @param logOf the log of each room, for tests of what is logged */
export async function openShop(logOf?: (room: RoomName) => Log): Promise<Shop> {
  const users = await startUsersRoom({}, logOf?.('users'));
  const others = await Promise.all(
    (Object.keys(settings) as (keyof typeof settings)[]).map(async (name) => [
      name,
      await openBeside(users, name, logOf?.(name)),
    ]),
  );
  const rooms = { users, ...Object.fromEntries(others) } as Record<RoomName, Room>;
  const documents = await Promise.all(
    roomNames.map(async (name) => [name, (await rooms[name].get('/swagger/json')).json as Document]),
  );
  return {
    users,
    rooms,
    documents: Object.fromEntries(documents) as Record<RoomName, Document>,
    person: (role) => users.register({ role }),
    async close() {
      await Promise.all(roomNames.map((name) => rooms[name].stop()));
    },
  };
}

async function openBeside(users: UsersRoom, name: keyof typeof settings, log?: Log): Promise<Room> {
  const module = (await import(`../../services/${name}/index.ts`)) as Record<string, Service<Bus, never>>;
  const service = module[name];
  if (!service) throw new Error(`services/${name}/index.ts exports no ${name}`);
  const room = await startRoom(service, () => {}, settings[name], users, log);
  Object.assign(
    room.deps.auth,
    createVerifier(() => publicKeys(users.deps)),
  );
  return room;
}

/** The five documents as the gateway shows them in one. */
export async function mergedDocument({ rooms }: Pick<Shop, 'rooms'>): Promise<Document> {
  const upstreams = roomNames.map((name): [RoomName, Upstream] => [
    name,
    { name, send: (path) => rooms[name].handle(new Request(`http://localhost${path}`)) },
  ]);
  const gateway = docs(Object.fromEntries(upstreams) as Record<RoomName, Upstream>);
  const answer = await gateway.handle(new Request('http://localhost/swagger/json'));
  return (await answer.json()) as Document;
}

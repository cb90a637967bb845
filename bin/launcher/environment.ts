// What each of the six processes is told.
import { perRoom, type Room, type Service, services } from '#deploy/local/rooms';
import type { Admin } from './secrets.ts';
import { isPrivate, type LauncherSettings } from './settings.ts';

type Environment = Record<string, string | undefined>;

export type Addresses = { databases: Record<Service, string>; nats: Record<Room, string> };

type Told = { settings: LauncherSettings; addresses: Addresses; admin: Admin; sessionSecret: string };

/** The environment of every room: the launcher's own, less what is another room's business. */
export function environments(told: Told, ambient: Environment = process.env): Record<Room, Environment> {
  const open = Object.fromEntries(Object.entries(ambient).filter(([name]) => !isPrivate(name)));
  return perRoom((room) => ({
    ...open,
    ...forEvery(room, told),
    ...(room === 'gateway' ? forGateway(told) : forService(room, told)),
  }));
}

/** Where the launcher and the gateway reach a room: an address that means "all of them" is no address to go to. */
export function originOf(room: Room, { host, ports }: LauncherSettings): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${ports[room]}`;
}

function forEvery(room: Room, { settings, addresses }: Told): Environment {
  return { PORT: String(settings.ports[room]), HOST: settings.host, NATS_URL: addresses.nats[room] };
}

function forService(service: Service, { settings, addresses, admin }: Told): Environment {
  const first = { ADMIN_USERNAME: admin.username, ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password };
  return {
    DATABASE_URL: addresses.databases[service],
    SAMPLE_DATA: settings.sampleData ? 'yes' : 'no',
    ...(service === 'users' ? first : {}),
  };
}

function forGateway({ settings, sessionSecret }: Told): Environment {
  const urls = services.map((service) => [`${service.toUpperCase()}_SERVICE_URL`, originOf(service, settings)]);
  return { PUBLIC_URL: settings.publicUrl, SESSION_SECRET: sessionSecret, ...Object.fromEntries(urls) };
}

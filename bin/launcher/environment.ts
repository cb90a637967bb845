// What each of the six processes is told.
import { isIP } from 'node:net';
import { type Room, type Service, services } from '#deploy/local/rooms';
import type { Admin } from './secrets.ts';
import { isPrivate, type LauncherSettings } from './settings.ts';

export type Environment = Record<string, string | undefined>;

type Told = { settings: LauncherSettings; natsUrl: string };

/** What a service is told: the launcher's own environment, less what is another room's business. */
export function serviceEnvironment(
  service: Service,
  { databaseUrl, admin, ...told }: Told & { databaseUrl: string; admin: Admin },
  ambient: Environment = process.env,
): Environment {
  const first = { ADMIN_USERNAME: admin.username, ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password };
  const { publicUrl, smtpUrl, mailFrom } = told.settings;
  const post = { PUBLIC_URL: publicUrl, SMTP_URL: smtpUrl, MAIL_FROM: mailFrom };
  return {
    ...everyEnvironment(service, told, ambient),
    DATABASE_URL: databaseUrl,
    SAMPLE_DATA: told.settings.sampleData ? 'yes' : 'no',
    // The gateway says in whose name it asks; it comes from this machine.
    ...(service === 'users' ? { ...first, ...post, GATEWAY_ADDRESSES: ownAddresses(told.settings) } : {}),
  };
}

/** What the gateway is told, likewise. */
export function gatewayEnvironment(
  { sessionSecret, ...told }: Told & { sessionSecret: string },
  ambient: Environment = process.env,
): Environment {
  const { settings } = told;
  const urls = services.map((service) => [`${service.toUpperCase()}_SERVICE_URL`, originOf(service, settings)]);
  return {
    ...everyEnvironment('gateway', told, ambient),
    PUBLIC_URL: settings.publicUrl,
    SESSION_SECRET: sessionSecret,
    ...Object.fromEntries(urls),
  };
}

/** Where the launcher and the gateway reach a room: an address that means "all of them" is no address to go to. */
export function originOf(room: Room, { host, ports }: LauncherSettings): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${ports[room]}`;
}

/** Where the gateway's connections to the rooms come from. */
const ownAddresses = ({ host }: LauncherSettings): string =>
  isIP(host) === 0 || /^(0\.0\.0\.0|::)$/.test(host) ? 'loopback' : `loopback ${host}`;

/** On a shop that only this machine reaches, all visitors share one address, and trying things out is no abuse. */
const generosity = ({ host }: LauncherSettings): string => (/^(localhost|127\..*|::1)$/.test(host) ? '1000' : '1');

function everyEnvironment(room: Room, { settings, natsUrl }: Told, ambient: Environment): Environment {
  const open = Object.fromEntries(Object.entries(ambient).filter(([name]) => !isPrivate(name)));
  const own = { PORT: String(settings.ports[room]), HOST: settings.host, NATS_URL: natsUrl };
  const limits = { RATE_LIMITS: ambient.RATE_LIMITS || generosity(settings) };
  return { ...open, ...own, ...limits, FAILPOINT: ambient[`${room.toUpperCase()}_FAILPOINT`] };
}

/**
 * What a process that died is told when it is started again: to fail where it failed before would be a circle. A file of
 * failpoints stays, because what happened is struck off there.
 */
export function afterDeath(env: Environment): Environment {
  return env.FAILPOINT?.startsWith('/') ? env : { ...env, FAILPOINT: undefined };
}

// The launcher's own variables; those of the six processes are checked by the processes.
import { isAbsolute, join, resolve } from 'node:path';
import { perRoom, perService, type Room, rooms, type Service, services } from '#deploy/local/rooms';
import { ConfigurationError, type Environment, flag, number, optionalText, readSettings, text } from '#kit/config';
import { Refusal } from './refusal.ts';

const portSetting = (fallback: number) => number('port to listen on', fallback, { min: 1, max: 65_535 });
const given = (what: string) => optionalText(`${what} that runs already`);

export const launcherSettings = {
  GATEWAY_PORT: portSetting(3000),
  USERS_PORT: portSetting(8001),
  BOOKS_PORT: portSetting(8002),
  ORDERS_PORT: portSetting(8003),
  PAYMENTS_PORT: portSetting(8004),
  REVIEWS_PORT: portSetting(8005),
  HOST: text('address to listen on', '127.0.0.1'),
  PUBLIC_URL: optionalText('how visitors reach the shop'),
  DATA_DIR: text('folder of databases, secrets and logs', '.data'),
  SAMPLE_DATA: flag('fill empty databases with the sample catalogue', true),
  USERS_DATABASE_URL: given('the Postgres database of users'),
  BOOKS_DATABASE_URL: given('the Postgres database of books'),
  ORDERS_DATABASE_URL: given('the Postgres database of orders'),
  PAYMENTS_DATABASE_URL: given('the Postgres database of payments'),
  REVIEWS_DATABASE_URL: given('the Postgres database of reviews'),
  NATS_URL: given('a NATS server, with user and password,'),
  ADMIN_USERNAME: optionalText('user name of the first admin'),
  ADMIN_EMAIL: optionalText('address of the first admin'),
  ADMIN_PASSWORD: optionalText('password of the first admin'),
  SMTP_URL: optionalText('the mail server'),
  MAIL_FROM: optionalText('the sender of mails'),
  SESSION_SECRET: optionalText("signs the gateway's cookies"),
};

export type LauncherSettings = {
  ports: Record<Room, number>;
  host: string;
  publicUrl: string;
  dataDir: string;
  sampleData: boolean;
  databaseUrls: Record<Service, string | undefined>;
  natsUrl: string | undefined;
  admin: { username?: string; email?: string; password?: string };
  sessionSecret: string | undefined;
  smtpUrl: string | undefined;
  mailFrom: string | undefined;
};

export const portVariable = (room: Room) => `${room.toUpperCase()}_PORT` as `${Uppercase<Room>}_PORT`;
const databaseVariable = (service: Service) =>
  `${service.toUpperCase()}_DATABASE_URL` as `${Uppercase<Service>}_DATABASE_URL`;

/** @throws Refusal that names every variable at fault. A relative DATA_DIR counts from the project's folder. */
export function readLauncherSettings(root: string, env: Environment = process.env): LauncherSettings {
  const values = checked(env);
  const ports = perRoom((room) => values[portVariable(room)]);
  refuseSharedPorts(ports);
  const { DATA_DIR: dataDir, ADMIN_USERNAME: username, ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = values;
  return {
    ports,
    host: values.HOST,
    publicUrl: values.PUBLIC_URL?.replace(/\/+$/, '') ?? `http://localhost:${ports.gateway}`,
    dataDir: isAbsolute(dataDir) ? resolve(dataDir) : join(root, dataDir),
    sampleData: values.SAMPLE_DATA,
    databaseUrls: perService((service) => values[databaseVariable(service)]),
    natsUrl: values.NATS_URL,
    admin: { username, email, password },
    sessionSecret: values.SESSION_SECRET,
    smtpUrl: values.SMTP_URL,
    mailFrom: values.MAIL_FROM,
  };
}

function checked(env: Environment) {
  try {
    return readSettings(launcherSettings, env);
  } catch (error) {
    if (error instanceof ConfigurationError) throw new Refusal(error.message);
    throw error;
  }
}

function refuseSharedPorts(ports: Record<Room, number>): void {
  for (const [index, room] of rooms.entries()) {
    const twin = rooms.slice(0, index).find((other) => ports[other] === ports[room]);
    if (!twin) continue;
    throw new Refusal(
      `${portVariable(twin)} and ${portVariable(room)} are both ${ports[room]}. Give each its own port.`,
    );
  }
}

/** Variables that belong to one room or to the launcher; the others get to see none of them. */
export function isPrivate(variable: string): boolean {
  // A secret may also come as a file that holds it.
  const name = variable.replace(/_FILE$/, '');
  return (
    name in launcherSettings ||
    name === 'PORT' ||
    name === 'DATABASE_URL' ||
    /^(DB|NATS_PASSWORD)_|_FAILPOINT$/.test(name) ||
    services.some((service) => name === `${service.toUpperCase()}_SERVICE_URL`)
  );
}

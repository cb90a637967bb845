// Five databases with five owners on one server, each out of the others' reach twice over: no right to connect, and no
// line in pg_hba.conf.
import { SQL } from 'bun';
import { databaseOf, perService, roleOf, type Service, services } from './rooms.ts';

/** Lines for pg_hba.conf: each role reaches the databases of its own room (`books_db`, a test's `books_test_7`) only. */
export const ownDatabasesOnly = services.map(
  (service) => `host "/^${service}_" ${roleOf(service)} 127.0.0.1/32 scram-sha-256`,
);

/**
 * Makes sure the five roles and databases exist with these passwords, and gives each service's URL. Safe to repeat, also
 * after having been killed half-way. Passwords must be letters and digits.
 */
export async function startDatabases(
  adminUrl: string,
  passwords: Record<Service, string>,
): Promise<Record<Service, string>> {
  const admin = new SQL(adminUrl, { max: 1 });
  try {
    await admin.unsafe(services.map((service) => ensureRole(service, passwords[service])).join('\n'));
    const existing: { datname: string }[] = await admin`SELECT datname FROM pg_database`;
    const names = new Set(existing.map(({ datname }) => datname));
    for (const service of services) {
      if (names.has(databaseOf(service))) continue;
      await admin.unsafe(`CREATE DATABASE ${databaseOf(service)} OWNER ${roleOf(service)}`);
    }
    await admin.unsafe([...services.map(databaseOf), 'postgres', 'template1'].map(closeToPublic).join('\n'));
  } finally {
    await admin.close();
  }
  return perService((service) => databaseUrl(adminUrl, service, passwords[service]));
}

/** The URL a service uses on the server that `adminUrl` names; `database` defaults to the service's own. */
export function databaseUrl(
  adminUrl: string,
  service: Service,
  password: string,
  database: string = databaseOf(service),
): string {
  return `postgres://${roleOf(service)}:${password}@${new URL(adminUrl).host}/${database}`;
}

/** Takes from everyone but the owner the right to connect to a database and to make temporary tables in it. */
export const closeToPublic = (database: string) => `REVOKE CONNECT, TEMPORARY ON DATABASE ${database} FROM PUBLIC;`;

function ensureRole(service: Service, password: string): string {
  if (!/^[A-Za-z0-9]+$/.test(password)) throw new Error(`The password of ${service} must be letters and digits.`);
  const role = roleOf(service);
  return `
    DO $$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN CREATE ROLE ${role}; END IF;
    END $$;
    ALTER ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '${password}';`;
}

// Real Postgres and NATS for tests. The servers start at the first wish and stop with the process. A runner that sets
// COLOPHON_TEST_SERVERS (JSON of `localServers().urls`) lets many test processes share one Postgres.
import { SQL } from 'bun';
import { closeToPublic, databaseUrl } from '#deploy/local/databases';
import { natsUrl } from '#deploy/local/nats';
import { newPassword, perRoom, type Room, roleOf, type Service } from '#deploy/local/rooms';
import { type LocalServers, localServers, type ServerUrls, startNatsFor } from '#deploy/local/servers';

export type TestDatabaseOptions = {
  /**
   * Fills the first database of its kind, for example by migrating it; all others are copies of that one. It must end
   * its connections. It runs once per server and `kind`, however many processes ask.
   */
  prepare?: (url: string) => Promise<void>;
  /** Tells preparations of one room apart. Default `migrated`. */
  kind?: string;
};

/**
 * A new database of a room, owned by the room's role, and its URL. Empty, or a copy of what `prepare` made. Each test
 * file asks for its own (about 20 ms); they vanish with the server.
 */
export async function testDatabase(service: Service, { prepare, kind }: TestDatabaseOptions = {}): Promise<string> {
  const { adminUrl, databases } = await testServers();
  const password = new URL(databases[service]).password;
  const name = `${service}_test_${newPassword().slice(0, 16)}`;
  const at = (database: string) => databaseUrl(adminUrl, service, password, database);
  const admin = new SQL(adminUrl, { max: 1 });
  try {
    if (!prepare) {
      await create(admin, service, name);
      return at(name);
    }
    const template = `${service}_template_${kind ?? 'migrated'}`;
    await ensureTemplate({ admin, service, template, fill: () => prepare(at(template)) });
    await create(admin, service, name, template);
    return at(name);
  } finally {
    await admin.close();
  }
}

/**
 * The URL one room connects to NATS with. The server belongs to this process alone, so that test files running beside
 * each other cannot answer each other's questions.
 */
export async function testNats(room: Room): Promise<string> {
  own.nats ??= startTestNats();
  return (await own.nats).urlOf(room);
}

export type TestNats = Awaited<ReturnType<typeof startTestNats>>;

/** A nats-server of the test's own, to stop, kill or start again (on the same port, with the same passwords). */
export async function startTestNats(earlier?: { port: number; passwords: Record<Room, string> }) {
  const passwords = earlier?.passwords ?? perRoom(newPassword);
  const nats = wantContainers()
    ? await (await containers()).containerNats(passwords, earlier?.port)
    : await startNatsFor(passwords, { port: earlier?.port });
  return {
    port: nats.port,
    stop: () => nats.stop(),
    passwords,
    urlOf: (room: Room) => natsUrl(nats.port, room, passwords[room]),
  };
}

/** Which servers the tests run on: `TEST_INFRA=containers`, or the embedded ones. */
export const wantContainers = (): boolean => process.env.TEST_INFRA === 'containers';

// Loaded only when wanted: half a second.
const containers = () => import('./containers.ts');

/** The URLs of the servers this process uses; starts them if need be. */
export async function testServers(): Promise<ServerUrls> {
  const given = process.env.COLOPHON_TEST_SERVERS;
  if (given) return JSON.parse(given);
  own.servers ??= wantContainers() ? containers().then(({ containerServers }) => containerServers()) : localServers();
  return (await own.servers).urls;
}

// Kept on the global object: a test runner that loads each file anew must not start servers for each.
type Own = { servers?: Promise<Pick<LocalServers, 'urls' | 'stop'>>; nats?: ReturnType<typeof startTestNats> };
const keeper: typeof globalThis & { colophonTestServers?: Own } = globalThis;
keeper.colophonTestServers ??= {};
const own = keeper.colophonTestServers;

type Template = { admin: SQL; service: Service; template: string; fill: () => Promise<void> };

// The lock makes others wait, in whatever process they are. It becomes a template only when it is filled, so
// that one whose maker was killed half-way is never copied.
async function ensureTemplate({ admin, service, template, fill }: Template): Promise<void> {
  await admin`SELECT pg_advisory_lock(hashtext(${template}))`;
  try {
    const [found] = await admin`SELECT 1 FROM pg_database WHERE datname = ${template} AND datistemplate`;
    if (found) return;
    await admin.unsafe(`DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
    await create(admin, service, template);
    await fill();
    await admin.unsafe(`ALTER DATABASE ${template} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`);
    await admin`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${template}`;
  } finally {
    await admin`SELECT pg_advisory_unlock(hashtext(${template}))`;
  }
}

async function create(admin: SQL, service: Service, name: string, template = 'template1'): Promise<void> {
  await admin.unsafe(`CREATE DATABASE ${name} OWNER ${roleOf(service)} TEMPLATE ${template}`);
  await admin.unsafe(closeToPublic(name));
}

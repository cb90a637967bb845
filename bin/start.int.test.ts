// The launcher as people meet it: a process of its own with real Postgres and NATS, and stand-ins for the six rooms.
import { afterEach, expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SQL } from 'bun';
import { freePorts } from '#deploy/local/postgres';
import { scratchFolder, unprivileged } from '#deploy/local/postgres-home';
import { membersOf, waitUntil } from '#deploy/local/processes';
import { type Room, rooms, services } from '#deploy/local/rooms';
import { readRun } from './launcher/run-file.ts';
import { portVariable } from './launcher/settings.ts';

setDefaultTimeout(30_000);

type Launched = {
  child: Bun.Subprocess;
  dataDir: string;
  ports: Record<string, string>;
  said: { out: string; err: string };
  url(room: Room): string;
  /** Resolves when the launcher has said this. */
  until(words: string | RegExp): Promise<void>;
  /** The exit code, once all it said was read. */
  exit(): Promise<number>;
};

const launchers: Launched[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const { child } of launchers) {
    if (child.exitCode === null) child.kill('SIGTERM');
    await child.exited;
  }
  for (const { dataDir } of launchers.splice(0)) {
    await until(
      () => leftovers(dataDir).length === 0,
      () => `the end of ${leftovers(dataDir)}`,
    );
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
// In memory if there is room: a cluster is a thousand files, and here nobody needs them on a disk.
function newFolder(): string {
  const folder = scratchFolder(unprivileged(), 1e9);
  folders.push(folder);
  return join(folder, 'data');
}

type Extra = { dataDir?: string; env?: Record<string, string>; words?: string[]; ports?: Record<string, string> };

function launch({ dataDir = newFolder(), env = {}, words = [], ports = sixPorts() }: Extra = {}): Launched {
  const script = join(import.meta.dir, 'launcher/fixtures/open-fakes.ts');
  const child = Bun.spawn([process.execPath, '--no-env-file', script, ...words], {
    env: { PATH: process.env.PATH, NO_COLOR: '1', DATA_DIR: dataDir, ...ports, ...env },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const said = { out: '', err: '' };
  const reading = Promise.all([
    read(child.stdout, (text) => (said.out += text)),
    read(child.stderr, (text) => (said.err += text)),
  ]);
  const launched: Launched = {
    child,
    dataDir,
    ports,
    said,
    url: (room: Room) => `http://127.0.0.1:${ports[portVariable(room)]}`,
    until: (words: string | RegExp) =>
      until(
        () => said.out.match(words) !== null,
        () => `${words} in:\n${said.out}${said.err}`,
      ),
    async exit() {
      const code = await child.exited;
      await reading;
      return code;
    },
  };
  launchers.push(launched);
  return launched;
}

const sixPorts = () => {
  const ports = freePorts(rooms.length);
  return Object.fromEntries(rooms.map((room, index) => [portVariable(room), String(ports[index])]));
};

async function read(stream: ReadableStream<Uint8Array>, take: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  for await (const chunk of stream) take(decoder.decode(chunk, { stream: true }));
}

async function until(fact: () => boolean, what: () => string): Promise<void> {
  if (!(await waitUntil(fact, 20_000))) throw new Error(`Waited in vain for ${what()}`);
}

// Everything a launcher starts is told its data folder in its command line or in its environment. (Only Linux shows both.)
function leftovers(dataDir: string): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      if (readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')) return false;
      const about = readFileSync(`/proc/${pid}/cmdline`, 'utf8') + readFileSync(`/proc/${pid}/environ`, 'utf8');
      return about.includes(dataDir);
    } catch {
      return false;
    }
  });
}

async function environmentOf(launched: Launched, room: Room): Promise<Record<string, string>> {
  return Bun.fetch(`${launched.url(room)}/environment`).then((answer) => answer.json());
}

async function works(url: string): Promise<boolean> {
  const sql = new SQL(url, { max: 1, connectionTimeout: 2 });
  try {
    const [row] = await sql`SELECT 1 AS one`;
    return row.one === 1;
  } catch {
    return false;
  } finally {
    await sql.close().catch(() => undefined);
  }
}

test('the first start opens everything, shows the admin once and tells each room only its own secrets', async () => {
  const first = launch({ env: { CURRENCY: 'EUR', SESSION_SECRET: '', DB_HOST: 'elsewhere' } });
  await first.until('Ctrl-C stops everything');
  const gatewayPort = first.ports.GATEWAY_PORT;
  for (const path of ['', '/swagger', '/sign-in'])
    expect(first.said.out).toContain(`http://localhost:${gatewayPort}${path}\n`);
  const password = /First admin +admin \(admin@localhost\.localdomain\), password (\S+)/.exec(first.said.out)?.[1];
  expect(password).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/);

  const gateway = await environmentOf(first, 'gateway');
  expect(gateway).toMatchObject({
    PORT: gatewayPort,
    HOST: '127.0.0.1',
    CURRENCY: 'EUR',
    BOOKS_SERVICE_URL: first.url('books'),
  });
  expect(gateway.SESSION_SECRET?.length).toBeGreaterThan(40);
  expect(gateway.NATS_URL).toMatch(/^nats:\/\/gateway:k\w+@127\.0\.0\.1:\d+$/);
  expect(Object.keys(gateway)).not.toContain('DATABASE_URL');
  expect(Object.keys(gateway)).not.toContain('ADMIN_PASSWORD');
  const users = await environmentOf(first, 'users');
  expect(users).toMatchObject({ SAMPLE_DATA: 'yes', ADMIN_USERNAME: 'admin', ADMIN_PASSWORD: password });
  const books = await environmentOf(first, 'books');
  for (const secret of ['ADMIN_PASSWORD', 'SESSION_SECRET', 'DB_HOST', 'USERS_DATABASE_URL', 'SUPERVISED']) {
    expect(Object.keys(books)).not.toContain(secret);
  }
  expect(await works(books.DATABASE_URL ?? '')).toBe(true);

  first.child.kill('SIGTERM');
  expect(await first.exit()).toBe(0);
  const again = launch({ dataDir: first.dataDir });
  await again.until('Ctrl-C stops everything');
  expect(again.said.out).not.toContain('First admin');
  expect((await environmentOf(again, 'users')).ADMIN_PASSWORD).toBe(password ?? '');
});

test('a database is out of reach for every other role', async () => {
  const launched = launch();
  await launched.until('Ctrl-C stops everything');
  const urls = readRun(launched.dataDir)?.databases;
  if (!urls) throw new Error('run.json names no databases');
  for (const role of services) {
    for (const database of [...services.map((service) => `${service}_db`), 'postgres', 'template1']) {
      const url = new URL(urls[role]);
      url.pathname = `/${database}`;
      expect(`${role} in ${database}: ${await works(url.href)}`).toBe(
        `${role} in ${database}: ${database === `${role}_db`}`,
      );
    }
  }
});

test('a room, Postgres or NATS that is killed comes back, and the launcher says so', async () => {
  const launched = launch();
  await launched.until('Ctrl-C stops everything');
  const before = await environmentOf(launched, 'reviews');
  process.kill(Number(before.pid), 'SIGKILL');
  await launched.until(/reviews +is back/);
  expect(launched.said.out).toMatch(/reviews +stopped \(signal 9\); starting it again/);
  expect((await environmentOf(launched, 'reviews')).pid).not.toBe(before.pid);

  process.kill(
    Number(readFileSync(join(launched.dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]),
    'SIGKILL',
  );
  await launched.until(/postgres +is back/);
  expect(await works(before.DATABASE_URL ?? '')).toBe(true);

  const nats = readRun(launched.dataDir)?.processes.nats;
  const server = membersOf([nats?.leader.pid ?? 0]).find(({ command }) => command.startsWith(nats?.entry ?? '-'));
  process.kill(server?.pid ?? 0, 'SIGKILL');
  await launched.until(/nats +is back/);
});

test('a room whose supervising shell is killed is stopped and comes back supervised', async () => {
  const launched = launch();
  await launched.until('Ctrl-C stops everything');
  const shell = readRun(launched.dataDir)?.processes.orders?.leader.pid ?? 0;
  process.kill(shell, 'SIGKILL');
  await launched.until(/orders +is back/);
  expect(membersOf([shell])).toEqual([]);
});

test('nothing outlives a launcher that is killed, and the next start heals', async () => {
  const launched = launch();
  await launched.until('Ctrl-C stops everything');
  launched.child.kill('SIGKILL');
  await launched.exit();
  await until(
    () => leftovers(launched.dataDir).length === 0,
    () => `the end of ${leftovers(launched.dataDir)}`,
  );
  expect(existsSync(join(launched.dataDir, 'launcher.lock'))).toBe(true);
  const next = launch({ dataDir: launched.dataDir, ports: launched.ports });
  await next.until('Ctrl-C stops everything');
});

test('a start after a kill stops a room that nobody supervises any more', async () => {
  const launched = launch();
  await launched.until('Ctrl-C stops everything');
  const { pid } = await environmentOf(launched, 'books');
  const group = readRun(launched.dataDir)?.processes.books?.leader.pid ?? 0;
  launched.child.kill('SIGSTOP');
  for (const member of membersOf([group])) if (member.pid !== Number(pid)) process.kill(member.pid, 'SIGKILL');
  launched.child.kill('SIGKILL');
  await launched.exit();
  const left = () => String(membersOf([group]).map((member) => member.pid));
  await until(
    () => left() === String(pid),
    () => `only ${pid} in ${left()}`,
  );
  const next = launch({ dataDir: launched.dataDir, ports: launched.ports });
  await next.until('Ctrl-C stops everything');
  expect(next.said.out).toContain('Stopped what an earlier start had left running.');
  expect(membersOf([group])).toEqual([]);
});

test('a second start beside a running one says where that is and leaves it alone', async () => {
  const launched = launch();
  await launched.until('Ctrl-C stops everything');
  const second = launch({ dataDir: launched.dataDir });
  expect(await second.exit()).toBe(1);
  expect(second.said.err).toContain(
    `is open already at http://localhost:${launched.ports.GATEWAY_PORT} (process ${launched.child.pid})`,
  );
  expect((await fetch(launched.url('users'))).status).toBe(200);
  expect(await works(readRun(launched.dataDir)?.databases?.users ?? '')).toBe(true);
});

test('a taken port is named with its variable, and nothing is left', async () => {
  const taken = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data: () => undefined } });
  const launched = launch({ env: { BOOKS_PORT: String(taken.port) } });
  expect(await launched.exit()).toBe(1);
  expect(launched.said.err).toContain(`Port ${taken.port} is taken.`);
  expect(launched.said.err).toContain('BOOKS_PORT=');
  expect(existsSync(join(launched.dataDir, 'postgres'))).toBe(false);
  taken.stop(true);
});

test('a data folder that cannot be had is named with its variable', async () => {
  const launched = launch({ env: { DATA_DIR: '/proc/nowhere' } });
  expect(await launched.exit()).toBe(1);
  expect(launched.said.err).toContain('The data folder /proc/nowhere cannot be made');
  expect(launched.said.err).toContain('DATA_DIR=');
});

test('a room that cannot start ends the start with its own words', async () => {
  const launched = launch({ env: { FAKE_BROKEN: 'payments' } });
  expect(await launched.exit()).toBe(1);
  expect(launched.said.err).toContain('payments stopped with code 7 before it was ready.\n    payments has no paper');
});

for (const [moment, sign] of [
  ['while Postgres is made', 'Opening'],
  ['while the rooms start', /postgres +127/],
] as const) {
  test(`a signal ${moment} stops everything`, async () => {
    const launched = launch();
    await launched.until(sign);
    launched.child.kill('SIGINT');
    expect(await launched.exit()).toBe(0);
    expect(leftovers(launched.dataDir)).toEqual([]);
    const next = launch({ dataDir: launched.dataDir });
    await next.until('Ctrl-C stops everything');
  });
}

test('a second Ctrl-C does not wait for a room that will not stop', async () => {
  const launched = launch({ env: { FAKE_STUBBORN: 'gateway' } });
  await launched.until('Ctrl-C stops everything');
  launched.child.kill('SIGINT');
  await Bun.sleep(400);
  const before = performance.now();
  launched.child.kill('SIGINT');
  expect(await launched.exit()).toBe(130);
  expect(performance.now() - before).toBeLessThan(4_000);
});

test('warnings show on the terminal in short, everything is in the log', async () => {
  const launched = launch();
  await launched.until('Ctrl-C stops everything');
  await fetch(`${launched.url('users')}/complain`);
  await launched.until(/users +warn: the ink runs low · INK/);
  launched.child.kill('SIGTERM');
  await launched.exit();
  expect(launched.said.out).not.toContain('nobody needs to see');
  expect(readFileSync(join(launched.dataDir, 'logs/users.log'), 'utf8')).toContain('nobody needs to see');
});

test('secrets are for the owner only, and a lost password of the database is replaced', async () => {
  const launched = launch();
  await launched.until('Ctrl-C stops everything');
  launched.child.kill('SIGTERM');
  await launched.exit();
  for (const name of ['secrets.json', 'postgres.password']) {
    expect((await Bun.file(join(launched.dataDir, name)).stat()).mode & 0o777).toBe(0o600);
    rmSync(join(launched.dataDir, name));
  }
  const next = launch({ dataDir: launched.dataDir });
  await next.until('Ctrl-C stops everything');
  expect(await works(readRun(next.dataDir)?.databases?.books ?? '')).toBe(true);
});

test('--help begins with examples; a mistyped flag is answered with the right one', async () => {
  const helped = launch({ words: ['--help'] });
  expect(await helped.exit()).toBe(0);
  expect(helped.said.out.indexOf('Examples')).toBeLessThan(80);
  const mistyped = launch({ words: ['--verbos'] });
  expect(await mistyped.exit()).toBe(2);
  expect(mistyped.said.err).toContain('There is no flag --verbos. Did you mean --verbose?');
});

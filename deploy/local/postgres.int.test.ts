import { afterAll, afterEach, expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQL } from 'bun';
import { startDatabases } from './databases.ts';
import { freePort, type Postgres, startPostgres } from './postgres.ts';
import { own, reachable, scratchFolder, unprivileged } from './postgres-home.ts';
import { identify } from './processes.ts';
import { newPassword, perService } from './rooms.ts';

setDefaultTimeout(20_000);

const parent = scratchFolder(unprivileged(), 5e8);
const running: Postgres[] = [];
let count = 0;

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

const newDir = () => join(parent, `cluster-${++count}`);

async function start(dir: string, port?: number): Promise<Postgres> {
  const server = await startPostgres({ dir, port, durable: false });
  running.push(server);
  return server;
}

async function ask<T>(url: string, query: (sql: SQL) => Promise<T>): Promise<T> {
  const sql = new SQL(url, { max: 1 });
  try {
    return await query(sql);
  } finally {
    await sql.close();
  }
}

const postmaster = (dir: string) => Number(readFileSync(join(dir, 'postmaster.pid'), 'utf8').split('\n')[0]);

test('letters of every script have their case, and a stop keeps what was written', async () => {
  const dir = newDir();
  const first = await start(dir);
  const [row] = await ask(first.adminUrl, (sql) => sql`SELECT lower('ČÅΩ') AS lowered`);
  expect(row.lowered).toBe('čåω');
  await ask(first.adminUrl, (sql) => sql`CREATE TABLE kept AS SELECT 1 AS one`);
  await first.stop();
  const second = await start(dir);
  expect([...(await ask(second.adminUrl, (sql) => sql`SELECT one FROM kept`))]).toEqual([{ one: 1 }]);
});

test('it listens on this machine only, and wants the password', async () => {
  const { adminUrl } = await start(newDir());
  const wrong = new URL(adminUrl);
  wrong.password = newPassword();
  expect(ask(wrong.href, (sql) => sql`SELECT 1`)).rejects.toThrow('password authentication failed');
  const [row] = await ask(adminUrl, (sql) => sql`SHOW listen_addresses`);
  expect(row.listen_addresses).toBe('127.0.0.1');
});

test('a server that outlived its launcher is stopped, and the next one has its data', async () => {
  const dir = newDir();
  const orphaned = await start(dir);
  await ask(orphaned.adminUrl, (sql) => sql`CREATE TABLE kept AS SELECT 1 AS one`);
  const pid = postmaster(dir);
  const next = await start(dir);
  expect(postmaster(dir)).not.toBe(pid);
  expect(identify(pid)).toBeUndefined();
  expect([...(await ask(next.adminUrl, (sql) => sql`SELECT one FROM kept`))]).toEqual([{ one: 1 }]);
});

test('a lock file whose number means another process by now is no obstacle, and that process is left alone', async () => {
  const dir = newDir();
  await (await start(dir)).stop();
  const bystander = Bun.spawn(['/bin/sleep', '60'], { ...unprivileged() });
  const lock = join(dir, 'postmaster.pid');
  writeFileSync(lock, `${bystander.pid}\n${dir}\n1\n5432\n\n127.0.0.1\n`);
  own(lock, unprivileged());
  await start(dir);
  expect(bystander.exitCode).toBe(null);
  bystander.kill();
});

test('a folder whose launcher lives is refused, and its server runs on', async () => {
  const dir = newDir();
  const server = await start(dir);
  const other = Bun.spawn(['/bin/sleep', '60']);
  writeFileSync(`${dir}.owner`, JSON.stringify(identify(other.pid)));
  expect(startPostgres({ dir, durable: false })).rejects.toThrow(`${dir} is in use by process ${other.pid}.`);
  await Bun.sleep(50);
  expect([...(await ask(server.adminUrl, (sql) => sql`SELECT 1 AS one`))]).toEqual([{ one: 1 }]);
  other.kill();
});

test('a cluster that was left half made is made anew', async () => {
  const dir = newDir();
  mkdirSync(`${dir}.unfinished/base`, { recursive: true });
  writeFileSync(`${dir}.unfinished/PG_VERSION`, '18\n');
  await start(dir);
  expect(existsSync(`${dir}.unfinished`)).toBe(false);
});

test('a port that is taken is told with the words of Postgres, and nothing runs on', async () => {
  const port = freePort();
  await start(newDir(), port);
  const dir = newDir();
  const attempt = startPostgres({ dir, port, durable: false });
  expect(attempt).rejects.toThrow('Address already in use');
  await attempt.catch(() => undefined);
  expect(existsSync(join(dir, 'postmaster.pid'))).toBe(false);
});

test('the five databases can be made again at any time, with other passwords too', async () => {
  const { adminUrl } = await start(newDir());
  const first = await startDatabases(adminUrl, perService(newPassword));
  await ask(first.books, (sql) =>
    sql.unsafe('CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent; CREATE TABLE kept ()'),
  );
  const second = await startDatabases(adminUrl, perService(newPassword));
  expect(ask(first.books, (sql) => sql`SELECT 1`)).rejects.toThrow('password authentication failed');
  expect([...(await ask(second.books, (sql) => sql`SELECT to_regclass('kept')::text AS kept`))]).toEqual([
    { kept: 'kept' },
  ]);
  expect(startDatabases(adminUrl, { ...perService(newPassword), books: "x'; DROP ROLE" })).rejects.toThrow(
    'The password of books must be letters and digits.',
  );
});

test('a folder behind a closed one is known to be out of reach', () => {
  const closed = mkdtempSync(join(tmpdir(), 'colophon-closed-'));
  expect(reachable(join(closed, 'data/postgres'), { uid: 65_534, gid: 65_534 })).toBe(false);
  expect(reachable(join(tmpdir(), 'data/postgres'), { uid: 65_534, gid: 65_534 })).toBe(true);
  expect(reachable(join(closed, 'data/postgres'), {})).toBe(true);
  rmSync(closed, { recursive: true });
});

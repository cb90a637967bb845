import { expect, test } from 'bun:test';
import { SQL } from 'bun';
import { testDatabase, testNats, testServers } from './servers.ts';

async function ask<T>(url: string, query: (sql: SQL) => Promise<T>): Promise<T> {
  const sql = new SQL(url, { max: 1 });
  try {
    return await query(sql);
  } finally {
    await sql.close();
  }
}

test('each test database is new, empty and owned by its room', async () => {
  const [first, second] = [await testDatabase('books'), await testDatabase('books')];
  expect(first).not.toBe(second);
  await ask(first, (sql) => sql.unsafe('CREATE EXTENSION pg_trgm; CREATE TABLE shelf (id int)'));
  const [row] = await ask(second, (sql) => sql`SELECT to_regclass('shelf') AS shelf, current_user AS role`);
  expect(row).toEqual({ shelf: null, role: 'books_svc' });
});

test('a preparation runs once however many ask, and each gets a copy', async () => {
  let runs = 0;
  const prepare = async (url: string) => {
    runs += 1;
    await ask(url, (sql) => sql.unsafe('CREATE TABLE shelf (id int); INSERT INTO shelf VALUES (1)'));
  };
  const wish = () => testDatabase('orders', { prepare, kind: 'with_a_shelf' });
  const urls = await Promise.all([wish(), wish(), wish()]);
  expect(runs).toBe(1);
  await ask(urls[0] ?? '', (sql) => sql`INSERT INTO shelf VALUES (2)`);
  const counts = await Promise.all(urls.map((url) => ask(url, (sql) => sql`SELECT count(*)::int AS n FROM shelf`)));
  expect(counts.map(([row]) => row.n)).toEqual([2, 1, 1]);
});

test('a preparation that fails is tried again', async () => {
  const failing = testDatabase('orders', { kind: 'failing', prepare: () => Promise.reject(new Error('no shelf')) });
  expect(failing).rejects.toThrow('no shelf');
  await failing.catch(() => undefined);
  const url = await testDatabase('orders', { kind: 'failing', prepare: async () => undefined });
  const [row] = await ask(url, (sql) => sql`SELECT 1 AS one`);
  expect(row).toEqual({ one: 1 });
});

test("a room cannot enter another room's databases", async () => {
  const { databases } = await testServers();
  const strange = new URL(await testDatabase('payments'));
  const own = new URL(databases.reviews);
  strange.username = own.username;
  strange.password = own.password;
  const attempt = ask(strange.href, (sql) => sql`SELECT 1`);
  expect(attempt).rejects.toThrow(/pg_hba\.conf|permission denied/);
  await attempt.catch(() => undefined);
});

test('every room has its own sign-in for NATS', async () => {
  const own = new URL(await testNats('books'));
  const stolen = new URL(own.href);
  stolen.username = 'users';
  expect(await signIn(own)).toContain('PONG');
  expect(await signIn(stolen)).toContain('Authorization Violation');
});

// What the server says to CONNECT and PING.
async function signIn(url: URL): Promise<string> {
  const answer = Promise.withResolvers<string>();
  let said = '';
  const connection = await Bun.connect({
    hostname: url.hostname,
    port: Number(url.port),
    socket: {
      data(_, data) {
        said += data.toString();
        if (/PONG|-ERR/.test(said)) answer.resolve(said);
      },
      close: () => answer.resolve(said),
    },
  });
  const about = { user: url.username, pass: url.password, verbose: false, pedantic: false };
  connection.write(`CONNECT ${JSON.stringify(about)}\r\nPING\r\n`);
  return answer.promise.finally(() => connection.end());
}

// `bun run admin` and `bun run keys` as people meet them: processes of their own.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ownDatabasesOnly, startDatabases } from '#deploy/local/databases';
import { startPostgres } from '#deploy/local/postgres';
import { scratchFolder, unprivileged } from '#deploy/local/postgres-home';
import { type Database, openDatabase } from '#kit/database';
import { findForLogin } from '#services/users/repository/accounts';
import { type Said, said } from '#tests/support/command';
import { testDatabase } from '#tests/support/servers';
import { clusterFolder } from './launcher/data-folder.ts';
import { recordRun, releaseFolder, takeFolder } from './launcher/run-file.ts';
import { keepSecrets } from './launcher/secrets.ts';

setDefaultTimeout(30_000);

async function run(file: string, words: string[], env: Record<string, string>, stdin = ''): Promise<Said> {
  const child = Bun.spawn([process.execPath, '--no-env-file', join(import.meta.dir, file), ...words], {
    env: { PATH: process.env.PATH, DATA_DIR: '/nonexistent/colophon', ...env },
    stdin: Buffer.from(stdin),
    stdout: 'pipe',
    stderr: 'pipe',
  });
  return said(child);
}
const create = (name: string, ...more: string[]) => [
  'create',
  '--username',
  name,
  '--email',
  `${name}@mail.test`,
  ...more,
];

let url: string;
let db: Database;
beforeAll(async () => {
  url = await testDatabase('users');
  db = openDatabase(url, { max: 2 });
});
afterAll(() => db.close());

const passwordOf = async (name: string) =>
  (await db.use((query) => findForLogin(query, { by: 'username', name })))?.passwordHash ?? '';

test('an administrator is made with a password that is shown once, even on an empty database', async () => {
  const { code, out, err } = await run('admin.ts', create('ada'), { USERS_DATABASE_URL: url });
  expect([code, err]).toEqual([0, '']);
  const password = /password ((?:[a-z2-9]{4}-){3}[a-z2-9]{4})\n/.exec(out)?.[1] ?? '';
  expect(out).toStartWith('Administrator ada (ada@mail.test) is account 1, password ');
  expect(await Bun.password.verify(password, await passwordOf('ada'))).toBe(true);
});

test('a password can be given on standard input, where it is not repeated on the screen', async () => {
  const given = await run(
    'admin.ts',
    create('grace', '--password-stdin'),
    { DATABASE_URL: url },
    'seven quiet otters\n',
  );
  expect(given).toEqual({ code: 0, err: '', out: 'Administrator grace (grace@mail.test) is account 2.\n' });
  expect(await Bun.password.verify('seven quiet otters', await passwordOf('grace'))).toBe(true);
});

test('what is wrong is said in words: 1 for what cannot be done, 2 for what is not understood', async () => {
  const env = { USERS_DATABASE_URL: url };
  const wrong: [words: string[], code: number, says: RegExp, stdin?: string][] = [
    [create('ada'), 1, /username is taken/],
    [create('no spaces'), 1, /letters, digits/],
    [create('eve', '--password-stdin'), 1, /commonest/, 'password123'],
    [create('eve', '--password-stdin'), 1, /8 to 128/, ''],
    [['create', '--username', 'eve'], 2, /--username and --email/],
    [create('eve', '--password', 'x'), 2, /--password/],
    [['delete', 'ada'], 2, /"delete ada"/],
  ];
  for (const [words, code, says, stdin] of wrong) {
    const said = await run('admin.ts', words, env, stdin);
    expect([words, said.code, said.out]).toEqual([words, code, '']);
    expect(said.err).toMatch(says);
  }
  const nowhere = await run('admin.ts', create('eve'), {});
  expect([nowhere.code, nowhere.err]).toEqual([
    1,
    expect.stringContaining('There is no shop in /nonexistent/colophon'),
  ]);
  const away = await run('admin.ts', create('eve'), { USERS_DATABASE_URL: 'postgres://eve:x@127.0.0.1:1/none' });
  expect([away.code, away.err]).toEqual([1, expect.stringContaining('The administrator was not made')]);
});

test('both tell what they do', async () => {
  for (const [file, words] of [
    ['admin.ts', 'bun run admin create'],
    ['keys.ts', 'bun run keys rotate'],
  ] as const) {
    for (const flag of ['--help', '-h'])
      expect(await run(file, [flag], {})).toMatchObject({ code: 0, err: '', out: expect.stringContaining(words) });
    expect((await run(file, ['nonsense'], {})).code).toBe(2);
  }
});

test('a key is replaced once, however often that is asked within its minutes', async () => {
  const env = { USERS_DATABASE_URL: url };
  const said = [
    await run('keys.ts', ['rotate'], env),
    await run('keys.ts', ['rotate'], env),
    await run('keys.ts', ['rotate'], env),
  ];
  expect(said.map(({ code }) => code)).toEqual([0, 0, 0]);
  const kids = said.map(({ out }) => /^Key (\S+) is published/.exec(out)?.[1]);
  expect(kids[0]).toBeDefined();
  expect(kids[1]).not.toBe(kids[0]);
  expect(kids[2]).toBe(kids[1]);
});

test('the shop of the data folder is found, open or closed, and left as it was', async () => {
  const folder = scratchFolder(unprivileged(), 1e9);
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  try {
    const secrets = keepSecrets(dataDir);
    const env = { DATA_DIR: dataDir };
    const closed = await run('admin.ts', create('ada'), env);
    expect([closed.code, closed.err]).toEqual([0, '']);
    expect(existsSync(join(dataDir, 'run.json'))).toBe(false);

    const cluster = { dir: clusterFolder(dataDir, secrets.id), durable: false, access: ownDatabasesOnly };
    const postgres = await startPostgres(cluster);
    const shop = takeFolder(dataDir, 'http://localhost:3000');
    const opening = await run('admin.ts', create('grace'), env);
    expect([opening.code, opening.err]).toEqual([1, expect.stringContaining('just opening')]);
    const databases = await startDatabases(postgres.adminUrl, secrets.databases);
    recordRun(dataDir, { ...shop, databases });
    expect(await run('admin.ts', create('grace'), env)).toMatchObject({
      code: 0,
      out: expect.stringContaining('is account 2,'),
    });
    releaseFolder(dataDir);
    await postgres.stop();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

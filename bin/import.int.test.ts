// `bun run import` as people meet it: a process of its own, that can be killed, and whose exit code counts.

import { afterAll, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQL } from 'bun';
import { migrate } from '#kit/migrate';
import { testDatabase } from '#tests/support/servers';

setDefaultTimeout(90_000);

const root = join(import.meta.dir, '..');
const folder = mkdtempSync(join(tmpdir(), 'colophon-import-'));
const path = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const shop = () => testDatabase('books', { prepare: (url) => migrate(url, join(root, 'services/books/migrations')) });

function start(words: string[], env: Record<string, string> = {}) {
  return Bun.spawn([process.execPath, '--no-env-file', join(import.meta.dir, 'import.ts'), ...words], {
    cwd: folder,
    env: { PATH: process.env.PATH, DATA_DIR: folder, ...env },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
}

async function run(words: string[], env: Record<string, string> = {}) {
  const child = start(words, env);
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { out, err, code };
}

async function ask<Row>(url: string, query: (sql: SQL) => Promise<Row[]>): Promise<Row[]> {
  const sql = new SQL(url, { max: 1 });
  try {
    return await query(sql);
  } finally {
    await sql.close();
  }
}

const catalogue = (count: number) =>
  `title,author,price,stock\n${Array.from({ length: count }, (_, at) => `Book ${at},Ann Green,9.99,3`).join('\n')}\n`;

const inventory = (url: string) =>
  ask(url, (sql) =>
    sql.unsafe(`select count(*)::int as books, count(distinct title_key)::int as titles, sum(on_hand)::int as copies,
      (select count(*)::int from stock_movements) as receipts, (select count(*)::int from book_categories) as places,
      (select count(*)::int from imported_rows) as remembered from books join stock on stock.book_id = books.id`),
  );

test('killed with -9 in the middle and repeated, it ends as if nothing had happened', async () => {
  const url = await shop();
  writeFileSync(path('long.csv'), catalogue(5000));
  const child = start(['long.csv'], { BOOKS_DATABASE_URL: url });
  const imported = await ask(url, async (sql) => {
    for (;;) {
      const [row] = await sql`select count(*)::int as n from books`;
      if (row.n > 0 || child.exitCode !== null) return [row.n as number];
      await Bun.sleep(5);
    }
  });
  child.kill('SIGKILL');
  await child.exited;
  expect(child.signalCode).toBe('SIGKILL');
  expect(imported[0]).toBeGreaterThan(0);
  const [broken] = (await inventory(url)) as { books: number; copies: number; receipts: number; remembered: number }[];
  expect(broken?.books).toBeLessThan(5000);
  expect(broken).toMatchObject({
    copies: 3 * (broken?.books ?? 0),
    receipts: broken?.books,
    remembered: broken?.books,
  });
  const again = await run(['long.csv'], { DATABASE_URL: url });
  expect(again.out).toContain(` ${(5000 - (broken?.books ?? 0)).toLocaleString('en')} new, 0 changed, `);
  expect(again.code).toBe(0);
  expect(await inventory(url)).toEqual([
    { books: 5000, titles: 5000, copies: 15_000, receipts: 5000, places: 5000, remembered: 5000 },
  ]);
});

test('Ctrl-C stops it between two batches, and it says how to go on', async () => {
  const url = await shop();
  writeFileSync(path('stopped.csv'), catalogue(5000));
  const child = start(['stopped.csv'], { BOOKS_DATABASE_URL: url });
  await ask(url, async (sql) => {
    while ((await sql`select 1 from books limit 1`).length === 0) await Bun.sleep(5);
    return [];
  });
  child.kill('SIGINT');
  const [out, code] = await Promise.all([new Response(child.stdout).text(), child.exited]);
  expect(code).toBe(130);
  expect(out).toContain('Stopped before the end:');
  expect(out).toContain('The same command goes on from there.');
});

test('what it did is told, and what it left out is listed', async () => {
  const url = await shop();
  writeFileSync(path('small.csv'), 'title,author,isbn\nRoad,Ann Green,0306406152\nBad,Ann Green,0306406153\n');
  const { out, code } = await run(['small.csv'], { BOOKS_DATABASE_URL: url, CURRENCY: 'EUR' });
  expect(out).toStartWith('small.csv: a catalogue, utf-8, commas\nDone:\n  1 new, 0 changed, 0 the same, 1 left out\n');
  expect(code).toBe(0);
  expect(await Bun.file(path('small.rejects.csv')).text()).toStartWith(
    'line,reason,title,author,isbn\n3,"wrong ISBN: ',
  );
  expect(await ask(url, (sql) => sql`select currency from books`)).toEqual([{ currency: 'EUR' }]);
});

test('exit codes: 0 for help, 1 for a file or shop that is none, 2 for words it does not know', async () => {
  const url = await shop();
  writeFileSync(path('empty.csv'), '');
  writeFileSync(path('header.csv'), 'title,author\n');
  writeFileSync(path('useless.csv'), 'title,author\n,\nRoad,\n');
  writeFileSync(path('picture.csv'), Buffer.from(Array.from({ length: 4000 }, (_, at) => (at * 7) % 256)));
  const open = { BOOKS_DATABASE_URL: url };
  const unmigrated = { BOOKS_DATABASE_URL: await testDatabase('books') };
  const gone = { BOOKS_DATABASE_URL: 'postgres://books_svc:x@127.0.0.1:9/books_db' };
  const cases: [words: string[], env: Record<string, string>, code: number, said: string][] = [
    [['--help'], {}, 0, ''],
    [['nowhere.csv'], open, 1, 'There is no file nowhere.csv.'],
    [['.'], open, 1, '. is a folder.'],
    [['empty.csv'], open, 1, 'empty.csv is empty.'],
    [['picture.csv'], open, 1, 'picture.csv is no text file.'],
    [['header.csv'], open, 1, 'header.csv has no rows below its first line.'],
    [['useless.csv'], open, 1, 'No row of useless.csv could be used.'],
    [['small.csv', '--shelf', 'cellar'], open, 2, 'There is no shelf "cellar".'],
    [['small.csv'], {}, 1, 'Open it with `bun start` first'],
    [['small.csv'], unmigrated, 1, 'It has no catalogue'],
    [['small.csv'], gone, 1, 'It does not answer'],
    [['small.csv', '--cheap'], open, 2, "Unknown option '--cheap'"],
  ];
  writeFileSync(path('small.csv'), 'title,author\nRoad,Ann Green\n');
  for (const [words, env, code, said] of cases) {
    const result = await run(words, env);
    expect([words, result.code, result.err]).toEqual([words, code, expect.stringContaining(said)]);
    expect(result.err).not.toContain('    at ');
  }
});

import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identify } from '#deploy/local/processes';
import { perService } from '#deploy/local/rooms';
import { recordRun } from '../launcher/run-file.ts';
import { booksDatabase, databaseWords } from './database.ts';

const folder = mkdtempSync(join(tmpdir(), 'colophon-database-'));
afterAll(() => rmSync(folder, { recursive: true }));
const url = 'postgres://books_svc:secret@127.0.0.1:5432/books_db';
const env = { DATA_DIR: folder };

test('a URL that is given counts before all else, the more exact one first', () => {
  expect(booksDatabase(folder, { ...env, BOOKS_DATABASE_URL: url, DATABASE_URL: 'postgres://other/x' })).toBe(url);
  expect(booksDatabase(folder, { ...env, DATABASE_URL: url })).toBe(url);
  expect(() => booksDatabase(folder, { BOOKS_DATABASE_URL: 'mysql://x' })).toThrow(
    'must be a URL that starts with postgres://',
  );
});

test('otherwise the shop that runs on the data folder is asked', () => {
  expect(() => booksDatabase(folder, env)).toThrow(`No shop runs on ${folder}. Open it with \`bun start\` first`);
  const launcher = identify(process.pid);
  if (!launcher) throw new Error('this process cannot find itself');
  const run = { launcher, url: 'http://localhost:3000', processes: {} };
  recordRun(folder, run);
  expect(() => booksDatabase(folder, env)).toThrow('The shop is still opening');
  recordRun(folder, { ...run, databases: perService((service) => `postgres://${service}`) });
  expect(booksDatabase(folder, env)).toBe('postgres://books');
  recordRun(folder, { ...run, launcher: { ...launcher, started: 'long ago' } });
  expect(() => booksDatabase(folder, env)).toThrow('No shop runs');
});

test('what is wrong with the database is said without what was in the statement', () => {
  const wrapped = (code: string, message = 'of Postgres') =>
    Object.assign(new Error('Failed query: insert … params: secret'), {
      cause: Object.assign(new Error(message), { code }),
    });
  expect(databaseWords(wrapped('42P01'))).toContain('It has no catalogue');
  expect(databaseWords(wrapped('ECONNREFUSED'))).toBe('It does not answer (ECONNREFUSED).');
  expect(databaseWords(wrapped('57P01'))).toBe('It does not answer (57P01).');
  expect(databaseWords(wrapped('28P01'))).toContain('lets nobody in');
  expect(databaseWords(wrapped('53100', 'disk full'))).toBe('It says: disk full (53100).');
  expect(databaseWords(new Error('anything else'))).toBeNull();
});

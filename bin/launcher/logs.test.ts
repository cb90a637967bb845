import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attention, openLog } from './logs.ts';
import { createTerminal } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'colophon-logs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const json = (level: string, more = {}) =>
  JSON.stringify({ at: 'now', level, room: 'books', fact: 'stock.low', ...more });

test('only warnings and errors need attention', () => {
  expect(attention(json('info'), 'stdout')).toBeUndefined();
  expect(attention(json('warn'), 'stdout')).toBe('warn: stock.low');
  expect(attention(json('error', { message: 'gone', code: 'E1' }), 'stdout')).toBe('error: stock.low · gone · E1');
  expect(attention(json('info', { fact: '"level":"error"' }), 'stdout')).toBeUndefined();
});

test('what is not JSON needs it only on stderr, as when a process breaks', () => {
  expect(attention('listening', 'stdout')).toBeUndefined();
  expect(attention('error: no such module', 'stderr')).toBe('error: no such module');
  expect(attention('  ', 'stderr')).toBeUndefined();
  expect(attention('{"level":"error" and then it died', 'stdout')).toBeUndefined();
});

test('a flood of errors is all in the file and a handful on the terminal', async () => {
  const shown: string[] = [];
  const terminal = createTerminal({ write: (text) => shown.push(text) }, {});
  const log = openLog(folder, 'books', { terminal, verbose: false });
  for (let count = 0; count < 500; count += 1) log.take(json('error', { count }), 'stdout');
  await log.close();
  expect(readFileSync(join(folder, 'books.log'), 'utf8').split('\n').length).toBe(501);
  expect(shown.length).toBeLessThanOrEqual(12);
  expect(shown.join('')).toContain(`… and more, in ${join(folder, 'books.log')}`);
});

test('whoever asks for every line gets every line', async () => {
  const shown: string[] = [];
  const terminal = createTerminal({ write: (text) => shown.push(text) }, {});
  const log = openLog(folder, 'payments', { terminal, verbose: true });
  for (let count = 0; count < 50; count += 1) log.take(json('info', { count }), 'stdout');
  await log.close();
  expect(shown.length).toBe(50);
});

test('a large log is put aside at the start, a small one goes on', async () => {
  const terminal = createTerminal({ write: () => undefined }, {});
  const file = join(folder, 'orders.log');
  const write = async (line: string) => {
    const log = openLog(folder, 'orders', { terminal, verbose: false });
    log.take(line, 'stdout');
    await log.close();
  };
  await write('one');
  await write('two');
  expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n');
  writeFileSync(file, 'x'.repeat(10 * 1024 * 1024 + 1));
  await write('three');
  expect(readFileSync(file, 'utf8')).toBe('three\n');
  expect(readFileSync(`${file}.1`, 'utf8').length).toBeGreaterThan(10 * 1024 * 1024);
});

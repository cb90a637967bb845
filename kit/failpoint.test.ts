import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { armed, failpoint, readPlans, writePlans } from './failpoint.ts';

const folder = mkdtempSync(join(tmpdir(), 'colophon-failpoint-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('without FAILPOINT a passage is nothing at all', () => {
  expect(failpoint('press.ink.after_write')).toBeNull();
});

test('plans are read and written; whatever is none is refused by its words', () => {
  const words = 'press.ink.after_write:kill@3,press.cut:hang';
  expect(readPlans(words)).toEqual([
    { name: 'press.ink.after_write', act: 'kill', passage: 3 },
    { name: 'press.cut', act: 'hang', passage: 1 },
  ]);
  expect(writePlans(readPlans(words))).toBe(words);
  for (const wrong of ['press.ink', 'press.ink:explode', 'press.ink:kill@0', ':kill', 'Press:kill'])
    expect(() => readPlans(wrong)).toThrow(`"${wrong}" is not name:kill`);
});

test('a throw happens at its passage, once, and other places are passed by', async () => {
  const pass = armed('press.ink:throw@3');
  await pass('press.cut');
  await pass('press.ink');
  await pass('press.ink');
  expect(pass('press.ink')).rejects.toThrow('the failpoint press.ink');
  await pass('press.ink');
});

test('a file arms a process that runs; a hang waits until it is struck off, and only the first passage', async () => {
  const file = join(folder, 'plans');
  const pass = armed(file);
  await pass('press.ink');
  writeFileSync(file, 'press.ink:hang');
  const seen: string[] = [];
  const held = pass('press.ink').then(() => seen.push('held'));
  await pass('press.ink').then(() => seen.push('second'));
  expect([seen, readFileSync(file, 'utf8')]).toEqual([['second'], 'press.ink:hanging']);
  writeFileSync(file, '');
  await held;
  expect(seen).toEqual(['second', 'held']);
});

const dying = (env: Record<string, string>) =>
  Bun.spawn(
    [
      process.execPath,
      '-e',
      `import { failpoint } from '#kit/failpoint'; await failpoint('press.ink'); console.log('on')`,
    ],
    { cwd: join(import.meta.dir, '..'), env: { PATH: process.env.PATH, ...env }, stdout: 'pipe', stderr: 'pipe' },
  );

test('a kill is the process’s end on the spot, and is struck off before it', async () => {
  const file = join(folder, 'kill');
  writeFileSync(file, 'press.ink:kill,press.cut:throw');
  const child = dying({ FAILPOINT: file });
  await child.exited;
  expect([child.signalCode, await new Response(child.stdout).text()]).toEqual(['SIGKILL', '']);
  expect(readFileSync(file, 'utf8')).toBe('press.cut:throw');
});

test('in production nothing is armed, and words that make no sense are named', async () => {
  const proud = dying({ FAILPOINT: 'press.ink:kill', NODE_ENV: 'production' });
  expect(await new Response(proud.stdout).text()).toBe('on\n');
  const confused = dying({ FAILPOINT: 'press.ink' });
  expect(await confused.exited).toBe(1);
  expect(await new Response(confused.stderr).text()).toContain('"press.ink" is not name:kill');
});

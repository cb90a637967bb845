import { afterAll, beforeAll, expect, test } from 'bun:test';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { install, installed } from './install.ts';

const root = mkdtempSync(join(tmpdir(), 'colophon-install-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

// A project whose packages are folders beside it needs no network.
function project(dependencies: string[], devDependencies: string[] = []): void {
  const folders = (names: string[]) => Object.fromEntries(names.map((name) => [name, `file:./${name}`]));
  for (const name of [...dependencies, ...devDependencies]) write(`${name}/package.json`, { name, version: '1.0.0' });
  write('package.json', {
    name: 'tiny',
    dependencies: folders(dependencies),
    devDependencies: folders(devDependencies),
  });
}

function write(file: string, content: unknown): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), JSON.stringify(content));
}

const present = (name: string) => existsSync(join(root, 'node_modules', name));

beforeAll(async () => {
  project(['paper'], ['pencil']);
  await Bun.spawn([process.execPath, 'install'], { cwd: root, stdout: 'ignore', stderr: 'ignore' }).exited;
});

test('what running needs is installed once, and what was there for development stays', async () => {
  rmSync(join(root, 'node_modules/paper'), { recursive: true });
  expect(installed(root)).toBe(false);
  await install(root);
  expect([installed(root), present('paper'), present('pencil')]).toEqual([true, true, true]);
});

test('a bare checkout gets what running needs and no more', async () => {
  rmSync(join(root, 'node_modules'), { recursive: true });
  await install(root);
  expect([installed(root), present('paper'), present('pencil')]).toEqual([true, true, false]);
});

test('another lock file means installing again', async () => {
  await install(root);
  const lock = join(root, 'bun.lock');
  writeFileSync(lock, `${readFileSync(lock, 'utf8')}\n`);
  expect(installed(root)).toBe(false);
});

test('a lock file that disagrees is told with what to do', () => {
  project(['paper', 'scissors'], ['pencil']);
  expect(install(root)).rejects.toThrow('package.json and bun.lock disagree. Run `bun install` once');
});

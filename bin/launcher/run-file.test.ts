import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Identity, identify } from '#deploy/local/processes';
import { clearLeftovers, readRun, recordRun, releaseFolder, takeFolder } from './run-file.ts';

const folders: string[] = [];
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'colophon-run-'));
  folders.push(folder);
  return folder;
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function self(): Identity {
  const found = identify(process.pid);
  if (!found) throw new Error('this process is not in the list');
  return found;
}

test('a folder that is taken is refused with its address until it is released', () => {
  const folder = newFolder();
  takeFolder(folder, 'http://localhost:3000');
  expect(() => takeFolder(folder, 'http://localhost:4000')).toThrow(
    `is open already at http://localhost:3000 (process ${process.pid})`,
  );
  expect(readRun(folder)?.url).toBe('http://localhost:3000');
  releaseFolder(folder);
  expect(readRun(folder)).toBeUndefined();
  takeFolder(folder, 'http://localhost:4000');
  expect(readdirSync(folder).sort()).toEqual(['launcher.lock', 'run.json']);
});

test('a lock is stale when its process is gone, or when its number means another process now', () => {
  for (const holder of [
    { ...self(), pid: 2 ** 22 + 1 },
    { ...self(), started: 'long ago' },
  ]) {
    const folder = newFolder();
    writeFileSync(join(folder, 'launcher.lock'), JSON.stringify(holder));
    expect(takeFolder(folder, 'http://localhost:3000').launcher.pid).toBe(process.pid);
  }
});

test('a lock that was being written when the power went is no obstacle', () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'launcher.lock'), '');
  writeFileSync(join(folder, 'run.json'), '{"launch');
  expect(takeFolder(folder, 'http://localhost:3000').processes).toEqual({});
});

test('of many launchers at once exactly one gets a stale folder', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'launcher.lock'), JSON.stringify({ ...self(), started: 'long ago' }));
  const script = `
    import { takeFolder } from '${join(import.meta.dir, 'run-file.ts')}';
    await Bun.sleep(Number(process.argv[2]) - Date.now());
    try { takeFolder('${folder}', 'x'); console.log('mine'); } catch (error) { console.log(error.message); }
    await Bun.stdin.text();`;
  const file = join(folder, 'taker.ts');
  writeFileSync(file, script);
  const at = String(Date.now() + 400);
  const takers = Array.from({ length: 6 }, () =>
    Bun.spawn([process.execPath, file, at], { stdin: 'pipe', stdout: 'pipe', stderr: 'inherit' }),
  );
  const answers = await Promise.all(
    takers.map(async ({ stdout }) => {
      const { value } = await stdout.getReader().read();
      return new TextDecoder().decode(value).trim();
    }),
  );
  expect(answers.filter((answer) => answer === 'mine').length).toBe(1);
  for (const taker of takers) taker.stdin.end();
  await Promise.all(takers.map((taker) => taker.exited));
});

test('a process that merely has the number of one of ours is left alone', async () => {
  const folder = newFolder();
  const bystander = Bun.spawn(['/bin/sh', '-c', 'sleep 60'], { detached: true });
  const leader = identify(bystander.pid);
  if (!leader) throw new Error('the bystander is not in the list');
  const run = takeFolder(folder, 'http://localhost:3000');
  run.processes.books = { leader: { ...leader, started: 'long ago' }, entry: '/shop/services/books/index.ts' };
  recordRun(folder, run);
  expect(await clearLeftovers(run)).toBe(false);
  expect(bystander.exitCode).toBe(null);
  run.processes.books = { leader, entry: '/shop/services/books/index.ts' };
  expect(await clearLeftovers(run)).toBe(true);
  await bystander.exited;
  expect(identify(bystander.pid)).toBeUndefined();
});

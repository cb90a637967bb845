import { afterAll, expect, test } from 'bun:test';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { membersOf, waitUntil } from './processes.ts';
import { type Command, living, readiness, supervise } from './supervise.ts';

const folder = mkdtempSync(join(tmpdir(), 'colophon-supervise-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(command: string, args: string[], more: Partial<Command> = {}) {
  const lines: string[] = [];
  const env = { PATH: process.env.PATH };
  const onLine = (line: string, stream: string) => lines.push(`${stream}: ${line}`);
  const child = supervise({ command, args, env, stopSignal: 'TERM', graceSeconds: 1, onLine, ...more });
  return { child, lines };
}

const shell = (script: string, more?: Partial<Command>) => run('/bin/sh', ['-c', script], more);
const groupIsGone = (pid: number) => waitUntil(() => membersOf([pid]).length === 0, 3_000);

test('arguments arrive as they are, and both outputs by the line', async () => {
  const odd = ['a b', "it's", '$HOME `id` "x"', '', '*'];
  const { child, lines } = run('/bin/sh', ['-c', 'for word; do echo "<$word>"; done; printf tail >&2', 'sh', ...odd]);
  expect((await child.exited).code).toBe(0);
  expect(lines.sort()).toEqual([...odd.map((word) => `stdout: <${word}>`), 'stderr: tail'].sort());
});

test('the exit code is the child’s; a program that is not there is 127', async () => {
  expect((await shell('exit 7').child.exited).code).toBe(7);
  expect((await run('/no/such/program', []).child.exited).code).toBe(127);
});

test('the child sees nothing of its supervision', async () => {
  const { child, lines } = run('/usr/bin/env', []);
  await child.exited;
  expect(lines.filter((line) => !/^stdout: (PATH|PWD|SHLVL|_|OLDPWD)=/.test(line))).toEqual([]);
});

test('stopping sends the wished signal and waits for the end', async () => {
  const script =
    "process.on('SIGINT', () => { console.log('interrupted'); process.exit(0); }); setInterval(() => {}, 1000)";
  const { child, lines } = run(process.execPath, ['-e', `${script}; console.log('up')`], { stopSignal: 'INT' });
  await waitUntil(() => lines.length === 1, 3_000);
  expect((await child.stop()).code).toBe(0);
  expect(lines).toEqual(['stdout: up', 'stdout: interrupted']);
  expect(await groupIsGone(child.pid)).toBe(true);
  expect(living.has(child)).toBe(false);
});

test('what does not stop is killed after its grace', async () => {
  const { child } = shell("trap '' TERM; while :; do sleep 0.05; done");
  await Bun.sleep(150);
  const began = performance.now();
  expect((await child.stop()).code).toBe(137);
  expect(performance.now() - began).toBeWithin(900, 2_500);
  expect(await groupIsGone(child.pid)).toBe(true);
});

test('a shell that is killed takes its child along', async () => {
  const { child } = shell('exec sleep 60');
  await Bun.sleep(100);
  process.kill(child.pid, 'SIGKILL');
  expect((await child.exited).signal).toBe('SIGKILL');
  expect(await groupIsGone(child.pid)).toBe(true);
});

test('children end, and their folder goes, when the process that started them is killed', async () => {
  const scratch = join(folder, 'scratch');
  mkdirSync(scratch);
  const script = join(folder, 'parent.ts');
  writeFileSync(
    script,
    `import { supervise } from '${join(import.meta.dir, 'supervise.ts')}';
    const child = supervise({ command: '/bin/sleep', args: ['60'], env: {}, stopSignal: 'TERM', graceSeconds: 1,
      removeAfter: '${scratch}', onLine: () => {} });
    console.log(child.pid);`,
  );
  const parent = Bun.spawn([process.execPath, script], { stdout: 'pipe' });
  const { value } = await parent.stdout.getReader().read();
  const pid = Number(new TextDecoder().decode(value));
  expect(membersOf([pid]).length).toBe(3);
  parent.kill('SIGKILL');
  expect(await groupIsGone(pid)).toBe(true);
  expect(existsSync(scratch)).toBe(false);
});

test('the shell does not look like the child to whoever searches by name', async () => {
  const { child } = run('/bin/sleep', ['61.25']);
  await Bun.sleep(100);
  const found = membersOf([child.pid]).filter(({ command }) => command.includes('61.25'));
  expect(found.map(({ command }) => command)).toEqual(['/bin/sleep 61.25']);
  await child.stop();
});

test('readiness resolves at the line, and tells the last lines when it never comes', async () => {
  const waiting = readiness('the press', /inked (\d+)/);
  const { child } = shell('echo warming; echo inked 7; sleep 5', { onLine: waiting.feed });
  expect((await waiting.until(child, 3_000))[1]).toBe('7');
  await child.stop();

  const broken = readiness('the press', /inked/);
  const failing = shell('echo no paper; exit 4', { onLine: broken.feed });
  expect(broken.until(failing.child, 3_000)).rejects.toThrow('the press stopped with code 4.\nno paper');
  await failing.child.exited;

  const slow = readiness('the press', /inked/);
  const dawdling = shell('sleep 5', { onLine: slow.feed });
  expect(slow.until(dawdling.child, 100)).rejects.toThrow('the press was not ready after 0.1 s.');
  await Bun.sleep(150);
  await dawdling.child.stop();
});

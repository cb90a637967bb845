// Takes guards away, one by one, in a copy of the shop, and looks which test notices.

import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Guard } from './guard.ts';

const root = join(import.meta.dir, '../..');
const copied = ['bin', 'deploy', 'gateway', 'kit', 'nats', 'sample', 'services', 'tests', 'views'];
const alone = ['package.json', 'tsconfig.json', 'bunfig.toml'];

export type Removal = {
  guard: Guard;
  /** The tests that failed without it. Empty: nobody noticed. */
  caughtBy: string[];
  seconds: number;
  said: string;
};

export type Copy = { without(guard: Guard): Promise<Removal>; close(): void };

/** How often the guard's text stands in its file; it must be once. */
export const occurrences = ({ file, text }: Guard): number =>
  readFileSync(join(root, file), 'utf8').split(text).length - 1;

export function openCopy(): Copy {
  const folder = mkdtempSync(join(tmpdir(), 'colophon-guards-'));
  for (const name of copied) cpSync(join(root, name), join(folder, name), { recursive: true });
  for (const name of alone) cpSync(join(root, name), join(folder, name));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return {
    async without(guard) {
      const path = join(folder, guard.file);
      const whole = readFileSync(path, 'utf8');
      const began = performance.now();
      writeFileSync(
        path,
        whole.replace(guard.text, () => guard.instead),
      );
      try {
        const said = await runTest(folder, guard.test);
        const failed = said.matchAll(/^\(fail\) (.*?)(?: \[[\d.]+m?s\])?$/gm);
        const caughtBy = [...failed].map(([, name = '']) => name);
        return { guard, caughtBy, seconds: (performance.now() - began) / 1000, said };
      } finally {
        writeFileSync(path, whole);
      }
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function runTest(folder: string, { file, name }: Guard['test']): Promise<string> {
  const pattern = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const child = Bun.spawn({
    cmd: [process.execPath, 'test', '--timeout', '120000', file, '-t', pattern],
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1' },
    stdout: 'pipe',
    stderr: 'pipe',
    timeout: 300_000,
  });
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  await child.exited;
  return `${out}\n${err}`;
}

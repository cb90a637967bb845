// Puts the packages that running needs into node_modules. This file, and all the launcher imports before it has run,
// must do without any package.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { supervise } from '#deploy/local/supervise';
import { Refusal } from './refusal.ts';

/** True if node_modules holds what bun.lock wants, as far as the stamp of an earlier installation tells. */
export function installed(root: string): boolean {
  const stamp = stampFile(root);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(root);
}

/**
 * Installs what is missing. Packages that are there stay, those for development too; if nothing is missing it takes
 * 10 ms and no network. Rejects with a sentence and what the installer said.
 */
export async function install(root: string): Promise<void> {
  const said: string[] = [];
  const child = supervise({
    command: process.execPath,
    args: ['install', '--production', '--frozen-lockfile', '--no-progress'],
    env: process.env,
    cwd: root,
    stopSignal: 'TERM',
    graceSeconds: 5,
    onLine: (line) => line.trim() && said.push(line),
  });
  const { code } = await child.exited;
  if (code !== 0)
    throw new Refusal(
      `${reason(said)}\n${said
        .slice(-8)
        .map((line) => `    ${line}`)
        .join('\n')}`,
    );
  stamp(root);
}

function reason(said: string[]): string {
  if (said.some((line) => /lockfile had changes/.test(line))) {
    return 'package.json and bun.lock disagree. Run `bun install` once and start again. The installer said:';
  }
  return 'The packages could not be installed. Is there a network, and is the package registry reachable? The installer said:';
}

// Without a stamp, as in a checkout that belongs to somebody else, the next start looks again, which takes 10 ms.
function stamp(root: string): void {
  try {
    mkdirSync(join(root, 'node_modules'), { recursive: true });
    writeFileSync(stampFile(root), fingerprint(root));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && ['EACCES', 'EROFS', 'EPERM'].includes(String(error.code))))
      throw error;
  }
}

const stampFile = (root: string) => join(root, 'node_modules', '.colophon-installed');

function fingerprint(root: string): string {
  const hash = new Bun.CryptoHasher('sha256');
  const patches = join(root, 'patches');
  const patched = existsSync(patches)
    ? readdirSync(patches)
        .sort()
        .map((name) => join(patches, name))
    : [];
  for (const file of [join(root, 'package.json'), join(root, 'bun.lock'), ...patched]) hash.update(readFileSync(file));
  return `${process.platform}-${process.arch} ${hash.digest('hex')}\n`;
}

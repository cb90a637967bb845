// Who runs the shop of a data folder. `launcher.lock` lets one launcher in; `run.json` says what it started, so that the
// next one can clear up after a crash, and so that other commands find the databases of the running shop.
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Identity, identify, membersOf, signal, stillRuns, waitUntil } from '#deploy/local/processes';
import type { Room, Service } from '#deploy/local/rooms';
import { Refusal } from './refusal.ts';

export type Run = {
  launcher: Identity;
  url: string;
  /**
   * The shell that supervises each process, which is also its process group, and the file it runs. Postgres is not here:
   * its own lock file says more.
   */
  processes: Partial<Record<Room | 'nats', { leader: Identity; entry: string }>>;
  databases?: Record<Service, string>;
};

/** What runs on this data folder now, or undefined if nothing does. */
export function readRun(dataDir: string): Run | undefined {
  const run = recordedRun(dataDir);
  return run && stillRuns(run.launcher) ? run : undefined;
}

/** Written beside and renamed, so that nobody reads half of it. */
export function recordRun(dataDir: string, run: Run): void {
  const file = join(dataDir, 'run.json');
  // The URLs hold passwords.
  writeFileSync(`${file}.new`, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** The shop is closed in good order: nothing to clear up. */
export function releaseFolder(dataDir: string): void {
  rmSync(join(dataDir, 'run.json'), { force: true });
  rmSync(join(dataDir, 'launcher.lock'), { force: true });
}

/**
 * Takes the data folder for this process. The result still names the processes of the launcher before.
 * @throws Refusal if another launcher that lives has the folder.
 */
export function takeFolder(dataDir: string, url: string): Run {
  const launcher = identify(process.pid);
  if (!launcher) throw new Error('This process cannot find itself in the list of processes.');
  const lock = join(dataDir, 'launcher.lock');
  const mine = `${lock}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(launcher), { mode: 0o600 });
  try {
    for (let attempt = 1; !linked(mine, lock); attempt += 1) {
      const holder = lockHolder(lock);
      if (attempt === 20 || (holder && stillRuns(holder))) throw inUse(dataDir, holder);
      removeStale(lock, mine);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  const run: Run = { launcher, url, processes: recordedRun(dataDir)?.processes ?? {} };
  recordRun(dataDir, run);
  return run;
}

/** Stops what a launcher that was killed left running and waits until it is gone. True if there was anything. */
export async function clearLeftovers(run: Run): Promise<boolean> {
  const left = Object.values(run.processes).filter(({ leader, entry }) => isOurs(leader, entry));
  const groups = left.map(({ leader }) => leader.pid);
  run.processes = {};
  if (groups.length === 0) return false;
  for (const group of groups) signal(-group, 'SIGTERM');
  const gone = () => membersOf(groups).length === 0;
  if (await waitUntil(gone, 10_000)) return true;
  for (const group of groups) signal(-group, 'SIGKILL');
  await waitUntil(gone, 2_000);
  return true;
}

// A number that means another process by now has another beginning. A group whose leader is gone keeps its number from
// being given again, and its members still show which file they run.
function isOurs(leader: Identity, entry: string): boolean {
  if (identify(leader.pid)) return stillRuns(leader);
  return membersOf([leader.pid]).some(({ command }) => command.includes(entry));
}

function recordedRun(dataDir: string): Run | undefined {
  const file = join(dataDir, 'run.json');
  try {
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  } catch {
    return undefined;
  }
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function lockHolder(lock: string): Identity | undefined {
  try {
    return JSON.parse(readFileSync(lock, 'utf8'));
  } catch {
    return undefined;
  }
}

// Two launchers may find the same stale lock at once, and the slower would remove the faster one's new lock. So they take
// turns at removing: whoever has the turn looks once more, and nobody else removes meanwhile.
function removeStale(lock: string, mine: string): void {
  const turn = `${lock}.turn`;
  if (!linked(mine, turn)) {
    const holder = lockHolder(turn);
    // Its holder was killed within the few microseconds that a turn takes.
    if (holder && !stillRuns(holder)) rmSync(turn, { force: true });
    Bun.sleepSync(5);
    return;
  }
  try {
    const holder = lockHolder(lock);
    if (!holder || !stillRuns(holder)) rmSync(lock, { force: true });
  } finally {
    rmSync(turn, { force: true });
  }
}

function inUse(dataDir: string, holder: Identity | undefined): Refusal {
  const url = recordedRun(dataDir)?.url;
  return new Refusal(
    `The shop of ${dataDir} is open already${url ? ` at ${url}` : ''} (process ${holder?.pid ?? 'unknown'}). ` +
      'Stop it with Ctrl-C where it runs, or start another with its own DATA_DIR and ports.',
  );
}

// Who a process is. A pid alone says little, because the kernel reuses it: before anything is signalled, the moment the
// process began is compared as well. (Its command line would not do: it changes between fork and exec.)
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** `started` is opaque: equal for the same process, different for a later one with the same pid. */
export type Identity = { pid: number; group: number; started: string; command: string };

/** What runs under this pid now, or undefined. */
export function identify(pid: number): Identity | undefined {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(['-p', String(pid)])[0];
}

/** True if the very process that was recorded still runs. */
export function stillRuns(recorded: Identity): boolean {
  const now = identify(recorded.pid);
  return now !== undefined && now.started === recorded.started;
}

/** Every process whose group is one of these. */
export function membersOf(groups: number[]): Identity[] {
  const wanted = new Set(groups);
  return everyProcess().filter((process) => wanted.has(process.group));
}

/** Waits until `gone()` holds, at most `timeoutMs`; true if it does. */
export async function waitUntil(gone: () => boolean, timeoutMs: number): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  while (!gone()) {
    if (performance.now() > end) return false;
    await Bun.sleep(15);
  }
  return true;
}

/** Sends a signal; a process (or, with a negative pid, a group) that is gone already is fine. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function everyProcess(): Identity[] {
  if (process.platform !== 'linux') return fromPs(['-A']);
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => fromProc(Number(pid))).filter((found) => found !== undefined);
}

function fromProc(pid: number): Identity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold spaces and brackets itself, so count from the last bracket: state ppid pgrp …
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return undefined;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return { pid, group: Number(fields[2]), started: `${boot()}/${fields[19]}`, command };
  } catch {
    return undefined;
  }
}

// The kernel counts a process's start from the machine's, so the same number comes again after a restart of that.
let bootId: string | undefined;
function boot(): string {
  try {
    bootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    // Some containers hide it; they number their processes anew as well.
    bootId = '';
  }
  return bootId;
}

function fromPs(which: string[]): Identity[] {
  try {
    const format = ['-o', 'pid=', '-o', 'pgid=', '-o', 'lstart=', '-o', 'args='];
    const env = { ...process.env, LC_ALL: 'C' };
    const out = execFileSync('ps', ['-ww', ...which, ...format], { encoding: 'utf8', env });
    return out.split('\n').flatMap((line) => {
      const match = /^\s*(\d+)\s+(\d+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)$/.exec(line);
      if (!match) return [];
      const [, pid, group, started = '', command = ''] = match;
      return [{ pid: Number(pid), group: Number(group), started, command: command.trim() }];
    });
  } catch {
    return [];
  }
}

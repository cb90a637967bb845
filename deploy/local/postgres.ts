// A real Postgres 18 without installing one: the programs come from npm, the data lives in one folder. It stops with us
// whatever happens to us, and a start after a crash clears up what the crash left.
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Ids, own, postgresHome, unprivileged } from './postgres-home.ts';
import { identify, signal, stillRuns, waitUntil } from './processes.ts';
import { newPassword } from './rooms.ts';
import { type Command, readiness, type Supervised, supervise } from './supervise.ts';

export type PostgresOptions = {
  /** The cluster's folder. `<dir>.owner` and `<dir>.password` lie beside it. */
  dir: string;
  /** Default: a free one. */
  port?: number;
  /** False only for data nobody needs: nothing is flushed to disk. */
  durable: boolean;
  maxConnections?: number;
  /** Lines for pg_hba.conf after the superuser's own. Default: every role reaches every database it may connect to. */
  access?: string[];
  /** A folder to delete when the server has stopped, even if this process was killed. */
  removeAfter?: string;
  onLog?: (line: string) => void;
};

export type Postgres = {
  port: number;
  /** The superuser's URL, for the database `postgres`. */
  adminUrl: string;
  process: Supervised;
  /** Fast shutdown: open transactions are rolled back, clients are sent away. */
  stop(): Promise<void>;
};

type Cluster = { dir: string; home: string; ids: Ids; password: string; options: PostgresOptions };

/**
 * Starts Postgres on 127.0.0.1, making the cluster first if the folder has none. Rejects if the folder is in use by a
 * living process, if the port is taken, or with the server's last lines if it does not come up.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const dir = resolve(options.dir);
  const ids = unprivileged();
  const cluster: Cluster = { dir, ids, home: postgresHome(ids), password: keptPassword(dir), options };
  await claim(dir);
  if (!existsSync(join(dir, 'PG_VERSION'))) await createCluster(cluster);
  else if (cluster.password === '') await resetPassword(cluster);
  writeAccess(cluster);
  return serve(cluster);
}

/** A port nobody listens on at this moment. */
export function freePort(): number {
  return freePorts(1)[0] ?? 0;
}

/** So many different ports: all are held until the last is found, or the system might name one twice. */
export function freePorts(count: number): number[] {
  const listeners = Array.from({ length: count }, () =>
    Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data: () => undefined } }),
  );
  for (const listener of listeners) listener.stop(true);
  return listeners.map((listener) => listener.port);
}

async function serve(cluster: Cluster): Promise<Postgres> {
  const { options } = cluster;
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? freePort();
    try {
      return await serveOn(port, cluster);
    } catch (error) {
      const lostRace = error instanceof Error && /could not bind|Address already in use/.test(error.message);
      if (options.port !== undefined || attempt === 4 || !lostRace) throw error;
    }
  }
}

async function serveOn(port: number, cluster: Cluster): Promise<Postgres> {
  const { dir, options, password } = cluster;
  const { feed, until } = readiness('Postgres', /database system is ready to accept connections/);
  const child = supervise({
    ...command(cluster, 'postgres', serverArgs(port, options, dir)),
    stopSignal: 'INT',
    removeAfter: options.removeAfter,
    onLine: (line) => {
      feed(line);
      options.onLog?.(line);
    },
  });
  void child.exited.then(() => rmSync(`${dir}.owner`, { force: true }));
  try {
    // Recovery after a crash can take long on a big database; a server that cannot start says so at once.
    await until(child, 120_000);
  } catch (error) {
    await child.stop();
    throw error;
  }
  const stop = async () => {
    await child.stop();
  };
  return { port, adminUrl: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`, process: child, stop };
}

function serverArgs(port: number, options: PostgresOptions, dir: string): string[] {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    `max_connections=${options.maxConnections ?? 100}`,
    ...(options.durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ];
  return ['-D', dir, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
}

function command({ home, ids }: Cluster, program: string, args: string[]): Omit<Command, 'onLine'> {
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  return { command: join(home, 'bin', program), args, env, cwd: '/', ...ids, stopSignal: 'TERM', graceSeconds: 20 };
}

// Made beside and renamed, so that a start that was killed half-way leaves no half cluster behind.
async function createCluster(cluster: Cluster): Promise<void> {
  const { dir, options } = cluster;
  const unfinished = `${dir}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  ownFolder(unfinished, cluster.ids);
  if (cluster.password === '') cluster.password = keepNewPassword(dir);
  // initdb reads the password as the other user, who may not read ours.
  const passwordFile = `${unfinished}.password`;
  writeFileSync(passwordFile, `${cluster.password}\n`, { mode: 0o600 });
  own(passwordFile, cluster.ids);
  try {
    // The builtin provider knows every letter's case on every machine; libc's C.UTF-8 or en_US.UTF-8 may be missing.
    const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '-E', 'UTF8'];
    const sign = ['-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile];
    const sync = options.durable ? [] : ['--no-sync'];
    await run(cluster, 'initdb', ['-D', unfinished, '--no-instructions', ...sign, ...locale, ...sync]);
    if (existsSync(dir)) rmSync(dir, { recursive: true });
    renameSync(unfinished, dir);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(unfinished, { recursive: true, force: true });
  }
}

// The cluster outlived the file with its password. Single-user mode asks for none.
async function resetPassword(cluster: Cluster): Promise<void> {
  cluster.password = keepNewPassword(cluster.dir);
  const { home, ids, dir, password } = cluster;
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  const child = Bun.spawn([join(home, 'bin/postgres'), '--single', '-D', dir, 'postgres'], {
    env,
    cwd: '/',
    ...ids,
    stdin: Buffer.from(`ALTER ROLE postgres PASSWORD '${password}';\n`),
    stdout: 'ignore',
    stderr: 'pipe',
  });
  const said = await new Response(child.stderr).text();
  if ((await child.exited) !== 0) throw new Error(`The database's password could not be renewed:\n${said}`);
}

async function run(cluster: Cluster, program: string, args: string[]): Promise<void> {
  const said: string[] = [];
  const child = supervise({ ...command(cluster, program, args), onLine: (line) => said.push(line) });
  const { code } = await child.exited;
  if (code !== 0) throw new Error(`${program} stopped with code ${code}:\n${said.slice(-30).join('\n')}`);
}

function keptPassword(dir: string): string {
  const file = `${dir}.password`;
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
}

function keepNewPassword(dir: string): string {
  const password = newPassword();
  writeFileSync(`${dir}.password`, `${password}\n`, { mode: 0o600 });
  return password;
}

// `mkdirSync` with a mode would close the parents as well, so the mode is set on the folder alone.
function ownFolder(folder: string, ids: Ids): void {
  mkdirSync(folder, { recursive: true });
  own(folder, ids);
  chmodSync(folder, 0o700);
}

function writeAccess({ dir, ids, options }: Cluster): void {
  const lines = [
    'host all postgres 127.0.0.1/32 scram-sha-256',
    ...(options.access ?? ['host all all 127.0.0.1/32 scram-sha-256']),
  ];
  const file = join(dir, 'pg_hba.conf');
  writeFileSync(file, `# Written at each start.\n${lines.join('\n')}\n`, { mode: 0o600 });
  own(file, ids);
}

// A cluster whose launcher lives is not ours to touch. One whose launcher is gone may still have its server, or a lock
// file whose pid means somebody else by now, which Postgres would refuse for ever.
async function claim(dir: string): Promise<void> {
  mkdirSync(join(dir, '..'), { recursive: true });
  const ownerFile = `${dir}.owner`;
  const owner = existsSync(ownerFile) ? JSON.parse(readFileSync(ownerFile, 'utf8') || 'null') : null;
  if (owner && owner.pid !== process.pid && stillRuns(owner))
    throw new Error(`${dir} is in use by process ${owner.pid}.`);
  writeFileSync(ownerFile, JSON.stringify(identify(process.pid)));
  const lockFile = join(dir, 'postmaster.pid');
  if (!existsSync(lockFile)) return;
  const pid = Number(readFileSync(lockFile, 'utf8').split('\n')[0]);
  const found = identify(pid);
  if (!found) return;
  if (!found.command.includes(dir)) return rmSync(lockFile);
  signal(pid, 'SIGINT');
  if (await waitUntil(() => identify(pid) === undefined, 10_000)) return;
  signal(pid, 'SIGQUIT');
  if (!(await waitUntil(() => identify(pid) === undefined, 5_000))) {
    throw new Error(`The Postgres of an earlier start (process ${pid}) does not stop.`);
  }
}

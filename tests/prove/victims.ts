// Who can die, and how: without a word, as in a power cut.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { readRun } from '#bin/launcher/run-file';
import { identify, membersOf, signal, stillRuns } from '#deploy/local/processes';
import { databaseOf, type Room, rooms, type Service, services } from '#deploy/local/rooms';
import { type Stage, until } from './stage.ts';

export type Victim = Room | 'nats' | 'postgres' | `${Service} database`;

/** Thirteen: six processes, NATS, Postgres as a whole, and each of its five databases. Payments' also holds the provider's books. */
export const victims: Victim[] = [
  ...rooms,
  'nats',
  'postgres',
  ...services.map((service) => `${service} database` as const),
];

/** `forMs`: how long a database is out of reach. `hard`: Postgres goes by kill -9, its children left behind, not by `immediate`. */
export type Manner = { forMs?: number; hard?: boolean };

/** Ends the victim now. The launcher starts it again by itself; a database lets its room in again after a while. */
export async function kill(stage: Stage, victim: Victim, { forMs = 300, hard = false }: Manner = {}): Promise<void> {
  if (victim === 'postgres') return signal(postmaster(stage).pid, hard ? 'SIGKILL' : 'SIGQUIT');
  if (victim.endsWith(' database')) return closeDatabase(stage, victim.split(' ')[0] as Service, forMs);
  const pid = await pidOf(stage, victim as Room | 'nats');
  if (pid) signal(pid, 'SIGKILL');
}

/** Lets it stand still, as a machine does that swaps or a container that is paused, then go on as if nothing had been. */
export async function freeze(stage: Stage, victim: Room | 'nats' | 'postgres', forMs: number): Promise<void> {
  const pids = victim === 'postgres' ? familyOf(postmaster(stage).pid) : [await pidOf(stage, victim)];
  const living = pids.filter((pid) => pid > 0).flatMap((pid) => identify(pid) ?? []);
  for (const { pid } of living) signal(pid, 'SIGSTOP');
  await Bun.sleep(forMs);
  for (const one of living) if (stillRuns(one)) signal(one.pid, 'SIGCONT');
}

/** A process and its children: Postgres has one for each connection. */
function familyOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return [pid, ...(children === '' ? [] : children.split(' ').map(Number))];
}

/** The process of a room or of NATS; waits for its replacement where the last one has only just died. */
export async function pidOf(stage: Stage, name: Room | 'nats'): Promise<number> {
  let pid = 0;
  await until(() => {
    const run = readRun(stage.shop.dataDir)?.processes[name];
    if (!run) return false;
    const found = membersOf([run.leader.pid]).find(
      (one) => one.pid !== run.leader.pid && one.command.includes(run.entry),
    );
    pid = found?.pid ?? 0;
    return pid > 0;
  }, 10_000);
  return pid;
}

/** Where Postgres itself says it runs, and on which port. */
export function postmaster({ shop }: Stage): { pid: number; port: number } {
  const lines = readFileSync(join(shop.dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]) };
}

/** Every connection to one database is cut, and none is let in for a while. */
async function closeDatabase(stage: Stage, service: Service, forMs: number): Promise<void> {
  const name = databaseOf(service);
  await asAdmin(stage, (admin) =>
    admin.unsafe(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false;
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`),
  );
  await Bun.sleep(forMs);
  const open = () => asAdmin(stage, (admin) => admin.unsafe(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`));
  await until(async () => {
    await open();
    return true;
  }, 10_000);
}

async function asAdmin(stage: Stage, work: (admin: postgres.Sql) => Promise<unknown>): Promise<void> {
  const password = readFileSync(join(stage.shop.dataDir, 'postgres.password'), 'utf8').trim();
  const { port } = postmaster(stage);
  const admin = postgres(`postgres://postgres:${password}@127.0.0.1:${port}/postgres`, { max: 1, onnotice() {} });
  try {
    await work(admin);
  } finally {
    await admin.end({ timeout: 1 });
  }
}

// A Postgres that copies its write-ahead log to an archive as it fills, as a production server does: what was archived can be
// restored on top of a base backup, up to the last transaction.

import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { ownDatabasesOnly, startDatabases } from '#deploy/local/databases';
import { type Postgres, startPostgres } from '#deploy/local/postgres';
import { own, scratchFolder, unprivileged } from '#deploy/local/postgres-home';
import { newPassword, perService, type Service } from '#deploy/local/rooms';
import { until } from './stage.ts';

export type ArchivedPostgres = {
  databases: Record<Service, string>;
  /** Copies the cluster while it works. */
  backUp(): Promise<void>;
  /** Resolves when all that was committed so far is in the archive. */
  archived(): Promise<void>;
  /** Kills the server and deletes its data. */
  destroy(): Promise<void>;
  /** The base backup and what the archive holds, on the same port. */
  restore(): Promise<void>;
  close(): Promise<void>;
};

export async function startArchived(): Promise<ArchivedPostgres> {
  const ids = unprivileged();
  const folder = scratchFolder(ids, 1e9);
  const [dir, base, archive] = ['data', 'base', 'archive'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  mkdirSync(archive);
  own(archive, ids);
  const start = (port?: number) => startPostgres({ dir, port, durable: true, access: ownDatabasesOnly });
  const first = await start();
  const databases = await startDatabases(first.adminUrl, perService(newPassword));
  await asAdmin(first, async (sql) => {
    await sql`alter system set archive_mode = on`;
    await sql.unsafe(`alter system set archive_command = 'test ! -f ${archive}/%f && cp %p ${archive}/%f'`);
    await sql`alter system set archive_timeout = '60s'`;
  });
  await first.stop();
  let server = await start(first.port);
  return {
    databases,
    backUp: () =>
      asAdmin(server, async (sql) => {
        await sql`select pg_backup_start('drill', fast => true)`;
        copy(dir, base);
        const [label] = await sql<{ labelfile: string }[]>`select labelfile from pg_backup_stop()`;
        prepare(base, label?.labelfile ?? '', archive);
      }),
    archived: () =>
      asAdmin(server, async (sql) => {
        const [here] = await sql<{ file: string }[]>`select pg_walfile_name(pg_current_wal_insert_lsn()) as file`;
        await sql`select pg_switch_wal()`;
        const done = await until(async () => {
          const [last] = await sql<{ file: string | null }[]>`select last_archived_wal as file from pg_stat_archiver`;
          return (last?.file ?? '') >= (here?.file ?? '');
        }, 60_000);
        if (!done) throw new Error('The write-ahead log was not archived within a minute.');
      }),
    async destroy() {
      server.process.kill();
      await server.process.exited;
      rmSync(dir, { recursive: true });
    },
    async restore() {
      copy(base, dir);
      server = await start(first.port);
    },
    async close() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Keeps owners and modes; files that go while it copies, as they do in a cluster that works, are no fault. */
function copy(from: string, to: string): void {
  Bun.spawnSync(['cp', '-a', `${from}/.`, to], { stderr: 'ignore' });
}

/** What a base backup is given to be started from: where it began, and where the rest is. */
function prepare(base: string, label: string, archive: string): void {
  const ids = unprivileged();
  rmSync(join(base, 'postmaster.pid'), { force: true });
  rmSync(join(base, 'pg_wal'), { recursive: true, force: true });
  mkdirSync(join(base, 'pg_wal'), { mode: 0o700 });
  own(join(base, 'pg_wal'), ids);
  appendFileSync(join(base, 'postgresql.auto.conf'), `\nrestore_command = 'cp ${archive}/%f %p'\n`);
  for (const [name, text] of [
    ['backup_label', label],
    ['recovery.signal', ''],
  ] as const) {
    writeFileSync(join(base, name), text);
    own(join(base, name), ids);
  }
}

async function asAdmin<T>(server: Postgres, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(server.adminUrl, { max: 1, onnotice() {} });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 2 });
  }
}

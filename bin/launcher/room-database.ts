// The database of one room, for commands that work on it beside the open shop or while it is closed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ownDatabasesOnly, startDatabases } from '#deploy/local/databases';
import { startPostgres } from '#deploy/local/postgres';
import type { Service } from '#deploy/local/rooms';
import { databaseUrl, type Environment, readSettings } from '#kit/config';
import { clusterFolder } from './data-folder.ts';
import { Refusal } from './refusal.ts';
import { clearLeftovers, readRun, recordRun, releaseFolder, takeFolder } from './run-file.ts';
import { keepSecrets } from './secrets.ts';
import { type LauncherSettings, readLauncherSettings } from './settings.ts';

type Wanted = { service: Service; root: string; env?: Environment };

/**
 * Runs `work` with the database that `<ROOM>_DATABASE_URL` or `DATABASE_URL` names, else with that of the shop in
 * `DATA_DIR`: the open one, or a closed one, whose Postgres then runs as long as the work takes.
 * @throws Refusal where there is none.
 */
export async function withRoomDatabase<T>(
  { service, root, env = process.env }: Wanted,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const settings = readLauncherSettings(root, env);
  const url = settings.databaseUrls[service] ?? ambientUrl(service, env);
  if (url !== undefined) return work(url);
  const run = readRun(settings.dataDir);
  if (run?.databases) return work(run.databases[service]);
  if (run) throw new Refusal(`The shop of ${settings.dataDir} is just opening or closing. Try again in a moment.`);
  return withClosedShop(settings, service, work);
}

function ambientUrl(service: Service, env: Environment): string | undefined {
  if (!env.DATABASE_URL && !env.DATABASE_URL_FILE && !env.DB_HOST) return undefined;
  return readSettings({ DATABASE_URL: databaseUrl(service) }, env).DATABASE_URL;
}

async function withClosedShop<T>(
  { dataDir, publicUrl }: LauncherSettings,
  service: Service,
  work: (url: string) => Promise<T>,
): Promise<T> {
  if (!existsSync(join(dataDir, 'secrets.json'))) {
    const variable = `${service.toUpperCase()}_DATABASE_URL`;
    throw new Refusal(
      `There is no shop in ${dataDir}. Open it once with \`bun start\`, or set DATA_DIR or ${variable}.`,
    );
  }
  const run = takeFolder(dataDir, publicUrl);
  try {
    await clearLeftovers(run);
    recordRun(dataDir, run);
    const secrets = keepSecrets(dataDir);
    const dir = clusterFolder(dataDir, secrets.id);
    const postgres = await startPostgres({ dir, durable: true, access: ownDatabasesOnly });
    try {
      return await work((await startDatabases(postgres.adminUrl, secrets.databases))[service]);
    } finally {
      await postgres.stop();
    }
  } finally {
    releaseFolder(dataDir);
  }
}

// The folder that outlives the processes, and where in it, or beside it, Postgres keeps its cluster.
import { accessSync, chmodSync, constants, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openFolder, reachable, unprivileged } from '#deploy/local/postgres-home';
import { Refusal, wordsOf } from './refusal.ts';

/** Makes the folder if need be. @throws Refusal if that is not possible. */
export function ensureDataFolder(dataDir: string): void {
  try {
    if (!existsSync(dataDir)) {
      mkdirSync(dataDir, { recursive: true });
      // As root, Postgres runs as another user and must pass through.
      chmodSync(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700);
    }
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Refusal(
      `The data folder ${dataDir} cannot be made or written to (${wordsOf(error)}). Choose another with DATA_DIR=….`,
    );
  }
}

/**
 * The cluster's folder: in the data folder, unless we are root and the user Postgres then runs as cannot get there, for
 * example because the checkout is in a home folder. Then it is in a folder of the system that `id` names.
 */
export function clusterFolder(dataDir: string, id: string): string {
  const inside = join(dataDir, 'postgres');
  const ids = unprivileged();
  if (ids.uid === undefined || existsSync(join(inside, 'PG_VERSION'))) return inside;
  const outside = join('/var/lib/colophon', id, 'postgres');
  if (!existsSync(outside) && reachable(inside, ids)) return inside;
  return join(openFolder(), id, 'postgres');
}

// The five databases, for commands that look at all of them.

import { perService, type Service, services } from '#deploy/local/rooms';
import { readRun } from './run-file.ts';
import { readLauncherSettings } from './settings.ts';

/** Those that USERS_DATABASE_URL … name, else those of the open shop in DATA_DIR; null where there are none. */
export function openDatabases(root: string): Record<Service, string> | null {
  const settings = readLauncherSettings(root);
  const given = services.every((service) => settings.databaseUrls[service]);
  if (given) return perService((service) => settings.databaseUrls[service] ?? '');
  return readRun(settings.dataDir)?.databases ?? null;
}

export const noDatabases = 'No shop is open in DATA_DIR, and no USERS_DATABASE_URL … are set. Open one: bun start\n';

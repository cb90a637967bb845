// Which books database is meant.

import { Refusal } from '../launcher/refusal.ts';
import { readRun } from '../launcher/run-file.ts';
import { readLauncherSettings } from '../launcher/settings.ts';

type Environment = Record<string, string | undefined>;

/** @throws Refusal where no URL is given and no shop runs here. */
export function booksDatabase(root: string, env: Environment = process.env): string {
  const given = env.BOOKS_DATABASE_URL || env.DATABASE_URL;
  if (given) {
    if (/^postgres(ql)?:\/\//.test(given) && URL.canParse(given)) return given;
    throw new Refusal('BOOKS_DATABASE_URL must be a URL that starts with postgres://.');
  }
  const { dataDir } = readLauncherSettings(root, env);
  const run = readRun(dataDir);
  if (run?.databases) return run.databases.books;
  throw new Refusal(
    run
      ? 'The shop is still opening. Try again when it says that it is open.'
      : `No shop runs on ${dataDir}. Open it with \`bun start\` first, or name its books database with BOOKS_DATABASE_URL.`,
  );
}

type DatabaseFault = { code?: unknown; message?: unknown; cause?: unknown };

/** What went wrong with the database, in words; its own message at most, never the statement with what was in it. */
export function databaseWords(error: unknown): string | null {
  const outer = error as DatabaseFault | null;
  const fault = (outer?.cause ?? outer) as DatabaseFault | null;
  if (typeof fault?.code !== 'string') return null;
  if (fault.code === '42P01') return 'It has no catalogue: open the shop on it once, so that its tables are made.';
  if (/^(28|3D)/.test(fault.code)) return `It lets nobody in with this name and password (${fault.code}).`;
  if (/^(CONNECT|CONNECTION|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI|POOL|DEADLINE|57P|08)/.test(fault.code)) {
    return `It does not answer (${fault.code}).`;
  }
  return `It says: ${fault.message} (${fault.code}).`;
}

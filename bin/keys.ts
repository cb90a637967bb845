// `bun run keys`: replaces the key that signs access tokens, without anybody being signed out.
import { join } from 'node:path';
import { ConfigurationError } from '#kit/config';
import { type Database, openDatabase } from '#kit/database';
import { silentLog } from '#kit/log';
import { migrate } from '#kit/migrate';
import { rotateSigningKey } from '#services/users/actions/signing-keys';
import { users } from '#services/users/index';
import { keyLife } from '#services/users/rules';
import { Refusal, wordsOf } from './launcher/refusal.ts';
import { withRoomDatabase } from './launcher/room-database.ts';

const help = `Replace the key that signs access tokens.

  bun run keys rotate    publishes a new key now and signs with it in ${keyLife.publishMinutes} minutes; the old one is believed for ${keyLife.lingerMinutes} more

Nobody is signed out by it. Repeated within those minutes it changes nothing. It works on the shop in DATA_DIR (.data), open or
closed, or on the database that USERS_DATABASE_URL or DATABASE_URL names.
`;

async function rotate(db: Database): Promise<void> {
  const kid = await rotateSigningKey({ db, log: silentLog });
  process.stdout.write(`Key ${kid} is published and signs within ${keyLife.publishMinutes} minutes.\n`);
}

async function main(words: string[]): Promise<number> {
  const [command, ...others] = words;
  if (command === undefined || command === '--help' || command === '-h') {
    process.stdout.write(help);
    return 0;
  }
  try {
    if (command !== 'rotate' || others.length > 0)
      throw new Refusal(`"${words.join(' ')}" is nothing it can do; it can \`rotate\`. See: bun run keys --help`, 2);
    await withRoomDatabase({ service: 'users', root: join(import.meta.dir, '..') }, async (url) => {
      // The shop may never have been opened on this database.
      await migrate(url, users.migrations);
      const db = openDatabase(url, { applicationName: 'keys', max: 1 });
      try {
        await rotate(db);
      } finally {
        await db.close();
      }
    });
    return 0;
  } catch (error) {
    const known = error instanceof Refusal || error instanceof ConfigurationError;
    process.stderr.write(known ? `${error.message}\n` : `The key was not replaced: ${wordsOf(error)}\n`);
    return error instanceof Refusal ? error.exitCode : 1;
  }
}

process.exit(await main(process.argv.slice(2)));

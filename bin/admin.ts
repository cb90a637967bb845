// `bun run admin`: makes administrators. There is no other way to become the first one, and none at all through a form.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigurationError } from '#kit/config';
import { openDatabase } from '#kit/database';
import { silentLog } from '#kit/log';
import { migrate } from '#kit/migrate';
import { databaseError, Problem } from '#kit/problem';
import { createAdministrator } from '#services/users/actions/administrators';
import { users } from '#services/users/index';
import { Refusal, wordsOf } from './launcher/refusal.ts';
import { withRoomDatabase } from './launcher/room-database.ts';
import { readablePassword } from './launcher/secrets.ts';

const help = `Make an administrator of the shop.

Examples
  bun run admin create --username ada --email ada@example.com
                       makes a password and shows it once
  bun run admin create --username ada --email ada@example.com --password-stdin < file
                       takes the first line it reads as the password

Flags
      --username NAME    letters, digits and . _ + - only
      --email ADDRESS
      --password-stdin   read the password instead of making one; it is never taken as an argument, which others can see
  -h, --help             these words

It works on the shop in DATA_DIR (.data), open or closed, or on the database that USERS_DATABASE_URL or DATABASE_URL names.
`;

type Wish = { username: string; email: string; passwordStdin: boolean };

/** Null where help was asked for. @throws Refusal with exit code 2 for words it does not know or lacks. */
function readWish(words: string[]): Wish | null {
  const { values, positionals } = parsed(words);
  const [command, ...others] = positionals;
  if (values.help || (command === undefined && others.length === 0)) return null;
  if (command !== 'create' || others.length > 0)
    throw new Refusal(
      `"${positionals.join(' ')}" is nothing it can do; it can \`create\`. See: bun run admin --help`,
      2,
    );
  const { username, email } = values;
  if (!username || !email) throw new Refusal('Give --username and --email. See: bun run admin --help', 2);
  return { username, email, passwordStdin: values['password-stdin'] ?? false };
}

function parsed(words: string[]) {
  try {
    return parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        username: { type: 'string' },
        email: { type: 'string' },
        'password-stdin': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new Refusal(`${wordsOf(error)} See: bun run admin --help`, 2);
  }
}

async function create({ username, email, passwordStdin }: Wish): Promise<void> {
  const password = passwordStdin ? ((await Bun.stdin.text()).split(/\r?\n/)[0] ?? '') : readablePassword();
  const root = join(import.meta.dir, '..');
  const made = await withRoomDatabase({ service: 'users', root }, async (url) => {
    // The shop may never have been opened on this database.
    await migrate(url, users.migrations);
    const db = openDatabase(url, { applicationName: 'admin', max: 1 });
    try {
      return await createAdministrator({ db, log: silentLog }, { username, email, password });
    } finally {
      await db.close();
    }
  });
  const shown = passwordStdin ? '' : `, password ${password}\nIt is shown only this once`;
  process.stdout.write(`Administrator ${made.username} (${made.email}) is account ${made.id}${shown}.\n`);
}

async function main(words: string[]): Promise<number> {
  try {
    const wish = readWish(words);
    if (wish) await create(wish);
    else process.stdout.write(help);
    return 0;
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    return error instanceof Refusal ? error.exitCode : 1;
  }
}

function explain(error: unknown): string {
  if (error instanceof Refusal || error instanceof Problem || error instanceof ConfigurationError) return error.message;
  // The words of a failed query hold its values, a password's hash among them.
  const fault = databaseError(error);
  return `The administrator was not made: ${fault ? `the database said ${fault.code}` : wordsOf(error)}`;
}

process.exit(await main(process.argv.slice(2)));

// `bun run migration`: writes a migration from a room's schema, or accepts the ones that are ready to be merged.

import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dir, '..');
const rooms = ['users', 'books', 'orders', 'payments', 'reviews'];
const listFile = join(root, 'tests/house/migrations.json');

const help = `Migrations are reviewed .sql files in a room's folder, forward only, never edited once accepted.

  bun run migration books add-isbn            what changed in services/books/schema.ts, as SQL
  bun run migration books stock-rules --empty an empty file, for functions and triggers
  bun run migration accept                    notes the checksum of each new file, before it is merged

They are applied by each room at its start, or by: bun services/books/index.ts migrate
`;

async function main([first, name, ...flags]: string[]): Promise<number> {
  if (first === undefined || first === '--help' || first === '-h') return say(help);
  if (first === 'accept') return accept();
  if (!rooms.includes(first)) return say(`There is no room "${first}": ${rooms.join(', ')}.\n`, 2);
  if (name === undefined || !/^[a-z0-9-]+$/.test(name))
    return say('Name the migration in kebab-case, such as add-isbn.\n', 2);
  const folder = `services/${first}`;
  const kind = flags.includes('--empty') ? ['--custom'] : [];
  const options = [
    '--dialect',
    'postgresql',
    '--schema',
    `${folder}/schema.ts`,
    '--out',
    `${folder}/migrations`,
    '--name',
    name,
  ];
  const child = Bun.spawn({
    cmd: [process.execPath, join(root, 'node_modules/.bin/drizzle-kit'), 'generate', ...kind, ...options],
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit'],
  });
  return child.exited;
}

/** Adds what is new; a checksum that is there is never replaced, so that an edited migration stays visible. */
async function accept(): Promise<number> {
  const list: Record<string, string> = existsSync(listFile) ? await Bun.file(listFile).json() : {};
  const folders = ['kit', ...rooms.map((room) => `services/${room}`)];
  const files = folders.flatMap((folder) => [...new Bun.Glob(`${folder}/migrations/*.sql`).scanSync(root)]).sort();
  const fresh = files.filter((file) => list[file] === undefined);
  for (const file of fresh) {
    const text = await Bun.file(join(root, file)).text();
    list[file] = new Bun.CryptoHasher('sha256').update(text).digest('hex').slice(0, 16);
  }
  const sorted = Object.fromEntries(Object.entries(list).sort(([a], [b]) => (a < b ? -1 : 1)));
  await Bun.write(listFile, `${JSON.stringify(sorted, null, 2)}\n`);
  return say(fresh.length === 0 ? 'Nothing new.\n' : `Accepted:\n${fresh.map((file) => `  ${file}\n`).join('')}`);
}

function say(text: string, code = 0): number {
  (code === 0 ? process.stdout : process.stderr).write(text);
  return code;
}

process.exit(await main(process.argv.slice(2)));

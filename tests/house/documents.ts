// Documents and lists that must agree with the code.

import { commonSettings } from '#kit/service';
import { paths, read } from './files.ts';
import { services } from './shape.ts';

type Journal = { entries: { tag: string; when: number }[] };

/** Drizzle's migrator silently skips a migration older than the newest one applied, and never checks a file again. We do. */
export async function checkMigrations(): Promise<string[]> {
  const accepted = JSON.parse(await read('tests/house/migrations.json')) as Record<string, string>;
  const folders = ['kit', ...services.map((service) => `services/${service}`)].map((folder) => `${folder}/migrations`);
  const faults = await Promise.all(folders.map((folder) => checkFolder(folder, accepted)));
  return faults.flat();
}

async function checkFolder(folder: string, accepted: Record<string, string>): Promise<string[]> {
  const { entries } = JSON.parse(await read(`${folder}/meta/_journal.json`)) as Journal;
  const files = paths.filter((path) => path.startsWith(`${folder}/`) && path.endsWith('.sql'));
  const unlisted = files
    .filter((file) => !entries.some(({ tag }) => file === `${folder}/${tag}.sql`))
    .map((file) => `${file} is not in the journal`);
  const unordered = entries
    .filter(({ when }, at) => at > 0 && when <= (entries[at - 1]?.when ?? 0))
    .map(({ tag }) => `${folder}/${tag} is older than the one before it`);
  const changed = await Promise.all(
    files.map(async (file) => {
      const sum = new Bun.CryptoHasher('sha256')
        .update(await read(file))
        .digest('hex')
        .slice(0, 16);
      if (accepted[file] === undefined) return [`${file} is not accepted yet: bun run migration accept`];
      return accepted[file] === sum ? [] : [`${file} was edited after it was accepted: write a new migration`];
    }),
  );
  return [...unlisted, ...unordered, ...changed.flat()];
}

/** Every variable a room reads is in .env.example, and compose.yaml sets none that nobody reads. */
export async function checkVariables(): Promise<string[]> {
  const example = await read('.env.example');
  const compose = await read('compose.yaml');
  const read_ = await settingNames();
  const listed = new Set([...example.matchAll(/^#? ?([A-Z][A-Z0-9_]+)=/gm)].map((match) => match[1]));
  const missing = [...read_].filter((name) => !listed.has(name)).map((name) => `.env.example does not list ${name}`);
  const set = [...compose.matchAll(/^ {6,}([A-Z][A-Z0-9_]+): /gm)].map((match) =>
    (match[1] ?? '').replace(/_FILE$/, ''),
  );
  const foreign = /^(POSTGRES_|NATS_PASSWORD_|NODE_ENV$|ROOM$|PGDATA$|INIT_)/;
  const unread = set
    .filter((name) => !read_.has(name) && !foreign.test(name))
    .map((name) => `compose.yaml sets ${name}, which no room reads`);
  return [...missing, ...new Set(unread)];
}

async function settingNames(): Promise<Set<string>> {
  const names = new Set(Object.keys(commonSettings('books', 0)));
  for (const service of services) {
    const declared = (await import(`../../services/${service}/index.ts`)) as Record<
      string,
      { settings?: Record<string, unknown> }
    >;
    for (const name of Object.keys(declared[service]?.settings ?? {})) names.add(name);
  }
  const { gatewaySettings } = (await import('../../gateway/settings.ts')) as {
    gatewaySettings: Record<string, unknown>;
  };
  for (const name of Object.keys(gatewaySettings)) names.add(name);
  return names;
}

const parts = ['Date:', 'Status:', '## Context', '## Decision', '## Consequences'];

export async function checkDecisions(): Promise<string[]> {
  const records = paths.filter((path) => /^docs\/decisions\/\d{4}-.*\.md$/.test(path));
  if (records.length === 0) return ['docs/decisions/ is empty'];
  const faults = await Promise.all(records.map(async (path) => ({ path, text: await read(path) })));
  return faults.flatMap(({ path, text }) =>
    parts.filter((part) => !text.includes(part)).map((part) => `${path} lacks "${part}"`),
  );
}

/** Each path drawn in the README's tree (lines such as `├─ services/`) exists. */
export async function checkReadmeTree(): Promise<string[]> {
  const text = await read('README.md');
  const drawn = [...text.matchAll(/^[├└]─ ([\w.-]+)(\/?)/gm)].map((match) => `${match[1]}${match[2]}`);
  if (drawn.length < 5) return ['README.md draws no tree'];
  return drawn
    .filter((entry) => !paths.some((path) => (entry.endsWith('/') ? path.startsWith(entry) : path === entry)))
    .map((entry) => `README.md draws ${entry}, which is not there`);
}

// Makes the secrets of a composed shop, as files in a volume that only its containers mount. What is there stays, so it may run
// at every start; NATS' configuration is written anew each time, from the shop's own and the passwords that are kept.
// Usage: bun deploy/make-secrets.ts /secrets

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write('Name the folder: bun deploy/make-secrets.ts /secrets\n');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });

const random = (bytes = 24) => Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString('base64url');

/** Written beside and renamed, so that a container never reads half of it. */
function write(name: string, content: string): string {
  const file = join(folder ?? '', name);
  writeFileSync(`${file}.new`, content, { mode: 0o444 });
  renameSync(`${file}.new`, file);
  return content;
}

/** The content of this file, made now if it is not there. */
function kept(name: string, make: () => string): string {
  const file = join(folder ?? '', name);
  return existsSync(file) ? readFileSync(file, 'utf8') : write(name, make());
}

const rooms = ['users', 'books', 'orders', 'payments', 'reviews'];
for (const room of rooms) {
  const password = kept(`${room}_db_password`, random);
  kept(`${room}_database_url`, () => `postgres://${room}_svc:${password}@${room}-db:5432/${room}_db`);
}
kept('session_secret', () => random(48));
kept('admin_password', random);

const passwords = [...rooms, 'gateway'].map((room) => {
  const url = kept(`${room}_nats_url`, () => `nats://${room}:${random()}@nats:4222`);
  return `NATS_PASSWORD_${room.toUpperCase()}: "${new URL(url).password}"`;
});
const configuration = readFileSync(join(import.meta.dir, '../nats/server.conf'), 'utf8');
write('nats.conf', `${passwords.join('\n')}\n${configuration}`);
process.stdout.write('The secrets are there.\n');

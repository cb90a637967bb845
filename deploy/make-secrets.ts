// Makes the secrets of a composed shop once, as files in a volume that only its containers mount: what is there stays.
// Usage: bun deploy/make-secrets.ts /secrets

import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write('Name the folder: bun deploy/make-secrets.ts /secrets\n');
  process.exit(2);
}
const rooms = ['users', 'books', 'orders', 'payments', 'reviews'] as const;
const random = () => Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString('base64url');
const files: Record<string, string> = { session_secret: random() + random(), admin_password: random() };
const natsLines: string[] = [];

for (const room of [...rooms, 'gateway']) {
  const password = random();
  files[`${room}_nats_url`] = `nats://${room}:${password}@nats:4222`;
  natsLines.push(`NATS_PASSWORD_${room.toUpperCase()}: "${password}"`);
}
for (const room of rooms) {
  const password = random();
  files[`${room}_db_password`] = password;
  files[`${room}_database_url`] = `postgres://${room}_svc:${password}@${room}-db:5432/${room}_db`;
}
// The server's own file, with the passwords it refers to put in front.
files['nats.conf'] = `${natsLines.join('\n')}\ninclude "nats/server.conf"\n`;

mkdirSync(folder, { recursive: true });
if (existsSync(join(folder, 'nats.conf'))) {
  process.stdout.write('The secrets are there already.\n');
  process.exit(0);
}
// nats.conf comes last: its presence means that all the others are complete.
for (const [name, content] of Object.entries(files)) {
  const file = join(folder, name);
  writeFileSync(file, content);
  chmodSync(file, 0o444);
}
process.stdout.write('The secrets are made.\n');

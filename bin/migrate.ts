// `bun run migrate`: migrates the database of the room it is run for, as the room does at its own start. For containers:
// `docker compose exec users bun run migrate`.

import { join } from 'node:path';
import { services } from '#deploy/local/rooms';

const help = `Migrate the database of one room, under the lock that its start takes too. What is done is found done.

  docker compose exec users bun run migrate
  ROOM=users DATABASE_URL=postgres://… NATS_URL=nats://… bun run migrate

ROOM is one of ${services.join(', ')}. Exit 0 done, 1 it could not be done, 2 there is no such room.
`;

const words = process.argv.slice(2);
const room = services.find((service) => service === process.env.ROOM);
if (words.length > 0 || !room) {
  const asked = words.includes('--help') || words.includes('-h');
  (asked ? process.stdout : process.stderr).write(asked || room ? help : `Say which room: ROOM=users.\n\n${help}`);
  process.exit(asked ? 0 : 2);
}
const entry = join(import.meta.dir, '../services', room, 'index.ts');
const child = Bun.spawn([process.execPath, '--no-env-file', entry, 'migrate'], {
  stdout: 'inherit',
  stderr: 'inherit',
});
const code = await child.exited;
if (code === 0) process.stdout.write(`The database of ${room} is migrated.\n`);
process.exit(code === 0 ? 0 : 1);

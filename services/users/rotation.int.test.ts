// The key that signs is replaced while the shop is busy, and nobody notices.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { createVerifier } from '#kit/auth';
import { reviews } from '#services/reviews/index';
import { type Room, startRoom } from '#tests/support/room';
import { type Person, startUsersRoom, type UsersRoom } from '#tests/support/users-room';
import { publicKeys } from './actions/signing-keys.ts';

let users: UsersRoom;
let neighbour: Room;
let people: Person[];
beforeAll(async () => {
  users = await startUsersRoom();
  neighbour = await startRoom(reviews, () => {}, {}, users);
  Object.assign(
    neighbour.deps.auth,
    createVerifier(() => publicKeys(users.deps)),
  );
  people = [];
  for (let n = 0; n < 4; n++) people.push(await users.register());
}, 60_000);
afterAll(async () => {
  await neighbour.stop();
  await users.stop();
});

const kidOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8')).kid;

/** On a machine without time to spare a request is put off (503), which has nothing to do with keys: it is repeated. */
async function served<T extends { status: number }>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    const answer = await ask();
    if (answer.status !== 503 || tries === 50) return answer;
    await Bun.sleep(100);
  }
}

/** The command, on the database that the room works on. */
async function rotate(): Promise<{ code: number; said: string }> {
  const child = Bun.spawn([process.execPath, '--no-env-file', join(import.meta.dir, '../../bin/keys.ts'), 'rotate'], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, USERS_DATABASE_URL: users.deps.settings.DATABASE_URL },
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [said, complained] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return { code: await child.exited, said: said + complained };
}

test('`bun run keys rotate` while requests run: none fails, before, during and after', async () => {
  const failed: string[] = [];
  const kids = new Set<string>();
  const inUse = new Map<number, string>();
  let stopping = false;
  let rounds = 0;
  /** Somebody who goes on reading, and gets a fresh pair of tokens each time. */
  const busy = async (person: Person) => {
    for (let { access, refresh } = person; !stopping; rounds++) {
      kids.add(kidOf(access));
      inUse.set(person.id, kidOf(access));
      const [own, others] = await Promise.all([
        served(() => users.get('/api/users/me/', access)),
        served(() => neighbour.get('/api/reviews/found_helpful/?book_id=1', access)),
      ]);
      const next = await served(() => users.post('/api/users/token/refresh/', { refresh }));
      for (const { status, text } of [own, others, next]) if (status !== 200) failed.push(`${status} ${text}`);
      if (next.status !== 200) return;
      ({ access, refresh } = next.json);
    }
  };
  const everybody = Promise.all(people.map(busy));
  const goOn = async (more: number) => {
    for (const end = rounds + more; rounds < end && failed.length === 0; ) await Bun.sleep(10);
  };

  await goOn(8);
  expect(await rotate()).toEqual({ code: 0, said: expect.stringContaining('is published and signs within') });
  await goOn(8);
  expect(kids.size).toBe(1);
  // A quarter of an hour passes: whoever holds keys has asked for them anew by then.
  await Bun.sleep(1100);
  await users.sql('update signing_keys set activates_at = now() where activates_at > now()');
  for (const end = Date.now() + 30_000; kids.size < 2 && Date.now() < end; ) await goOn(1);
  expect(kids.size).toBe(2);
  for (const end = Date.now() + 30_000; new Set(inUse.values()).size > 1 && Date.now() < end; ) await goOn(1);
  // And another: the old key is believed no more.
  await users.sql('update signing_keys set retires_at = now() where retires_at is not null');
  await goOn(8);
  stopping = true;
  await everybody;
  expect(failed).toEqual([]);
  expect((await users.get('/api/users/.well-known/jwks.json')).json.keys).toHaveLength(1);
}, 120_000);

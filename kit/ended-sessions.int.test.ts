// A session ends in one room; its tokens end everywhere, in every instance, also in one that was not there to hear it.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { reviews } from '#services/reviews/index';
import { type Room, startRoom } from '#tests/support/room';
import { createVerifier } from './auth.ts';
import { dropEnded, watchEnded } from './ended-sessions.ts';
import { newUid } from './id.ts';

let room: Room;
beforeAll(async () => {
  room = await startRoom(reviews);
}, 60_000);
afterAll(() => room.stop());

const ends = (session: string) =>
  room.tell({
    id: newUid(),
    type: 'users.session_ended',
    at: '2026-11-24T20:15:00.000Z',
    sequence: 1,
    body: { session },
  });
const anotherInstance = () => createVerifier(async () => room.keys.keys);

test('whoever hears of it refuses the token at once', async () => {
  const token = await room.token({ id: 1 });
  const mine = () => room.get('/api/reviews/', token);
  expect((await mine()).status).toBe(200);
  await ends('session-1');
  expect((await mine()).status).toBe(401);
  expect((await room.get('/api/reviews/', await room.token({ id: 2 }))).status).toBe(200);
});

test('an instance that did not hear of it looks', async () => {
  const token = await room.token({ id: 3 });
  const verifier = anotherInstance();
  const look = watchEnded(room.deps.db, verifier);
  await look();
  expect((await verifier.verify(token)).id).toBe(3);
  await ends('session-3');
  await look();
  expect(verifier.verify(token)).rejects.toMatchObject({ status: 401 });
});

test('an instance that starts later learns of all whose tokens may still be in date', async () => {
  const token = await room.token({ id: 4 });
  await ends('session-4');
  await room.deps.db.use((query) =>
    query.execute("update ended_sessions set noted_at = now() - interval '19 minutes' where session = 'session-4'"),
  );
  const verifier = anotherInstance();
  const look = watchEnded(room.deps.db, verifier);
  expect((await verifier.verify(token)).id).toBe(4);
  await look();
  expect(verifier.verify(token)).rejects.toMatchObject({ status: 401 });
});

test('what no token can outlive is thrown away, and hearing it twice is harmless', async () => {
  await ends('session-5');
  await ends('session-5');
  const count = async () =>
    (await room.deps.db.use((query) => query.execute('select session from ended_sessions'))).length;
  const before = await count();
  await room.deps.db.use((query) =>
    query.execute("update ended_sessions set noted_at = now() - interval '21 minutes' where session = 'session-5'"),
  );
  await dropEnded(room.deps.db);
  expect(await count()).toBe(before - 1);
});

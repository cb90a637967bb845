// `bun run migrate` as it is run in a container: a process with one room's environment.

import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { said } from '#tests/support/command';
import { testDatabase } from '#tests/support/servers';

async function migrate(env: Record<string, string>, ...words: string[]) {
  const child = Bun.spawn([process.execPath, '--no-env-file', join(import.meta.dir, 'migrate.ts'), ...words], {
    env: { PATH: process.env.PATH, ...env },
    stdout: 'pipe',
    stderr: 'pipe',
  });
  return said(child);
}

test('an empty database is migrated, and a second time there is nothing to do', async () => {
  const env = {
    ROOM: 'reviews',
    DATABASE_URL: await testDatabase('reviews'),
    NATS_URL: 'nats://reviews:k1@127.0.0.1:9',
  };
  const done = { code: 0, out: 'The database of reviews is migrated.\n', err: '' };
  expect([await migrate(env), await migrate(env)]).toEqual([done, done]);
}, 60_000);

test('without a room it says so; with a database that is away it fails', async () => {
  expect(await migrate({})).toMatchObject({ code: 2, err: expect.stringContaining('Say which room') });
  expect(await migrate({ ROOM: 'gateway' })).toMatchObject({ code: 2 });
  expect(await migrate({ ROOM: 'users' }, '--help')).toMatchObject({
    code: 0,
    out: expect.stringContaining('docker compose exec'),
  });
  const away = {
    ROOM: 'reviews',
    DATABASE_URL: 'postgres://reviews_svc:x@127.0.0.1:9/reviews_db',
    NATS_URL: 'nats://reviews:k1@127.0.0.1:9',
  };
  expect((await migrate(away)).code).toBe(1);
}, 60_000);

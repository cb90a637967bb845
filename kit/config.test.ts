import { expect, test } from 'bun:test';
import {
  ConfigurationError,
  currency,
  databaseUrl,
  flag,
  number,
  optionalText,
  port,
  readSettings,
  secret,
  text,
  url,
} from './config.ts';

test('all faults are named at once', () => {
  const schema = {
    PORT: port(80),
    CURRENCY: currency(),
    KEY: secret('a key', 8),
    LINK: url('a link'),
    DEBUG: flag('talk', false),
    N: number('n', 1, { min: 1, max: 5 }),
  };
  const wrong = { PORT: 'x', CURRENCY: 'DUCATS', KEY: 'short', LINK: 'nowhere', DEBUG: 'perhaps', N: '9' };
  const fault = (() => {
    try {
      readSettings(schema, wrong);
    } catch (error) {
      return error;
    }
  })();
  expect(fault).toBeInstanceOf(ConfigurationError);
  for (const name of Object.keys(wrong)) expect((fault as Error).message).toContain(`${name}:`);
  expect((fault as Error).message).not.toContain('short');
});

test('defaults fill what is absent or empty', () => {
  const settings = readSettings(
    { PORT: port(3000), CURRENCY: currency(), NAME: text('a name', 'Colophon'), NOTE: optionalText('a note') },
    { CURRENCY: '' },
  );
  expect(settings).toEqual({ PORT: 3000, CURRENCY: 'USD', NAME: 'Colophon', NOTE: undefined });
});

test("the original's five variables make a database URL", () => {
  const parts = { DB_HOST: 'db', DB_PORT: '6543', DB_NAME: 'b', DB_USER: 'u', DB_PASSWORD: 'p@ss' };
  expect(readSettings({ DATABASE_URL: databaseUrl('books') }, parts).DATABASE_URL).toBe(
    'postgres://u:p%40ss@db:6543/b',
  );
  expect(readSettings({ DATABASE_URL: databaseUrl('books') }, { DB_HOST: 'db' }).DATABASE_URL).toBe(
    'postgres://books_svc:@db:5432/books_db',
  );
  expect(() => readSettings({ DATABASE_URL: databaseUrl('books') }, {})).toThrow('is required');
});

test('a secret may come from a file', async () => {
  const file = `${(await import('node:os')).tmpdir()}/colophon-secret-${process.pid}`;
  await Bun.write(file, 'a long enough secret\n');
  expect(readSettings({ KEY: secret('a key', 8) }, { KEY_FILE: file }).KEY).toBe('a long enough secret');
  expect(() => readSettings({ KEY: secret('a key', 8) }, { KEY_FILE: '/nowhere' })).toThrow('/nowhere');
});

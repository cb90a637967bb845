import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepSecrets } from './secrets.ts';

const folder = mkdtempSync(join(tmpdir(), 'colophon-secrets-'));
const file = join(folder, 'secrets.json');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('secrets are made once, each different, and only their owner may read them', () => {
  const made = keepSecrets(folder);
  expect(keepSecrets(folder)).toEqual(made);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const all = [...Object.values(made.databases), ...Object.values(made.nats), made.session, made.admin.password];
  expect(new Set(all).size).toBe(13);
});

test('a secret that is missing is added, and the others stay', () => {
  const made = keepSecrets(folder);
  const { reviews, ...others } = made.databases;
  writeFileSync(file, JSON.stringify({ ...made, databases: others }));
  const mended = keepSecrets(folder);
  expect(mended.databases).toMatchObject(others);
  expect(mended.databases.reviews).toMatch(/^k[0-9a-f]{48}$/);
  expect(mended.databases.reviews).not.toBe(reviews);
  expect(JSON.parse(readFileSync(file, 'utf8')).databases.reviews).toBe(mended.databases.reviews);
});

test('secrets that cannot be read are not overwritten', () => {
  writeFileSync(file, '{"databases":');
  expect(() => keepSecrets(folder)).toThrow(`${file} cannot be read`);
  expect(readFileSync(file, 'utf8')).toBe('{"databases":');
});

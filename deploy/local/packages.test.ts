import { afterAll, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFolder } from './packages.ts';

const root = mkdtempSync(join(tmpdir(), 'colophon-packages-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('a package is found in the nearest node_modules above, also when it came after this process began', () => {
  const deep = join(root, 'deploy/local');
  mkdirSync(deep, { recursive: true });
  expect(packageFolder('@press/paper-made-here', deep)).toBeUndefined();
  mkdirSync(join(root, 'node_modules/@press/paper-made-here'), { recursive: true });
  expect(packageFolder('@press/paper-made-here', deep)).toBe(join(root, 'node_modules/@press/paper-made-here'));
});

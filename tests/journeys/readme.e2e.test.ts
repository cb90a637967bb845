// The README is true: every command in it is run here.

import { beforeAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { said } from '#tests/support/command';
import { type Shop, sharedShop } from '#tests/support/shop';

const root = join(import.meta.dir, '../..');
const readme = await Bun.file(join(root, 'README.md')).text();
const blocks = [...readme.matchAll(/^```sh ?(\w*)\n([\s\S]*?)^```/gm)].map(([, name, code]) => ({
  name,
  code: code ?? '',
}));
const block = (name: string) => blocks.find((found) => found.name === name)?.code ?? '';
const mine = (code: string) => code.replaceAll('npx bun@1.4.5', `'${process.execPath}'`);

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
}, 90_000);

type Ran = { out: string; code: number };

async function bash(script: string, env: Record<string, string> = {}, cwd = root): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), 'colophon-readme-'));
  // A machine without curl gets one that speaks through Bun.
  if (!Bun.which('curl'))
    writeFileSync(
      join(folder, 'curl'),
      `#!/bin/sh\nexec '${process.execPath}' '${root}/tests/support/curl.ts' "$@"\n`,
      { mode: 0o755 },
    );
  const child = Bun.spawn(['bash', '-euc', script], {
    cwd,
    env: { ...process.env, PATH: `${folder}:${process.env.PATH}`, ...env },
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const { out, err, code } = await said(child);
  rmSync(folder, { recursive: true, force: true });
  return { out: out + (code === 0 ? '' : err), code };
}

test('it has at most 150 lines and no command that is not known here', () => {
  expect(readme.split('\n').length).toBeLessThanOrEqual(151);
  expect(blocks.map(({ name, code }) => name || code.trim())).toEqual([
    'npx bun@1.4.5 start',
    'npx bun@1.4.5 run test',
    'walk',
    'import',
  ]);
});

test('the two commands are the ones the package knows', async () => {
  // The first one opened the shop of this very test (tests/support/shop.ts); the second one runs it. What is left to show is their names.
  const start = await bash(`${mine('npx bun@1.4.5 run')} start --help`);
  const list = await bash(`${mine('npx bun@1.4.5 run test')} --list`);
  expect([start.code, list.code]).toEqual([0, 0]);
  expect(list.out).toContain('journeys');
});

test('the walk with curl buys a book', async () => {
  const suffix = Bun.randomUUIDv7().slice(-8);
  const code = block('walk')
    .replace('http://localhost:3000', shop.url())
    .replaceAll('testuser', `u-${suffix}`)
    .replaceAll('test@example.com', `${suffix}@example.com`);
  const ran = await bash(code, { ADMIN_PASSWORD: shop.admin.password });
  expect([ran.code, ran.out]).toEqual([0, expect.stringContaining('"status":"COMPLETED"')]);
  expect(ran.out).toContain('"verified_purchase":true');
  expect(ran.out).toContain('"status":"CONFIRMED"');
}, 60_000);

test('the import reads a catalogue', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'colophon-catalogue-'));
  writeFileSync(
    join(folder, 'catalogue.csv'),
    'title,author,isbn,price,stock\n"The Readme Book","A. Writer",,12.50,3\n',
  );
  const code = mine(block('import')).replaceAll('catalogue.csv', join(folder, 'catalogue.csv'));
  const ran = await bash(code, { DATA_DIR: shop.dataDir });
  expect([ran.code, ran.out]).toEqual([0, expect.any(String)]);
  const found = (await (await fetch(`${shop.url()}/api/books/search/?q=readme+book`)).json()) as {
    results: { title: string; stock: number }[];
  };
  expect(found.results[0]).toMatchObject({ title: 'The Readme Book', stock: 3 });
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

// docs/operating.md is true: its commands are run here, its alarms are the ones there are, its containers too.

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Said, said } from '#tests/support/command';
import { openShop, type Shop } from '#tests/support/shop';

const root = join(import.meta.dir, '../..');
const page = await Bun.file(join(root, 'docs/operating.md')).text();
const blocks = new Map(
  [...page.matchAll(/^ *```sh (\w+)\n([\s\S]*?)^ *```/gm)].map(([, name = '', code = '']) => [name, code]),
);
const block = (name: string) => blocks.get(name) ?? '';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
}, 120_000);
afterAll(async () => {
  await shop.close();
}, 60_000);

async function bash(script: string): Promise<Said> {
  const folder = mkdtempSync(join(tmpdir(), 'colophon-operating-'));
  writeFileSync(join(folder, 'bun'), `#!/bin/sh\nexec '${process.execPath}' "$@"\n`, { mode: 0o755 });
  if (!Bun.which('curl'))
    writeFileSync(
      join(folder, 'curl'),
      `#!/bin/sh\nexec '${process.execPath}' '${root}/tests/support/curl.ts' "$@"\n`,
      {
        mode: 0o755,
      },
    );
  const here = script
    .replaceAll('http://localhost:3000', shop.url())
    .replaceAll('http://localhost:8003', shop.url('orders'))
    .replaceAll('.data', `'${shop.dataDir}'`)
    .replaceAll('shop.tar.gz', join(folder, 'shop.tar.gz'));
  const child = Bun.spawn(['bash', '-euc', here], {
    cwd: root,
    env: { ...process.env, PATH: `${folder}:${process.env.PATH}`, DATA_DIR: shop.dataDir },
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const { out, err, code } = await said(child);
  const kept = Bun.file(join(folder, 'shop.tar.gz'));
  const size = (await kept.exists()) ? `\nkept ${statSync(join(folder, 'shop.tar.gz')).size} bytes` : '';
  rmSync(folder, { recursive: true, force: true });
  return { code, out: out + size, err };
}

test('these commands, and no others', () => {
  expect([...blocks.keys()]).toEqual(['health', 'admin', 'before', 'drill', 'retell', 'compose', 'cold', 'keys']);
});

test('health', async () => {
  const { code, out } = await bash(block('health'));
  expect([code, out.match(/"status":"ready"/g)?.length]).toEqual([0, 2]);
}, 60_000);

test('an administrator is made, once', async () => {
  const made = await bash(block('admin'));
  expect([made.code, made.out]).toEqual([0, expect.stringMatching(/Administrator ada .*password/)]);
  expect((await bash(block('admin'))).code).not.toBe(0);
}, 60_000);

test('before an upgrade: all is well, nothing parked, nothing stuck', async () => {
  const { code, out } = await bash(block('before'));
  expect(code).toBe(0);
  expect(out).toContain('Nothing is parked');
  expect(out).toContain('Nothing is stuck');
}, 120_000);

test('a room is told again', async () => {
  const { code, out } = await bash(block('retell'));
  expect([code, out]).toEqual([0, expect.stringMatching(/reviews was told \d+ facts? again; 0 did not/)]);
  expect((await bash('bun run invariants')).code).toBe(0);
}, 120_000);

test('keys are rotated', async () => {
  expect((await bash(block('keys'))).code).toBe(0);
}, 60_000);

test('the drill is a proof there is (its short form is tests/prove/restore.e2e.test.ts)', async () => {
  const { proofs } = await import('#tests/prove/proofs');
  expect(block('drill').trim()).toMatch(/^bun run prove restore --checkouts \d+$/);
  for (const [, name = ''] of page.matchAll(/bun run prove (\w+)/g))
    expect([name, name in proofs]).toEqual([name, true]);
  expect(Object.keys(proofs.restore?.flags ?? {})).toContain('checkouts');
});

test('containers it names are in compose.yaml', async () => {
  const compose = Bun.YAML.parse(await Bun.file(join(root, 'compose.yaml')).text()) as {
    services: Record<string, object>;
  };
  const named = [...page.matchAll(/docker compose (?:exec(?: -T)?|stop|start) ([\w-]+)/g)].map(
    ([, name]) => name ?? '',
  );
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((name) => !(name in compose.services))).toEqual([]);
});

test('every alarm is told of, and no other', async () => {
  const alarms = Bun.YAML.parse(await Bun.file(join(root, 'deploy/grafana/alarms.yaml')).text()) as {
    groups: { rules: { alert: string }[] }[];
  };
  const told = [...page.matchAll(/^\| `([A-Z][a-z]\w+)` \| /gm)].map(([, name]) => name);
  expect(told).toEqual(alarms.groups.flatMap(({ rules }) => rules.map(({ alert }) => alert)));
});

test('variables it names are variables there are', async () => {
  const example = await Bun.file(join(root, '.env.example')).text();
  const named = [...page.matchAll(/`([A-Z][A-Z0-9_]{3,})(?:=[^`]*)?`/g)].map(([, name]) => name ?? '');
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !example.includes(name.replace(/_FILE$/, '')))).toEqual([]);
});

test('the folder of a closed shop is kept', async () => {
  await shop.close();
  // What is tested is the command, on a folder with something in it: this shop deletes its own when it closes.
  await Bun.write(join(shop.dataDir, 'secrets.json'), '{}');
  const { code, out } = await bash(block('cold'));
  expect([code, out]).toEqual([0, expect.stringMatching(/kept [1-9]\d* bytes/)]);
  rmSync(shop.dataDir, { recursive: true, force: true });
}, 60_000);

// deploy/aws/deploy.sh with an aws command that is not the real one, against a shop that is.

import { beforeAll, expect, test } from 'bun:test';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Said, said } from '#tests/support/command';
import { type Shop, sharedShop } from '#tests/support/shop';

const root = join(import.meta.dir, '../..');
const certificate = 'arn:aws:acm:us-east-1:123456789012:certificate/1';

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
}, 90_000);

type Account = {
  home: string;
  lines(file: string): string[];
  refuse(words: string, says: string): void;
  accept(): void;
};

/** An AWS account of the test's own: a folder, and an aws command that works on it. */
function openAccount(): Account {
  const home = mkdtempSync(join(tmpdir(), 'colophon-aws-'));
  mkdirSync(join(home, 'bin'));
  const command = `#!/bin/sh\nexec '${process.execPath}' --no-env-file '${root}/tests/support/fake-aws.ts' "$@"\n`;
  writeFileSync(join(home, 'bin/aws'), command, { mode: 0o755 });
  symlinkSync(process.execPath, join(home, 'bin/bun'));
  return {
    home,
    lines: (file) =>
      existsSync(join(home, file)) ? readFileSync(join(home, file), 'utf8').split('\n').filter(Boolean) : [],
    refuse: (words, says) => writeFileSync(join(home, 'refuse'), `${words}\n${says}`),
    accept: () => rmSync(join(home, 'refuse'), { force: true }),
  };
}

async function deploy({ home }: Account, words: string[]): Promise<Said> {
  const child = Bun.spawn([join(root, 'deploy/aws/deploy.sh'), ...words], {
    env: { PATH: `${join(home, 'bin')}:/usr/bin:/bin`, FAKE_AWS: home, TMPDIR: home, HOME: home },
    stdout: 'pipe',
    stderr: 'pipe',
  });
  return said(child);
}

const everything = () => ['--shop', shop.url(), '--gateway', 'lb.example.com', '--certificate', certificate];

test('help, nothing at all, and words that are missing or unknown', async () => {
  const account = openAccount();
  for (const words of [['--help'], []]) {
    const { code, out } = await deploy(account, words);
    expect([code, out.includes('--dry-run')]).toEqual([0, true]);
  }
  const lacking = await deploy(account, ['--shop', 'https://shop.example.com']);
  expect([lacking.code, lacking.err]).toEqual([2, expect.stringContaining('Give --gateway, --certificate')]);
  const odd = await deploy(account, ['--shop', 'shop.example.com', '--files-only']);
  expect([odd.code, odd.err]).toEqual([2, expect.stringContaining('not the address of a shop')]);
  expect((await deploy(account, ['--everything'])).code).toBe(2);
  expect(account.lines('calls')).toEqual([]);
}, 60_000);

test('a dry run asks aws nothing and tells all it would do', async () => {
  const account = openAccount();
  const { code, out } = await deploy(account, [...everything(), '--dry-run']);
  expect([code, account.lines('calls')]).toEqual([0, []]);
  expect(out).toContain('would run: aws cloudformation deploy --stack-name colophon-front');
  expect(out).toContain('CertificateArn=arn:aws:acm:us-east-1:123456789012:certificate/1');
  expect(out.match(/would run: aws s3 sync/g)?.length).toBe(4);
  expect(out).toContain('Nothing was done.');
}, 60_000);

test('files arrive as they are addressed, kept for ever; a second time there is nothing to do', async () => {
  const account = openAccount();
  const first = await deploy(account, everything());
  expect([first.code, first.err]).toEqual([0, '']);
  const files = account.lines('uploads');
  const metadata = JSON.parse(account.lines('metadata.json').join('')) as Record<
    string,
    { type: string; cache: string }
  >;
  const page = await (await fetch(shop.url())).text();
  const linked = [...page.matchAll(/(?:href|src)="\/((?:assets|covers)\/[^"]+)"/g)].map(([, path]) => path ?? '');
  expect(linked.some((path) => path.startsWith('covers/'))).toBe(true);
  expect(linked.filter((path) => !files.includes(path))).toEqual([]);
  for (const path of new Set(linked)) {
    const answer = await fetch(`${shop.url()}/${path}`);
    const kept = readFileSync(join(account.home, 'bucket', path));
    expect({ path, same: kept.equals(Buffer.from(await answer.bytes())) }).toEqual({ path, same: true });
    expect(metadata[path]).toEqual({
      type: answer.headers.get('content-type') ?? '',
      cache: answer.headers.get('cache-control') ?? '',
    });
    expect(metadata[path]?.cache).toContain('immutable');
  }
  expect(first.out).toContain('d111111abcdef8.cloudfront.net');
  const again = await deploy(account, ['--shop', shop.url(), '--files-only']);
  expect([again.code, account.lines('uploads').length]).toEqual([0, files.length]);
  // What it wrote on the way is gone.
  expect(readdirSync(account.home).filter((name) => name.startsWith('colophon-files'))).toEqual([]);
}, 120_000);

test('without credentials nothing is done, and it says how to get them', async () => {
  const account = openAccount();
  account.refuse('sts', 'Unable to locate credentials. You can configure credentials by running "aws configure".');
  const { code, err } = await deploy(account, everything());
  expect([code, err]).toEqual([2, expect.stringContaining('aws sso login')]);
  expect(account.lines('calls')).toEqual(['sts get-caller-identity --output json']);
}, 60_000);

test('stopped half-way, it says where; repeated, it does the rest', async () => {
  const account = openAccount();
  account.refuse('*.svg', 'upload failed: An error occurred (SlowDown)');
  const stopped = await deploy(account, everything());
  expect([stopped.code, stopped.err]).toEqual([
    1,
    expect.stringMatching(/Stopped at uploading svg.*SlowDown[\s\S]*Repeat/),
  ]);
  const before = account.lines('uploads');
  expect(before.length).toBeGreaterThan(0);
  expect(before.some((file) => file.endsWith('.svg'))).toBe(false);
  account.accept();
  const repeated = await deploy(account, everything());
  const after = account.lines('uploads');
  expect([repeated.code, repeated.err]).toEqual([0, '']);
  expect(after.slice(before.length).every((file) => /\.(svg|woff2)$/.test(file))).toBe(true);
  expect(new Set(after).size).toBe(after.length);
}, 120_000);

test('a shop that does not answer, and a front that was never raised', async () => {
  const account = openAccount();
  const closed = await deploy(account, ['--shop', 'http://localhost:9', '--files-only']);
  expect([closed.code, closed.err]).toEqual([1, expect.stringContaining('The files could not be written')]);
  const unraised = await deploy(account, ['--shop', shop.url(), '--files-only']);
  expect([unraised.code, unraised.err]).toEqual([1, expect.stringContaining('asking for the bucket')]);
  expect(account.lines('uploads')).toEqual([]);
}, 120_000);

// Puts CloudFront in front of the gateway and the files that never change on S3. Every step may be repeated: what is there stays,
// and nothing is ever deleted, because pages that were sent yesterday still name yesterday's files. Run by deploy.sh and deploy.ps1.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { foreverCached } from '#gateway/assets';
import { writeFiles } from './files.ts';

const help = `Put the shop behind CloudFront, and the files that never change on S3.

  deploy/aws/deploy.sh --shop https://shop.example.com --gateway lb.example.com --certificate arn:aws:acm:us-east-1:…
  deploy/aws/deploy.sh --shop https://shop.example.com --files-only      after each new version, and now and then for new covers

Flags
      --shop URL           the shop's public address; also where the books of the covers are read from
      --read-from URL      where to read the books instead, while the public address leads nowhere yet
      --gateway HOST       where CloudFront reaches the gateway, by https
      --certificate ARN    for the public address, in us-east-1
      --stack NAME         the CloudFormation stack (colophon-front)
      --files-only         the front is there: only bring the files up to date
      --dry-run            write the files to a temporary folder and tell what would be done
  -h, --help               these words

It uses the aws command with whatever credentials and region that has. Exit 0 done, 1 a step failed (repeat the command: what was done
is found done), 2 something is missing or misspelt.
`;

type Wish = {
  shop: string;
  readFrom: string;
  gateway: string | undefined;
  certificate: string | undefined;
  stack: string;
  filesOnly: boolean;
  dryRun: boolean;
};
class Refusal extends Error {
  constructor(
    message: string,
    readonly exitCode: 1 | 2,
  ) {
    super(message);
  }
}

/** Null where help was asked for. @throws Refusal */
function readWish(words: string[]): Wish | null {
  const given = valuesIn(words);
  if (given.help || words.length === 0) return null;
  const { shop, gateway, certificate, stack = 'colophon-front' } = given;
  const filesOnly = given['files-only'] ?? false;
  const lacking = [
    ...(shop ? [] : ['--shop']),
    ...(filesOnly || gateway ? [] : ['--gateway']),
    ...(filesOnly || certificate ? [] : ['--certificate']),
  ];
  if (!shop || lacking.length > 0) throw new Refusal(`Give ${lacking.join(', ')}. See: deploy/aws/deploy.sh --help`, 2);
  const readFrom = given['read-from'] ?? shop;
  for (const url of [shop, readFrom])
    if (!/^https?:\/\/[^/]+\/?$/.test(url))
      throw new Refusal(`${url} is not the address of a shop, such as https://shop.example.com.`, 2);
  const origin = (url: string) => url.replace(/\/$/, '');
  return {
    shop: origin(shop),
    readFrom: origin(readFrom),
    gateway,
    certificate,
    stack,
    filesOnly,
    dryRun: given['dry-run'] ?? false,
  };
}

function valuesIn(words: string[]) {
  const text = { type: 'string' } as const;
  const yes = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: words,
      options: {
        ...{ shop: text, 'read-from': text, gateway: text, certificate: text, stack: text },
        ...{ 'files-only': yes, 'dry-run': yes, help: { ...yes, short: 'h' } },
      },
    }).values;
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : error} See: deploy/aws/deploy.sh --help`, 2);
  }
}

/** By extension: S3 would guess, and not always right. */
const types: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

async function deploy(wish: Wish, folder: string): Promise<void> {
  if (!Bun.which('aws'))
    throw new Refusal('There is no aws command here. https://aws.amazon.com/cli tells how to get it.', 2);
  const identity = wish.dryRun
    ? null
    : await aws(wish, 'asking who we are', ['sts', 'get-caller-identity', '--output', 'json']);
  if (identity) say(`As ${(JSON.parse(identity) as { Arn: string }).Arn}`);
  const written = await writeFiles(wish.readFrom, folder).catch((error: unknown) => {
    throw new Refusal(
      `The files could not be written: ${error instanceof Error ? error.message : error} (${wish.readFrom})`,
      1,
    );
  });
  say(`Wrote ${written.assets} assets and ${written.covers} covers.`);
  if (!wish.filesOnly) await raiseFront(wish);
  const { Bucket: bucket = '<the bucket of the stack>', Domain: domain } = await outputsOf(wish);
  // Files first, then the new version of the gateway that names them: do this before you roll that out.
  for (const [extension, type] of Object.entries(types)) await upload(wish, { folder, bucket, extension, type });
  say(wish.dryRun ? 'Nothing was done.' : `Done. ${new URL(wish.shop).host} is an alias of ${domain}.`);
}

async function raiseFront({ gateway, certificate, ...wish }: Wish): Promise<void> {
  const parameters = [
    `GatewayDomain=${gateway}`,
    `PublicHost=${new URL(wish.shop).hostname}`,
    `CertificateArn=${certificate}`,
  ];
  await aws(wish, 'raising the front', [
    ...['cloudformation', 'deploy', '--stack-name', wish.stack, '--template-file', join(import.meta.dir, 'front.yaml')],
    ...['--no-fail-on-empty-changeset', '--parameter-overrides', ...parameters],
  ]);
}

async function outputsOf(wish: Wish): Promise<Record<string, string>> {
  const query = ['--query', 'Stacks[0].Outputs', '--output', 'json'];
  const said = await aws(wish, 'asking for the bucket', [
    'cloudformation',
    'describe-stacks',
    '--stack-name',
    wish.stack,
    ...query,
  ]);
  if (said === null) return {};
  const outputs = JSON.parse(said) as { OutputKey: string; OutputValue: string }[];
  const found = Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  if (!found.Bucket)
    throw new Refusal(`The stack ${wish.stack} names no bucket. Raise it first, without --files-only.`, 1);
  return found;
}

type Upload = { folder: string; bucket: string; extension: string; type: string };

/** A name stands for one content for ever, so what is there with the same size is the same. */
async function upload(wish: Wish, { folder, bucket, extension, type }: Upload): Promise<void> {
  await aws(wish, `uploading ${extension}`, [
    ...[
      's3',
      'sync',
      folder,
      `s3://${bucket}`,
      '--exclude',
      '*',
      '--include',
      `*.${extension}`,
      '--size-only',
      '--no-progress',
    ],
    ...['--content-type', type, '--cache-control', foreverCached],
  ]);
}

/** What aws said, or null in a dry run. @throws Refusal with its words */
async function aws({ dryRun }: Pick<Wish, 'dryRun'>, what: string, words: string[]): Promise<string | null> {
  if (dryRun) {
    say(`would run: aws ${words.map((word) => (/^[\w./:=@-]+$/.test(word) ? word : `'${word}'`)).join(' ')}`);
    return null;
  }
  const child = Bun.spawn(['aws', ...words], { stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' });
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  if (code === 0) return out;
  const noCredentials = /credentials|expired|InvalidClientTokenId/i.test(err);
  const hint = noCredentials
    ? 'Sign in first, for example with: aws sso login'
    : 'Repeat the command when that is mended: what was done is found done.';
  throw new Refusal(`Stopped at ${what}: ${err.trim() || `aws ended with ${code}`}\n${hint}`, noCredentials ? 2 : 1);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(words: string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'colophon-files-'));
  try {
    const wish = readWish(words);
    if (wish) await deploy(wish, folder);
    else process.stdout.write(help);
    return 0;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exit(await main(process.argv.slice(2)));

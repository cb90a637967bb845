// An aws command for tests, with a bucket that is a folder. In the folder $FAKE_AWS: `calls` has a line for each call, `bucket/` what
// was uploaded, `metadata.json` with what, and a file `refuse` holds the words of a call that fails and what it says then.

import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const home = process.env.FAKE_AWS ?? '';
const words = process.argv.slice(2);
const after = (flag: string): string => words[words.indexOf(flag) + 1] ?? '';
const file = (name: string) => join(home, name);

appendFileSync(file('calls'), `${words.join(' ')}\n`);
const [refused, says] = existsSync(file('refuse')) ? readFileSync(file('refuse'), 'utf8').split('\n') : [];
if (refused !== undefined && words.join(' ').includes(refused)) {
  process.stderr.write(`\n${says}\n`);
  process.exit(254);
}

const stack = file('stack');
switch (words.slice(0, 2).join(' ')) {
  case 'sts get-caller-identity':
    process.stdout.write(JSON.stringify({ Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/deployer' }));
    break;
  case 'cloudformation deploy':
    readFileSync(after('--template-file'));
    writeFileSync(stack, words.slice(words.indexOf('--parameter-overrides') + 1).join('\n'));
    break;
  case 'cloudformation describe-stacks':
    if (!existsSync(stack)) fail('An error occurred (ValidationError): Stack does not exist');
    process.stdout.write(
      JSON.stringify([
        { OutputKey: 'Bucket', OutputValue: 'files-of-the-shop' },
        { OutputKey: 'Domain', OutputValue: 'd111111abcdef8.cloudfront.net' },
      ]),
    );
    break;
  case 's3 sync':
    sync();
    break;
  default:
    fail(`aws: there is no ${words.join(' ')}`);
}

function sync(): void {
  const [, , from = '', to] = words;
  if (to !== 's3://files-of-the-shop') fail(`The specified bucket does not exist: ${to}`);
  const known = existsSync(file('metadata.json')) ? JSON.parse(readFileSync(file('metadata.json'), 'utf8')) : {};
  for (const name of new Bun.Glob(`**/${after('--include')}`).scanSync(from)) {
    const target = join(home, 'bucket', name);
    if (existsSync(target) && statSync(target).size === statSync(join(from, name)).size) continue;
    mkdirSync(dirname(target), { recursive: true });
    cpSync(join(from, name), target);
    known[name] = { type: after('--content-type'), cache: after('--cache-control') };
    process.stdout.write(`upload: ${name}\n`);
    appendFileSync(file('uploads'), `${name}\n`);
  }
  writeFileSync(file('metadata.json'), JSON.stringify(known));
}

function fail(why: string): never {
  process.stderr.write(`${why}\n`);
  process.exit(254);
}

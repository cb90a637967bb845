import { expect, test } from 'bun:test';
import { Refusal } from '../launcher/refusal.ts';
import { help, readFlags } from './flags.ts';

test('a file alone is enough', () => {
  expect(readFlags(['books.csv'])).toEqual({
    path: 'books.csv',
    rejects: 'books.rejects.csv',
    price: null,
    stock: 10,
    shelf: null,
    author: null,
    keepBadIsbn: false,
    dryRun: false,
  });
});

test('every flag is understood, in either spelling', () => {
  const words = '--price=9.5 --stock 0 --shelf fiction --author Anonymous --keep-bad-isbn --rejects out.csv --dry-run';
  expect(readFlags(['books.csv.gz', ...words.split(' ')])).toEqual({
    path: 'books.csv.gz',
    rejects: 'out.csv',
    price: '9.50',
    stock: 0,
    shelf: 'fiction',
    author: 'Anonymous',
    keepBadIsbn: true,
    dryRun: true,
  });
});

test('the rejects stand beside the file', () => {
  const beside = (path: string) => readFlags([path])?.rejects;
  expect(['a/b.csv.gz', 'b.TXT', 'b', 'b.rejects.csv'].map(beside)).toEqual([
    'a/b.rejects.csv',
    'b.rejects.csv',
    'b.rejects.csv',
    'b.rejects.rejects.csv',
  ]);
});

test('help is all it says, and names every flag', () => {
  expect(readFlags(['--help'])).toBeNull();
  expect(readFlags(['-h', 'books.csv'])).toBeNull();
  for (const flag of ['price', 'stock', 'shelf', 'author', 'keep-bad-isbn', 'rejects', 'dry-run', 'help']) {
    expect(help).toContain(`--${flag}`);
  }
  expect(help.indexOf('Examples')).toBeLessThan(help.indexOf('Flags'));
});

test.each([
  [[], 'Name the CSV file'],
  [['a.csv', 'b.csv'], 'One file at a time: a.csv or b.csv'],
  [['a.csv', '--dryrun'], "Unknown option '--dryrun'"],
  [['a.csv', '--price', 'free'], '--price free is no amount'],
  [['a.csv', '--price', '1.999'], '--price 1.999 is no amount'],
  [['a.csv', '--stock', '-1'], '--stock'],
  [['a.csv', '--stock', '1.5'], '--stock 1.5 is no number'],
  [['a.csv', '--stock', '9999999'], '--stock 9999999 is no number'],
  [['a.csv', '--author', ' '], '--author needs a name'],
  [['a.csv', '--rejects', 'a.csv'], 'cannot go into the file they come from'],
])('%p is refused as misuse', (words, reason) => {
  let refusal: unknown;
  try {
    readFlags(words);
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(Refusal);
  expect((refusal as Refusal).message).toContain(reason);
  expect((refusal as Refusal).message).toContain('bun run import --help');
  expect((refusal as Refusal).exitCode).toBe(2);
});

import { expect, test } from 'bun:test';
import { help, readFlags } from './flags.ts';
import { Refusal } from './refusal.ts';

const refusal = (...words: string[]): Refusal => {
  try {
    readFlags(words);
  } catch (error) {
    if (error instanceof Refusal) return error;
  }
  throw new Error(`${words} was taken`);
};

test('flags are taken in any order, long and short', () => {
  expect(readFlags([])).toEqual({ help: false, verbose: false, watch: false });
  expect(readFlags(['--watch', '-v'])).toEqual({ help: false, verbose: true, watch: true });
});

test('a mistyped flag is answered with the nearest one, a strange one with none', () => {
  expect(refusal('--wacth').message).toContain('Did you mean --watch?');
  expect(refusal('--VERBOSE').message).toContain('Did you mean --verbose?');
  expect(refusal('--detach').message).not.toContain('Did you mean');
  expect(refusal('--detach').exitCode).toBe(2);
});

test('a word that is no flag is refused too, so that nothing passes unseen', () => {
  expect(refusal('books').message).toStartWith('"books" is not something bun start understands');
});

test('the help names every flag', () => {
  for (const flag of ['--help', '--verbose', '--watch']) expect(help).toContain(flag);
});

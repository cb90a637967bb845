import { expect, test } from 'bun:test';
import { Refusal } from '../launcher/refusal.ts';
import { readWish } from './wish.ts';

const refused = (...words: string[]): Refusal => {
  try {
    readWish(words);
  } catch (error) {
    if (error instanceof Refusal) return error;
  }
  return expect.unreachable(`it took ${words.join(' ')}`);
};

test('each command with its flags', () => {
  const id = Bun.randomUUIDv7();
  expect(readWish(['parked'])).toEqual({ do: 'parked', json: false });
  expect(readWish(['stuck', '--after', '5', '--json'])).toEqual({ do: 'stuck', json: true, after: 5 });
  expect(readWish(['replay', id])).toEqual({ do: 'replay', json: false, id });
  expect(readWish(['replay', '--to', 'books', '--since', '2026-11-24T18:00:00Z'])).toEqual({
    do: 'retell',
    json: false,
    to: 'books',
    since: '2026-11-24T18:00:00Z',
  });
  expect(readWish(['replay', '--all'])).toEqual({ do: 'replay', json: false, id: null });
});

test('help where it is asked for, or where nothing is', () => {
  for (const words of [[], ['--help'], ['-h'], ['parked', '--help']]) expect(readWish(words)).toEqual({ do: 'help' });
});

test('words it does not know are named, with exit code 2 and the way to help', () => {
  for (const words of [
    ['dance'],
    ['parked', 'now'],
    ['parked', '--loud'],
    ['replay'],
    ['replay', 'x'],
    ['replay', Bun.randomUUIDv7(), '--all'],
    ['stuck', '--after', 'long'],
    ['replay', '--to', 'gateway', '--since', '2026-11-24T18:00:00Z'],
    ['replay', '--to', 'books'],
    ['replay', '--to', 'books', '--since', 'yesterday'],
    ['replay', '--to', 'books', '--since', '2026-11-24T18:00:00Z', '--all'],
  ]) {
    const refusal = refused(...words);
    expect([words, refusal.exitCode, refusal.message.includes('bun run ops --help')]).toEqual([words, 2, true]);
  }
});

import { expect, test } from 'bun:test';
import { readNatsUrl } from './bus.ts';

test('one server, or several after commas, with or without their scheme', () => {
  expect(readNatsUrl('nats://books:p%40ss@one:4222')).toEqual({
    servers: ['one:4222'],
    credentials: { user: 'books', pass: 'p@ss' },
  });
  expect(readNatsUrl('nats://books:k1@one:4222, two:4222,nats://three:4223')).toEqual({
    servers: ['one:4222', 'two:4222', 'three:4223'],
    credentials: { user: 'books', pass: 'k1' },
  });
});

test('a server that takes anybody, and one that is none', () => {
  expect(readNatsUrl('nats://one:4222').credentials).toEqual({});
  expect(() => readNatsUrl('')).toThrow();
  expect(() => readNatsUrl('nats://one:4222,two:none')).toThrow();
});

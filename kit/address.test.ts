import { expect, test } from 'bun:test';
import { addressOf, proxiesIn, standsFor, subjectOf } from './address.ts';

const come = (from: string | null, forwarded?: string) => ({
  request: new Request('http://shop.test/', {
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }),
  server: { requestIP: () => (from === null ? null : { address: from }) },
});
const nobody = proxiesIn('');
const ours = proxiesIn('loopback, 10.0.0.0/8 2001:db8::/32');

test('nobody says of themselves where they come from', () => {
  expect(addressOf(come('203.0.113.9', '1.2.3.4'), nobody)).toBe('203.0.113.9');
  expect(addressOf(come('203.0.113.9', '1.2.3.4'), ours)).toBe('203.0.113.9');
  expect(addressOf(come('127.0.0.1', '1.2.3.4'), undefined)).toBe('127.0.0.1');
  expect(addressOf(come('127.0.0.1', '1.2.3.4'), nobody)).toBe('127.0.0.1');
});

test('a trusted proxy is believed, as far back as trusted proxies wrote', () => {
  expect(addressOf(come('127.0.0.1', '203.0.113.9'), ours)).toBe('203.0.113.9');
  expect(addressOf(come('::ffff:127.0.0.1', '203.0.113.9'), ours)).toBe('203.0.113.9');
  expect(addressOf(come('2001:db8::7', '203.0.113.9'), ours)).toBe('203.0.113.9');
  // The left part is what the client wrote itself.
  expect(addressOf(come('127.0.0.1', '9.9.9.9, 203.0.113.9, 10.1.2.3'), ours)).toBe('203.0.113.9');
  expect(addressOf(come('127.0.0.1', '10.9.9.9'), ours)).toBe('10.9.9.9');
  for (const nonsense of ['', 'unknown', '<script>', '203.0.113.9, junk', '203.0.113.9:80'])
    expect(addressOf(come('127.0.0.1', nonsense), ours)).toBe('127.0.0.1');
});

test('a connection that is gone has no address, a request made anew has that of the first', () => {
  expect(addressOf(come(null), ours)).toBeNull();
  expect(addressOf({ request: new Request('http://x/') }, ours)).toBeNull();
  const original = new Request('http://shop.test/', { method: 'POST', body: 'x' });
  const copy = standsFor(new Request(original.url), original);
  const server = { requestIP: (asked: Request) => (asked === original ? { address: '203.0.113.9' } : null) };
  expect(addressOf({ request: copy, server }, nobody)).toBe('203.0.113.9');
});

test('an IPv6 household counts as one, and so do all who hide', () => {
  expect(subjectOf('203.0.113.9')).toBe('203.0.113.9');
  expect(subjectOf('2001:db8:1:2:aaaa::1')).toBe('2001:db8:1:2::/64');
  expect(subjectOf('2001:0DB8:1:2:ffff:1:2:3')).toBe('2001:db8:1:2::/64');
  expect([subjectOf('::1'), subjectOf('fe80::1%eth0')]).toEqual(['0:0:0:0::/64', 'fe80:0:0:0::/64']);
  expect([subjectOf(null), subjectOf('nonsense')]).toEqual(['unknown', 'unknown']);
});

test('a word that is no network is named', () => {
  for (const word of ['10.0.0.0/33', 'example.com', '10.0.0', '::/129', '1.2.3.4/x'])
    expect(() => proxiesIn(`loopback ${word}`)).toThrow(`"${word}" is no address or network`);
  expect(proxiesIn('private').has('192.168.7.7')).toBe(true);
  expect(proxiesIn('none').has('192.168.7.7')).toBe(false);
});

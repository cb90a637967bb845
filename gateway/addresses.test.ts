import { expect, test } from 'bun:test';
import { createAddressOf } from './addresses.ts';

const peer = { requestIP: () => ({ address: '10.0.0.7' }) };
const from = (forwarded?: string) =>
  new Request('http://localhost/', forwarded === undefined ? {} : { headers: { 'x-forwarded-for': forwarded } });

test('without proxies it is who is connected, whatever the request says', () => {
  const addressOf = createAddressOf(0);
  expect(addressOf(from('203.0.113.9'), peer)).toBe('10.0.0.7');
  expect(addressOf(from(), null)).toBeNull();
});

test('behind proxies it is whom the outermost of them heard', () => {
  expect(createAddressOf(1)(from('203.0.113.9'), peer)).toBe('203.0.113.9');
  expect(createAddressOf(2)(from('203.0.113.9, 198.51.100.1'), peer)).toBe('203.0.113.9');
});

test('what a visitor writes himself does not count', () => {
  expect(createAddressOf(1)(from('1.2.3.4, 203.0.113.9'), peer)).toBe('203.0.113.9');
  expect(createAddressOf(2)(from('1.2.3.4, 203.0.113.9, 198.51.100.1'), peer)).toBe('203.0.113.9');
});

test('ports and brackets are taken off', () => {
  const addressOf = createAddressOf(1);
  expect(addressOf(from('203.0.113.9:4711'), peer)).toBe('203.0.113.9');
  expect(addressOf(from('[2001:db8::1]:4711'), peer)).toBe('2001:db8::1');
  expect(addressOf(from('2001:db8::1'), peer)).toBe('2001:db8::1');
});

test('nonsense, or fewer names than proxies, is who is connected', () => {
  expect(createAddressOf(1)(from('unknown'), peer)).toBe('10.0.0.7');
  expect(createAddressOf(1)(from(), peer)).toBe('10.0.0.7');
  expect(createAddressOf(3)(from('203.0.113.9'), peer)).toBe('10.0.0.7');
});

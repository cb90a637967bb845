import { expect, test } from 'bun:test';
import { createSeals } from './seals.ts';

const seals = createSeals('a secret of at least thirty-two characters');

test('a sealed value comes back, and reads as nothing on the way', () => {
  const value = { email: 'reader@example.com', address: 'Höhe 1\n10115 Berlin' };
  const sealed = seals.seal('checkout', value);
  expect(sealed).toMatch(/^[\w-]+$/);
  expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('example');
  expect(seals.unseal('checkout', sealed)).toEqual(value);
  expect(seals.seal('checkout', value)).not.toBe(sealed);
});

test('a changed, foreign or shortened value is nothing', () => {
  const sealed = seals.seal('checkout', { a: 1 });
  const bytes = Buffer.from(sealed, 'base64url');
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    expect(seals.unseal('checkout', changed.toString('base64url'))).toBeNull();
  }
  expect(seals.unseal('draft', sealed)).toBeNull();
  expect(createSeals('another secret of thirty-two characters').unseal('checkout', sealed)).toBeNull();
  for (const text of ['', 'x', sealed.slice(0, 20), '%%%', 'A'.repeat(5000)])
    expect(seals.unseal('checkout', text)).toBeNull();
});

test('a signature is for one text and one purpose', () => {
  const signature = seals.sign('flash', 'hello');
  expect(seals.verify('flash', 'hello', signature)).toBeTrue();
  expect(seals.verify('flash', 'hallo', signature)).toBeFalse();
  expect(seals.verify('form', 'hello', signature)).toBeFalse();
  expect(seals.verify('flash', 'hello', `${signature}A`)).toBeFalse();
  expect(seals.verify('flash', 'hello', '')).toBeFalse();
});

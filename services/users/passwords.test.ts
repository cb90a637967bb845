import { expect, spyOn, test } from 'bun:test';
import { hashPassword, verifyPassword } from './passwords.ts';

test('a password is kept as Argon2id with the agreed cost, in whatever form its letters were typed', async () => {
  const hash = await hashPassword('caf\u00e9 au lait');
  expect(hash).toStartWith('$argon2id$v=19$m=19456,t=2,p=1$');
  expect(await verifyPassword('cafe\u0301 au lait', hash)).toBe(true);
  expect(await verifyPassword('cafe au lait', hash)).toBe(false);
});

test('a missing hash costs the same work and is never right', async () => {
  const verify = spyOn(Bun.password, 'verify');
  try {
    expect(await verifyPassword('anything', null)).toBe(false);
    expect(verify).toHaveBeenCalledTimes(1);
    expect(verify.mock.calls[0]?.[1]).toStartWith('$argon2id$v=19$m=19456,t=2,p=1$');
  } finally {
    verify.mockRestore();
  }
});

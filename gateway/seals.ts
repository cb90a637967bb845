// What the gateway hands to a browser and must recognise again: signatures, and small values sealed from being read or
// changed. Each purpose has its own key, so that a value sealed for one cannot serve for another.

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

export type Seals = {
  /** 43 characters that only this shop can make from the text. */
  sign(purpose: string, text: string): string;
  verify(purpose: string, text: string, signature: string): boolean;
  /** The value, unreadable and unchangeable, as URL-safe text. */
  seal(purpose: string, value: unknown): string;
  /** The sealed value, or null for anything this shop did not seal for this purpose. Its shape is for the caller to check. */
  unseal(purpose: string, text: string): unknown;
};

const nonceLength = 12;
const tagLength = 16;

export function createSeals(secret: string): Seals {
  const keys = new Map<string, Buffer>();
  const keyFor = (purpose: string): Buffer => {
    const known = keys.get(purpose);
    if (known) return known;
    const key = Buffer.from(hkdfSync('sha256', secret, 'colophon gateway', purpose, 32));
    keys.set(purpose, key);
    return key;
  };
  const sign: Seals['sign'] = (purpose, text) =>
    new Bun.CryptoHasher('sha256', keyFor(purpose)).update(text).digest('base64url');
  return {
    sign,
    verify(purpose, text, signature) {
      const [expected, given] = [Buffer.from(sign(purpose, text)), Buffer.from(signature)];
      return expected.length === given.length && timingSafeEqual(expected, given);
    },
    seal(purpose, value) {
      const nonce = randomBytes(nonceLength);
      const cipher = createCipheriv('aes-256-gcm', keyFor(purpose), nonce);
      const text = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url');
    },
    unseal: (purpose, text) => open(keyFor(purpose), Buffer.from(text, 'base64url')),
  };
}

function open(key: Buffer, sealed: Buffer): unknown {
  if (sealed.length <= nonceLength + tagLength) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceLength));
  decipher.setAuthTag(sealed.subarray(nonceLength, nonceLength + tagLength));
  try {
    const text = Buffer.concat([decipher.update(sealed.subarray(nonceLength + tagLength)), decipher.final()]);
    return JSON.parse(text.toString('utf8')) as unknown;
  } catch {
    // A changed byte, another secret or another purpose all end here.
    return null;
  }
}

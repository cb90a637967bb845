import { expect, test } from 'bun:test';
import { brotliDecompressSync } from 'node:zlib';
import { compress, encodingFor } from './compress.ts';

const cases: [header: string | null, encoding: string][] = [
  [null, 'identity'],
  ['', 'identity'],
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip', 'gzip'],
  ['br;q=0, gzip', 'gzip'],
  ['br;q=0.000, gzip;q=0', 'identity'],
  ['br;q=0.001', 'br'],
  ['GZIP', 'gzip'],
  ['*', 'br'],
  ['*;q=0', 'identity'],
  ['br;q=0, *', 'gzip'],
  ['identity', 'identity'],
  ['brotli', 'identity'],
];
for (const [header, encoding] of cases) {
  test(`Accept-Encoding ${header} gets ${encoding}`, () => expect(String(encodingFor(header))).toBe(encoding));
}

test('what was compressed comes back', () => {
  const text = 'Une phrase répétée. '.repeat(500);
  expect(brotliDecompressSync(compress(text, 'br')).toString()).toBe(text);
  expect(Buffer.from(Bun.gunzipSync(compress(text, 'gzip'))).toString()).toBe(text);
  expect(Buffer.from(compress(text, 'identity')).toString()).toBe(text);
  expect(compress(text, 'br').length).toBeLessThan(200);
});

import { expect, test } from 'bun:test';
import { brotliDecompressSync } from 'node:zlib';
import { compress, encodingsFor } from './compress.ts';

const cases: [header: string | null, page: string, file: string][] = [
  [null, 'identity', 'identity'],
  ['', 'identity', 'identity'],
  ['gzip, deflate, br, zstd', 'zstd', 'br'],
  ['gzip, deflate, br', 'br', 'br'],
  ['zstd', 'zstd', 'identity'],
  ['gzip', 'gzip', 'gzip'],
  ['br;q=0, gzip', 'gzip', 'gzip'],
  ['br;q=0.000, gzip;q=0', 'identity', 'identity'],
  ['br;q=0.001', 'br', 'br'],
  ['GZIP', 'gzip', 'gzip'],
  ['*', 'zstd', 'br'],
  ['*;q=0', 'identity', 'identity'],
  ['br;q=0, zstd;q=0, *', 'gzip', 'gzip'],
  ['identity', 'identity', 'identity'],
  ['brotli', 'identity', 'identity'],
];
for (const [header, page, file] of cases) {
  test(`Accept-Encoding ${header} gets pages in ${page} and files in ${file}`, () => {
    expect<Record<string, string>>(encodingsFor(header)).toEqual({ page, file });
  });
}

test('what was compressed comes back', () => {
  const text = 'Une phrase répétée. '.repeat(500);
  expect(brotliDecompressSync(compress(text, 'br')).toString()).toBe(text);
  expect(Buffer.from(Bun.zstdDecompressSync(compress(text, 'zstd'))).toString()).toBe(text);
  expect(Buffer.from(Bun.gunzipSync(compress(text, 'gzip'))).toString()).toBe(text);
  expect(Buffer.from(compress(text, 'identity')).toString()).toBe(text);
  expect(compress(text, 'br').length).toBeLessThan(200);
});

import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Encoding, surveyFile, textOf } from './encoding.ts';

const folder = mkdtempSync(join(tmpdir(), 'colophon-encoding-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function read(path: string) {
  const survey = await surveyFile(path);
  let text = '';
  for await (const piece of textOf(survey)) text += piece;
  return { encoding: survey.encoding, text };
}

const text = 'title,author\nÉmile,Jean-Jacques “Rousseau”\n';
const utf16 = (order: 'le' | 'be', mark: string) => {
  const bytes = Buffer.from(mark + text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
};
/** “ and ” are 147 and 148 there. */
const latin = Buffer.from(text.replace('“', '\u0093').replace('”', '\u0094'), 'latin1');

const encodings: [encoding: Encoding, bytes: Buffer][] = [
  ['utf-8', Buffer.from(text)],
  ['utf-8', Buffer.from(`\ufeff${text}`)],
  ['utf-16le', utf16('le', '\ufeff')],
  ['utf-16be', utf16('be', '\ufeff')],
  ['utf-16le', utf16('le', '')],
  ['utf-16be', utf16('be', '')],
  ['windows-1252', latin],
];
for (const [encoding, bytes] of encodings) {
  test(`${bytes.length} bytes of ${encoding} are found out and read`, async () => {
    expect(await read(file('plain.csv', bytes))).toEqual({ encoding, text });
    expect(await read(file('packed.csv.gz', gzipSync(Uint8Array.from(bytes))))).toEqual({ encoding, text });
  });
}

test('one byte that is no UTF-8, far down in the file, decides', async () => {
  const bytes = Buffer.concat([
    Buffer.from(`title\n${'Plain\n'.repeat(100_000)}`),
    Buffer.from('\u00c9mile\n', 'latin1'),
  ]);
  const { encoding, text: whole } = await read(file('late.csv', bytes));
  expect(encoding).toBe('windows-1252');
  expect(whole.endsWith('Émile\n')).toBe(true);
});

test('a character that lies across two pieces stays whole', async () => {
  const long = `title\n${'é'.repeat(200_001)}`;
  expect(await read(file('across.csv', `x${long}`))).toEqual({ encoding: 'utf-8', text: `x${long}` });
});

test.each([
  ['empty.csv', '', /is empty/],
  ['blank.csv', ' \n\n', /is empty/],
  ['mark.csv', '\ufeff', /is empty/],
  ['picture.csv', Buffer.from([0x89, 0x50, 0x4e, 0x47, ...Array.from({ length: 400 }, (_, at) => at % 7)]), /no text/],
  ['book.csv', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0]), /Excel, OpenDocument or zip/],
  ['damaged.csv.gz', gzipSync(Buffer.from(text.repeat(9000))).subarray(0, 90), /damaged/],
])('%s is refused with the reason', async (name, content, reason) => {
  const refused = surveyFile(file(name, content));
  expect(refused).rejects.toThrow(reason);
  await refused.catch(() => undefined);
});

test('what is no file is refused with the reason', async () => {
  for (const [path, reason] of [
    [folder, /is a folder/],
    [join(folder, 'nowhere.csv'), /There is no file/],
    [join(folder, 'empty.csv', 'below'), /There is no file/],
    ['/dev/null', /no ordinary file/],
  ] as const) {
    const refused = surveyFile(path);
    expect(refused).rejects.toThrow(reason);
    await refused.catch(() => undefined);
  }
});

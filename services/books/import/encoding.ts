// A file's bytes as text. The whole file is looked at once before anything is loaded: the first byte that is no UTF-8 may
// stand in its last line, and a packed file may be broken at its end.

import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { FileFault } from './fault.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export type Survey = {
  path: string;
  encoding: Encoding;
  compressed: boolean;
  /** Unpacked size in bytes. */
  bytes: number;
  /** The beginning of the text, to see its header in. */
  head: string;
};

const headBytes = 256 * 1024;

/** @throws FileFault where there is no text in it. */
export async function surveyFile(path: string): Promise<Survey> {
  await checkPlace(path);
  const start = await firstBytes(path, 8);
  const compressed = start[0] === 0x1f && start[1] === 0x8b;
  if (!compressed) refusePacked(start);
  const { bytes, head, validUtf8 } = await readThrough(path, compressed);
  if (head.length === 0) throw new FileFault(`${path} is empty.`);
  const encoding = encodingOf(head, validUtf8);
  if (encoding !== 'utf-16le' && encoding !== 'utf-16be') refuseBinary(path, head);
  const text = new TextDecoder(encoding).decode(head, { stream: true });
  if (text.trim() === '') throw new FileFault(`${path} is empty.`);
  return { path, encoding, compressed, bytes, head: text };
}

/** The text in pieces. `onBytes` is told how many bytes of it were read. */
export async function* textOf(survey: Survey, onBytes: (bytes: number) => void = () => {}): AsyncGenerator<string> {
  const decoder = new TextDecoder(survey.encoding);
  for await (const chunk of bytesOf(survey.path, survey.compressed)) {
    onBytes(chunk.length);
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}

async function checkPlace(path: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') throw new FileFault(`There is no file ${path}.`);
    throw new FileFault(`${path} cannot be read (${error.code}).`);
  });
  if (found.isDirectory()) throw new FileFault(`${path} is a folder. Name the CSV file in it.`);
  // The file is read twice, and a pipe can be read only once.
  if (!found.isFile()) throw new FileFault(`${path} is no ordinary file.`);
  if (found.size === 0) throw new FileFault(`${path} is empty.`);
}

async function firstBytes(path: string, count: number): Promise<Uint8Array> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new FileFault(`${path} cannot be read (${error.code}).`);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function readThrough(path: string, compressed: boolean) {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  const start: Buffer[] = [];
  let [bytes, kept, validUtf8] = [0, 0, true];
  for await (const chunk of bytesOf(path, compressed)) {
    bytes += chunk.length;
    if (kept < headBytes) {
      start.push(Buffer.from(chunk.subarray(0, headBytes - kept)));
      kept += chunk.length;
    }
    if (validUtf8) validUtf8 = decodes(() => utf8.decode(chunk, { stream: true }));
  }
  if (validUtf8) validUtf8 = decodes(() => utf8.decode());
  return { bytes, head: Buffer.concat(start), validUtf8 };
}

function decodes(decode: () => string): boolean {
  try {
    decode();
    return true;
  } catch {
    return false;
  }
}

async function* bytesOf(path: string, compressed: boolean): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: 64 * 1024 });
  // The callback is there for pipeline's sake: a fault comes out of the loop below as well.
  const stream: Readable = compressed ? pipeline(file, createGunzip(), () => {}) : file;
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    const packed = code.startsWith('Z_') || code.startsWith('ERR_');
    throw new FileFault(packed ? `${path} cannot be unpacked: it is damaged.` : `${path} cannot be read (${code}).`);
  } finally {
    file.destroy();
  }
}

function encodingOf(head: Buffer, validUtf8: boolean): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const sample = head.subarray(0, 4096);
  const zeros = (parity: number) => sample.filter((byte, at) => byte === 0 && at % 2 === parity).length;
  // Western text without a byte order mark: every other byte is zero.
  if (zeros(1) > sample.length * 0.3 && zeros(0) === 0) return 'utf-16le';
  if (zeros(0) > sample.length * 0.3 && zeros(1) === 0) return 'utf-16be';
  return validUtf8 ? 'utf-8' : 'windows-1252';
}

const packed: [start: number[], what: string][] = [
  [[0x50, 0x4b, 3, 4], 'an Excel, OpenDocument or zip file'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an old Excel file'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'a file packed with zstd'],
  [[0x42, 0x5a, 0x68], 'a file packed with bzip2'],
  [[0xfd, 0x37, 0x7a, 0x58], 'a file packed with xz'],
];

function refusePacked(start: Uint8Array): void {
  const found = packed.find(([bytes]) => bytes.every((byte, at) => start[at] === byte));
  if (found) throw new FileFault(`This is ${found[1]}. Save it as CSV (it may be packed with gzip) and import that.`);
}

/** Pictures and programs are full of control characters; one that slipped into a cell costs only its row. */
function refuseBinary(path: string, head: Buffer): void {
  const controls = head.filter((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13).length;
  if (controls > Math.max(8, head.length / 50)) throw new FileFault(`${path} is no text file.`);
}

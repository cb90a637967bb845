// The rows that were left out, for whoever mends them: the line, the reason and the row as it was, under the file's own
// header, so that the mended file can be imported itself.

import { existsSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { FileFault } from './fault.ts';

export type Reject = { line: number; reason: string; fields: string[] };
export type Rejects = {
  write(rows: Reject[]): Promise<void>;
  /** A file without rows is taken away again. */
  close(): Promise<void>;
};

const own = ['line', 'reason'];

/** @throws FileFault where nothing can be written, or where something stands that is no earlier list of rejects. */
export async function openRejects(path: string, header: string[]): Promise<Rejects> {
  await refuseStranger(path);
  const file = await opened(path, 'w');
  // A list of rejects that is imported again brings these two columns along.
  const skip = own.every((name, at) => header[at] === name) ? own.length : 0;
  const put = (text: string) => file.appendFile(text).catch((error) => Promise.reject(unwritable(path, error)));
  let count = 0;
  await put(csvLine([...own, ...header.slice(skip)]));
  return {
    async write(rows) {
      count += rows.length;
      const lines = rows.map(({ line, reason, fields }) => csvLine([String(line), reason, ...fields.slice(skip)]));
      if (rows.length > 0) await put(lines.join(''));
    },
    async close() {
      await file.close();
      if (count === 0) await rm(path, { force: true });
    },
  };
}

async function refuseStranger(path: string): Promise<void> {
  if (!existsSync(path)) return;
  const file = await opened(path, 'r');
  try {
    const start = await file.read(Buffer.alloc(12), 0, 12, 0).catch((error) => Promise.reject(unwritable(path, error)));
    const text = start.buffer.toString('utf8', 0, start.bytesRead);
    if (text === '' || text.startsWith(own.join())) return;
    throw new FileFault(`${path} is there already and is no list of rejects. Name another with --rejects.`);
  } finally {
    await file.close();
  }
}

const opened = (path: string, mode: string): Promise<FileHandle> =>
  open(path, mode).catch((error) => Promise.reject(unwritable(path, error)));

const unwritable = (path: string, error: NodeJS.ErrnoException) =>
  new FileFault(`The rejects cannot be written to ${path} (${error.code}). Name another file with --rejects.`);

const csvLine = (fields: string[]): string =>
  `${fields.map((field) => (/[",\r\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',')}\n`;

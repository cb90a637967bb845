// Bodies of requests, never read beyond the limit, whatever their headers say of their length.

import { Problem } from './problem.ts';

export const maxBodyBytes = 64 * 1024;
/** Bun's own refusal of a long body says nothing: it is put out of the way, and whoever reads a body keeps the limit. */
export const unlimitedBytes = 2 ** 30;

/** The whole body, undefined without one. @throws Problem 413 beyond the limit, before more than that was read */
export async function bodyOf(request: Request): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (announcesTooMuch(request)) throw tooLarge();
  if (request.body === null) return undefined;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body) {
    length += chunk.length;
    if (length > maxBodyBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

export const announcesTooMuch = (request: Request): boolean =>
  Number(request.headers.get('content-length') ?? 0) > maxBodyBytes;

export const tooLarge = () =>
  new Problem(413, 'too-large', `Send at most ${maxBodyBytes / 1024} KiB.`, { headers: { connection: 'close' } });

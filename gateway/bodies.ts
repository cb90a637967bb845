// Bodies of requests, never read beyond the limit, whatever their headers say of their length.

import { maxBodyBytes } from '#kit/http';
import { Problem } from '#kit/problem';
import type { Bytes } from './compress.ts';

/** The whole body, undefined without one. @throws Problem 413 beyond the limit, before more than that was read */
export async function bodyOf(request: Request): Promise<Bytes | undefined> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBodyBytes) throw tooLarge();
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

const tooLarge = () =>
  new Problem(413, 'too-large', `Send at most ${maxBodyBytes / 1024} KiB.`, { headers: { connection: 'close' } });

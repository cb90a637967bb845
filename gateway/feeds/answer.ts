// How documents for programs are answered: the same to everybody, so anybody may keep them a minute, and ask again with the tag.

import { isFresh } from '#kit/etag';
import { requestIdOf } from '#kit/http';
import { visitorsAddress } from '../addresses.ts';
import { type Asker, readMs } from '../calls.ts';
import { compress, encodingsFor } from '../compress.ts';
import { pictureHeaders } from '../headers.ts';

type Kind = {
  type: string;
  /** Seconds it may be kept; a minute unless told. */
  keptSeconds?: number;
  /** What it differs by, besides its encoding. */
  vary?: string;
};

export type FeedDocument = Kind & { body: string };

const smallest = 400;

/** Opened in a browser, a document of ours runs and loads nothing. */
export const documentHeaders = ({ type, keptSeconds = 60, vary }: Kind): Record<string, string> => ({
  ...pictureHeaders,
  'content-type': type,
  'cache-control': `public, max-age=${keptSeconds}, stale-while-revalidate=${5 * keptSeconds}`,
  vary: vary === undefined ? 'Accept-Encoding' : `${vary}, Accept-Encoding`,
});

/** The document, or 304 where the caller holds it. */
export function answerWith(request: Request, { body, ...kind }: FeedDocument): Response {
  const etag = `"${Bun.hash.xxHash64(body).toString(36)}"`;
  // Weak: one tag for the document, however it is packed.
  const headers = { ...documentHeaders(kind), etag: `W/${etag}` };
  if (isFresh(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers });
  const encoding = body.length < smallest ? 'identity' : encodingsFor(request.headers.get('accept-encoding')).page;
  if (encoding === 'identity') return new Response(body, { headers });
  return new Response(compress(body, encoding), { headers: { ...headers, 'content-encoding': encoding } });
}

/** Rooms are asked in nobody's name. */
export const askerOf = (request: Request): Asker => ({
  token: null,
  requestId: requestIdOf(request),
  address: visitorsAddress(request),
  account: null,
  readBy: performance.now() + readMs,
  resting: new Set(),
});

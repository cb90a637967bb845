// Entity tags of single resources: `"<version>-<digest>"`. The digest covers the whole representation, so If-None-Match is
// exact. If-Match looks at the version alone, which counts changes of the writable fields: a sale that lowers the stock
// must not refuse the clerk who is correcting the title.

import { changedMeanwhile } from './problem.ts';

export function etagOf(version: number, representation: unknown): string {
  return `"${version}-${Bun.hash(JSON.stringify(representation)).toString(36)}"`;
}

/** @throws Problem 412 where the caller's If-Match names another version than the present one. */
export function checkIfMatch(header: string | undefined, version: number, etag: string): void {
  if (header === undefined || header.trim() === '*') return;
  const versions = header.split(',').map((tag) => /^\s*"(\d+)-[^"]*"\s*$/.exec(tag)?.[1]);
  if (!versions.includes(String(version))) throw changedMeanwhile(etag);
}

/** True where the caller already holds this representation: answer 304. */
export function isFresh(header: string | undefined | null, etag: string): boolean {
  if (!header) return false;
  return header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}

/**
 * Who may keep an answer. What everybody is told may be kept if it is asked for again each time, which an entity tag makes
 * cheap; what is told to somebody with a token is theirs alone, and kept nowhere. A route may say otherwise.
 */
export function keeping({ method, headers }: Request): Record<string, string> {
  const forAll = (method === 'GET' || method === 'HEAD') && !headers.has('authorization');
  return { 'cache-control': forAll ? 'public, no-cache' : 'private, no-store', vary: 'Authorization' };
}

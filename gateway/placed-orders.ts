// The last order this browser placed, under the id of the wish: whoever sends the form again, after going back or by a second
// click, is led to that order instead of making another.

import type { Jar } from './cookies.ts';
import type { Seals } from './seals.ts';

const cookie = 'placed';
const daySeconds = 24 * 3600;

export function rememberPlaced(jar: Jar, seals: Seals, placed: { requestId: string; number: string }): void {
  jar.set(cookie, seals.seal(cookie, [placed.requestId, placed.number]), daySeconds);
}

/** The number of the order this wish became, or null. */
export function placedBefore(jar: Jar, seals: Seals, requestId: string): string | null {
  const sealed = jar.get(cookie);
  const values = sealed === null ? null : seals.unseal(cookie, sealed);
  return Array.isArray(values) && values[0] === requestId ? String(values[1]) : null;
}

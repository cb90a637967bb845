// Where the shop is at home: on the machine of whoever works on it. Pages of development are there and nowhere else.

import { notFound } from '#kit/problem';
import type { Deps } from './deps.ts';
import type { Visit } from './visit.ts';

/** Not in production, and at an address that no other machine can mean. */
export const isHomeGround = ({ settings, origin }: Deps): boolean =>
  settings.NODE_ENV !== 'production' && isLocalHost(new URL(origin).hostname);

const isLocalHost = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host);

/** @throws Problem 404 for who does not sit at this machine. There is no address where there is no wire, as in tests. */
export function checkSitsHere({ by }: Visit): void {
  if (by.address !== null && !/^(::ffff:)?127\.|^::1$/.test(by.address)) throw notFound('page');
}

// The books somebody looked at last, in a cookie that ends with the browser: the shop itself notes nothing.

import type { Jar } from './cookies.ts';

const cookie = 'seen';
const most = 5;
const format = /^[1-9]\d{0,8}(\.[1-9]\d{0,8}){0,4}$/;

/** Their ids, the last first; at most five. */
export function lookedAt(jar: Jar): number[] {
  const value = jar.get(cookie) ?? '';
  return format.test(value) ? [...new Set(value.split('.').map(Number))] : [];
}

export function noteLook(jar: Jar, id: number): void {
  const before = lookedAt(jar);
  if (before[0] === id) return;
  jar.set(cookie, [id, ...before.filter((other) => other !== id)].slice(0, most).join('.'));
}

export const forgetLooks = (jar: Jar): void => jar.clear(cookie);

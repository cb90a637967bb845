// A sentence for the next page: what came of a form that ended in a redirect. Signed, so that nobody can make the shop say
// something by a planted cookie, and gone after a minute or once it was shown.

import type { Frame } from '#views/layout.tsx';
import type { Jar } from './cookies.ts';
import type { Seals } from './seals.ts';

export type Flash = NonNullable<Frame['flash']>;

const cookie = 'flash';
const seconds = 60;
const kinds: readonly Flash['kind'][] = ['done', 'notice', 'problem'];

export function setFlash(jar: Jar, seals: Seals, flash: Flash): void {
  const text = Buffer.from(JSON.stringify([flash.kind, flash.text.slice(0, 600)])).toString('base64url');
  jar.set(cookie, `${text}.${seals.sign(cookie, text)}`, seconds);
}

/** The sentence, told once: its cookie is cleared. */
export function takeFlash(jar: Jar, seals: Seals): Flash | null {
  const given = jar.get(cookie);
  if (!given) return null;
  jar.clear(cookie);
  const [text = '', signature = ''] = given.split('.');
  if (!seals.verify(cookie, text, signature)) return null;
  const [kind, words] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [string, string];
  const known = kinds.find((name) => name === kind);
  return known ? { kind: known, text: words } : null;
}

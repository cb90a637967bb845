// The list of common passwords, read at its first use.

import { join } from 'node:path';
import { composed } from './rules.ts';

let list: Promise<Set<string>> | undefined;

/** True for one of the commonest passwords, in whatever letter case. */
export async function isCommonPassword(password: string): Promise<boolean> {
  list ??= Bun.file(join(import.meta.dir, 'common-passwords.txt'))
    .text()
    .then((text) => new Set(text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))));
  return (await list).has(composed(password).toLowerCase());
}

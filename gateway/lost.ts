// What somebody looked for at an address where nothing is: told from the address alone, since nobody is asked for a page of an error.

import type { Lost } from '#views/errors/lost.tsx';

const kinds: readonly [RegExp, Lost['kind']][] = [
  [/^\/books\/(?<words>[^/]+(\/[^/]+)?)/, 'book'],
  [/^\/authors\/(?<words>[^/]+)/, 'author'],
  [/^\/shelves\/(?<words>[^/]+)/, 'shelf'],
  [/^\/(orders|track|account\/orders)\//, 'order'],
  [/^\/reviews\//, 'review'],
];

const longest = 80;

/** `words` are worth searching for; empty where the address tells none. */
export function lostAt(path: string): Lost {
  for (const [pattern, kind] of kinds) {
    const match = pattern.exec(path);
    if (match) return { kind, words: wordsOf(match.groups?.words ?? '') };
  }
  return { kind: 'page', words: '' };
}

/** `9780141439587/emma-woodhouse` → `emma woodhouse`: numbers are no words, unless there is nothing else. */
function wordsOf(text: string): string {
  const parts = decoded(text).split('/');
  const said = parts.filter((part) => !/^[\d-]*$/.test(part)).at(-1) ?? parts[0] ?? '';
  return said
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .slice(0, longest);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

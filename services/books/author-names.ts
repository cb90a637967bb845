// Who is meant by the author line of a book. The line itself is kept as it was given; pages and filters use these names.
//
// Semicolons and ampersands always separate people. A comma does only where every part of it is a name of two words or
// more ("J. K. Rowling, Mary GrandPré"): "Austen, Jane" is one person, written for a catalogue, and so is "Le Guin,
// Ursula K.", whose second part ends with an initial. "Jr.", "III", "PhD" and the like belong to the name before them.

import { slugOf } from './slug.ts';

export type AuthorName = { name: string; slug: string };

const mostAuthors = 20;
const suffix = /^(jr|sr|junior|senior|[ivx]{1,4}|ph\.? ?d|m\.? ?d|d\.? ?phil|esq|obe|s\.? ?j)\.?$/i;

// Every answer about a book names its authors, so what was read once is kept; emptied when full.
const mostKept = 5000;
const kept = new Map<string, readonly AuthorName[]>();

/** The people of an author line in its order, each once, at most 20. */
export function authorsOf(line: string): AuthorName[] {
  let names = kept.get(line);
  if (!names) {
    names = readLine(line);
    if (kept.size >= mostKept) kept.clear();
    kept.set(line, names);
  }
  return [...names];
}

function readLine(line: string): AuthorName[] {
  const names = line
    .split(/[;&]/)
    .flatMap(splitAtCommas)
    .map((name) => name.replace(/\s+/g, ' ').trim())
    .filter((name) => name !== '');
  const bySlug = new Map<string, AuthorName>();
  for (const name of names.length > 0 ? names : [line.trim()]) {
    const slug = slugOf(name);
    if (!bySlug.has(slug)) bySlug.set(slug, { name, slug });
  }
  return [...bySlug.values()].slice(0, mostAuthors);
}

function splitAtCommas(piece: string): string[] {
  const parts: string[] = [];
  for (const part of piece.split(',').map((text) => text.trim())) {
    const before = parts.at(-1);
    if (before !== undefined && suffix.test(part)) parts[parts.length - 1] = `${before}, ${part}`;
    else if (part !== '') parts.push(part);
  }
  const inverted = parts.length === 2 && /\s\p{Lu}\.$/u.test(parts[1] ?? '');
  return parts.every((part) => /\S\s+\S/.test(part)) && !inverted ? parts : [parts.join(', ')];
}

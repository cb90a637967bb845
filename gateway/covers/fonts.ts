// The bookshop's typefaces. Fontsource splits a face into subsets by script; a subset's file is opened when the first
// text needs one of its letters, and fontkit itself on the first cover, so the gateway starts without them.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Font } from 'fontkit';

export type FaceName = 'serif' | 'light' | 'italic' | 'display' | 'sans';

/** One opened font file. `number` tells it from the others in caches. */
export type Subset = { font: Font; number: number };

type Source = { folder: string; style: string; subsets: readonly string[]; understudy?: FaceName };

const scripts = ['latin', 'latin-ext', 'vietnamese', 'cyrillic', 'cyrillic-ext', 'greek', 'greek-ext'];

const sources: Record<FaceName, Source> = {
  serif: { folder: 'literata', style: '600-normal', subsets: scripts },
  light: { folder: 'literata', style: '300-normal', subsets: scripts },
  italic: { folder: 'literata', style: '400-italic', subsets: scripts },
  display: {
    folder: 'libre-caslon-display',
    style: '400-normal',
    subsets: ['latin', 'latin-ext'],
    understudy: 'light',
  },
  sans: {
    folder: 'hanken-grotesk',
    style: '600-normal',
    subsets: ['latin', 'latin-ext', 'vietnamese', 'cyrillic-ext'],
    understudy: 'serif',
  },
};

/** The face itself or, where it lacks a letter of the text, its understudy; nothing if that lacks one too. */
export function faceCovering(name: FaceName, text: string): FaceName | undefined {
  for (let face: FaceName | undefined = name; face !== undefined; face = sources[face].understudy) {
    if (covers(face, text)) return face;
  }
  return undefined;
}

/** The first subset of the face that has every character of the cluster (a letter and its marks). */
export function subsetWith(face: FaceName, cluster: string): Subset | undefined {
  const remembered = subsetsFound[face].get(cluster);
  if (remembered !== undefined) return remembered === 'none' ? undefined : remembered;
  const found = sources[face].subsets
    .filter((subset) => mayHave(sources[face].folder, subset, cluster))
    .map((subset) => opened(face, subset))
    .find(({ font }) => codePoints(cluster).every((codePoint) => font.hasGlyphForCodePoint(codePoint)));
  // Clusters come from titles anyone may write, so what is remembered must have an end.
  if (subsetsFound[face].size >= 5000) subsetsFound[face].clear();
  subsetsFound[face].set(cluster, found ?? 'none');
  return found;
}

const marked = /\p{M}/u;

/** The letters of a text, each with the marks that belong to it. */
export function clusters(text: string): string[] {
  return marked.test(text) ? (text.match(/\P{M}\p{M}*|\p{M}+/gu) ?? []) : [...text];
}

function covers(face: FaceName, text: string): boolean {
  return clusters(text).every((cluster) => cluster === ' ' || subsetWith(face, cluster) !== undefined);
}

const subsetsFound: Record<FaceName, Map<string, Subset | 'none'>> = {
  serif: new Map(),
  light: new Map(),
  italic: new Map(),
  display: new Map(),
  sans: new Map(),
};

const require = createRequire(import.meta.url);
const files = new Map<string, Subset>();

function opened(face: FaceName, subset: string): Subset {
  const { folder, style } = sources[face];
  const path = `@fontsource/${folder}/files/${folder}-${subset}-${style}.woff`;
  const open = files.get(path);
  if (open !== undefined) return open;
  const { create } = require('fontkit') as typeof import('fontkit');
  const file = { font: create(readFileSync(require.resolve(path))), number: files.size };
  files.set(path, file);
  return file;
}

type Range = { from: number; to: number };
const ranges = new Map<string, Record<string, Range[]>>();

/** Asks the package's own list of ranges first: no Greek file is opened to learn that it has no Hebrew. */
function mayHave(folder: string, subset: string, cluster: string): boolean {
  const known = ranges.get(folder) ?? readRanges(folder);
  ranges.set(folder, known);
  const inSubset = known[subset] ?? [];
  return codePoints(cluster).every((point) => inSubset.some(({ from, to }) => point >= from && point <= to));
}

function readRanges(folder: string): Record<string, Range[]> {
  const listed = require(`@fontsource/${folder}/unicode.json`) as Record<string, string>;
  return Object.fromEntries(Object.entries(listed).map(([subset, text]) => [subset, text.split(',').map(parseRange)]));
}

function parseRange(text: string): Range {
  const [from = '', to = from] = text.replace('U+', '').split('-');
  return { from: Number.parseInt(from, 16), to: Number.parseInt(to, 16) };
}

function codePoints(text: string): number[] {
  return [...text].map((char) => char.codePointAt(0) ?? 0);
}

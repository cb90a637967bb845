// Sets words in a face: how wide they are and how they are drawn. Everything is measured in ems until it is drawn.
import type { GlyphRun, PathCommand } from 'fontkit';
import { clusters, type FaceName, faceCovering, type Subset, subsetWith } from './fonts.ts';
import { grainAt, pathWriter } from './outline.ts';
import { systemType } from './system-type.ts';

/** A line ready to be drawn: its left edge, its width as measured and its baseline, in user units. */
export type PlacedLine = { words: readonly SpacedWord[]; left: number; width: number; baseline: number };

export type SpacedWord = { text: string; spaceAfter: boolean };

export type Align = 'left' | 'middle' | 'right';

/** How far printed ink reaches: left and right of a word's origin, above and below its baseline, in ems. */
export type Ink = { left: number; right: number; top: number; bottom: number };

/** A way of setting a text. Lengths are in ems. */
export type Typeset = {
  width(word: string): number;
  ink(word: string): Ink;
  space: number;
  /** Height of a capital above the baseline, and the depth of a p below it. */
  capital: number;
  descender: number;
  /** What to multiply a layout's distance between lines with. */
  leading: number;
  /** Drawn by ourselves, so it may be as large as we like and turned on its side. */
  outlined: boolean;
  draw(lines: readonly PlacedLine[], style: { size: number; fill: string; align: Align }): string;
};

/**
 * How to set this text in this face; `tracking` widens every letter by that share of an em. If no face of ours has all
 * of its letters the whole text is left to the fonts of the reader: two kinds of letters in one title look broken.
 */
export function typeset(face: FaceName, text: string, tracking = 0): Typeset {
  const covering = faceCovering(face, text);
  return covering === undefined ? systemType(face, text) : outlineType(covering, tracking);
}

type PlacedGlyph = { subset: Subset; id: number; commands: () => PathCommand[]; ink: () => Ink; x: number; y: number };
type Word = { glyphs: PlacedGlyph[]; width: number };

function outlineType(face: FaceName, tracking: number): Typeset {
  const space = wordIn(face, ' ').width + 2 * tracking;
  const wordOf =
    tracking === 0 ? (text: string) => wordIn(face, text) : (text: string) => tracked(face, text, tracking);
  return {
    width: (word) => wordOf(word).width,
    ink: (word) => inkOf(wordOf(word)),
    space,
    capital: 0.7,
    descender: 0.25,
    leading: 1,
    outlined: true,
    draw(lines, { size, fill }) {
      const path = pathWriter(size);
      for (const line of lines) {
        let x = line.left;
        for (const { text, spaceAfter } of line.words) {
          const word = wordOf(text);
          for (const glyph of word.glyphs) path.glyph(glyph, x + glyph.x * size, line.baseline - glyph.y * size);
          x += (word.width + (spaceAfter ? space : 0)) * size;
        }
      }
      return `<path transform="scale(${1 / grainAt(size)})" fill="${fill}" d="${path.data()}"/>`;
    },
  };
}

function inkOf(word: Word): Ink {
  if (word.glyphs.length === 0) return { left: 0, right: 0, top: 0, bottom: 0 };
  const all = word.glyphs.map(({ ink, x, y }) => {
    const own = ink();
    return { left: own.left + x, right: own.right + x, top: own.top + y, bottom: own.bottom + y };
  });
  return {
    left: Math.min(...all.map(({ left }) => left)),
    right: Math.max(...all.map(({ right }) => right)),
    top: Math.max(...all.map(({ top }) => top)),
    bottom: Math.min(...all.map(({ bottom }) => bottom)),
  };
}

const words = new Map<string, Word>();

/** Shaping is the dear part (kerning, ligatures, marks), and the same words come in title after title. */
function wordIn(face: FaceName, text: string): Word {
  const key = `${face} ${text}`;
  const known = words.get(key);
  if (known !== undefined) return known;
  const word = shaped(face, text);
  if (words.size >= 10_000) words.clear();
  if (text.length <= 40) words.set(key, word);
  return word;
}

function shaped(face: FaceName, text: string): Word {
  const word: Word = { glyphs: [], width: 0 };
  for (const { subset, part } of parts(face, text)) {
    const scale = 1 / subset.font.unitsPerEm;
    const run: GlyphRun = subset.font.layout(part);
    run.glyphs.forEach((glyph, index) => {
      const { xAdvance = 0, xOffset = 0, yOffset = 0 } = run.positions[index] ?? {};
      word.glyphs.push({
        subset,
        id: glyph.id,
        commands: () => glyph.path.commands,
        ink: () => {
          const { minX, minY, maxX, maxY } = glyph.bbox;
          return { left: minX * scale, right: maxX * scale, top: maxY * scale, bottom: minY * scale };
        },
        x: word.width + xOffset * scale,
        y: yOffset * scale,
      });
      word.width += xAdvance * scale;
    });
  }
  return word;
}

/** A word cut where the subset changes: the "Č" of "Čapek" is in another file than the rest. */
function parts(face: FaceName, text: string): { subset: Subset; part: string }[] {
  const found: { subset: Subset; part: string }[] = [];
  for (const cluster of clusters(text)) {
    const subset = subsetWith(face, cluster);
    const last = found.at(-1);
    if (subset === undefined) continue;
    if (last?.subset === subset) last.part += cluster;
    else found.push({ subset, part: cluster });
  }
  return found;
}

/** Letter by letter, without kerning and ligatures, which have no place among spaced capitals. */
function tracked(face: FaceName, text: string, tracking: number): Word {
  const word: Word = { glyphs: [], width: -tracking };
  for (const cluster of clusters(text)) {
    const letter = wordIn(face, cluster);
    for (const glyph of letter.glyphs) word.glyphs.push({ ...glyph, x: word.width + tracking + glyph.x });
    word.width += letter.width + tracking;
  }
  return word;
}

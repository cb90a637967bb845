// Fits a text into a box: the largest of the given sizes at which it can be broken into lines that go in.
import { breakLines, type Column, fill, leansOn, lineWidth, type Unit, unitsOf } from './breaking.ts';
import type { FaceName } from './fonts.ts';
import { type Align, type PlacedLine, type Typeset, typeset } from './typeset.ts';

/** `sizes` run from large to small; `tracking` and `leading` are in ems. */
export type BlockWish = {
  text: string;
  face: FaceName;
  width: number;
  /** From the top of the first line's capitals to the last baseline. */
  height: number;
  lines: number;
  sizes: readonly number[];
  leading?: number;
  tracking?: number;
};

/** Where lines align, and in which ink. */
export type Flush = { x: number; align: Align; fill: string };

/** A text that has been fitted. `height` is as in the wish, and 0 for an empty text, which draws nothing. */
export type Block = {
  size: number;
  height: number;
  /** How far letters reach below the last baseline. */
  below: number;
  outlined: boolean;
  /** What stands on each line. */
  lines: readonly string[];
  /** Nothing of the text had to be left out. */
  whole: boolean;
  /** Draws the lines from, around or up to x; the capitals of the first hang from `top`, or the last one stands on `baseline`. */
  draw(place: Flush & ({ top: number } | { baseline: number })): string;
};

/** Fits the text, in the worst case with its end left out and marked by an ellipsis. */
export function fit(asked: BlockWish): Block {
  const type = typeset(asked.face, asked.text, asked.tracking);
  // Where the reader's fonts are a guess, what is too large would be far too large.
  const sizes = type.outlined ? asked.sizes : asked.sizes.filter((size) => size <= 62);
  const wish = withoutOverlongWords({ ...asked, sizes }, type);
  const leading = (wish.leading ?? 1.12) * type.leading;
  const units = wish.text === '' ? [] : unitsOf(wish.text, type);
  let largest: Block | undefined;
  for (const size of wish.sizes) {
    const lines = breakLines(units, columnAt(wish, type, { size, leading }));
    if (!lines) continue;
    const found = block(type, lines, { size, leading, whole: wish.text === asked.text });
    // A little smaller is better than an "of" alone on its line; much smaller is not.
    if (largest && size < 0.7 * largest.size) break;
    if (!lines.some(isLonelyWord)) return found;
    largest ??= found;
  }
  if (largest) return largest;
  const size = smallest(wish);
  return block(type, shorten(units, type, columnAt(wish, type, { size, leading })), { size, leading, whole: false });
}

/**
 * A word that even the smallest size cannot hold is cut, and then stands in a size that can be read: cut it is anyway.
 */
function withoutOverlongWords(wish: BlockWish, type: Typeset): BlockWish {
  const tooWide = (word: string, width: number) => unitsOf(word, type).some((unit) => unit.width > width);
  const words = wish.text.split(' ');
  if (!words.some((word) => tooWide(word, wish.width / smallest(wish)))) return wish;
  const sizes = wish.sizes.filter((size) => size <= Math.max(22, smallest(wish)));
  const width = wish.width / (sizes[0] ?? smallest(wish));
  return {
    ...wish,
    sizes,
    text: words.map((word) => (tooWide(word, width) ? cut(word, width, type) : word)).join(' '),
  };
}

const letters = new Intl.Segmenter('en');

/** The start of a word that fits the width, in ems, with an ellipsis. */
function cut(word: string, width: number, type: Typeset): string {
  let kept = '';
  // Not even a row of the narrowest letters holds a hundred of them.
  for (const { segment } of [...letters.segment(word.slice(0, 200))].slice(0, 100)) {
    if (type.width(`${kept}${segment}…`) > width) break;
    kept += segment;
  }
  return `${kept}…`;
}

function isLonelyWord(line: readonly Unit[], index: number): boolean {
  const [only] = line;
  return index > 0 && line.length === 1 && only !== undefined && leansOn(only);
}

function smallest(wish: BlockWish): number {
  return wish.sizes.at(-1) ?? 12;
}

type Scale = { size: number; leading: number };

function columnAt(wish: BlockWish, type: Typeset, { size, leading }: Scale): Column {
  const least = size === smallest(wish) ? 1 : 0;
  const high = Math.floor((wish.height - type.capital * size) / (leading * size) + 1);
  return { width: wish.width / size, space: type.space, most: Math.max(least, Math.min(wish.lines, high)) };
}

function block(
  type: Typeset,
  lines: readonly (readonly Unit[])[],
  { size, leading, whole }: Scale & { whole: boolean },
): Block {
  const widths = lines.map((line) => lineWidth(line, type.space) * size);
  // The white before a letter differs; large type looks ragged unless it is the ink that stands on the margin.
  const overhang = (words: readonly Unit[]) => type.ink(words[0]?.text ?? '').left * size;
  return {
    size,
    height: lines.length === 0 ? 0 : (type.capital + (lines.length - 1) * leading) * size,
    below: lines.length === 0 ? 0 : type.descender * size,
    outlined: type.outlined,
    lines: lines.map(join),
    whole,
    draw({ x, align, fill, ...place }) {
      if (lines.length === 0) return '';
      const last = (lines.length - 1) * leading * size;
      const first = 'top' in place ? place.top + type.capital * size : place.baseline - last;
      const placed = lines.map((words, index): PlacedLine => {
        const width = widths[index] ?? 0;
        const left = { left: x - overhang(words), middle: x - width / 2, right: x - width }[align];
        return { words, left, width, baseline: first + index * leading * size };
      });
      return type.draw(placed, { size, fill, align });
    },
  };
}

/** The lines of as many units as fit with an ellipsis after them. */
function shorten(units: readonly Unit[], type: Typeset, column: Column): Unit[][] {
  const most = Math.min(units.length - 1, fill(units, column).units);
  for (let count = most; count > 0; count--) {
    const kept = units.slice(0, count);
    if (count > 1 && count > most - 4 && kept.slice(-1).some(leansOn)) continue;
    const lines = breakLines(unitsOf(`${join(kept).replace(/[\s\p{P}]+$/u, '')}…`, type), column);
    if (lines) return lines;
  }
  return [];
}

function join(units: readonly Unit[]): string {
  return units
    .map((unit) => unit.text + (unit.spaceAfter ? ' ' : ''))
    .join('')
    .trim();
}

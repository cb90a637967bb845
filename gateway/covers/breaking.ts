// Breaks a title into lines by dynamic programming: of all ways to fill so many lines it takes the most even one.
import type { SpacedWord, Typeset } from './typeset.ts';

/** A piece of text that stays on one line. `cost` is how bad a line's end is after it, as a share of a whole line. */
export type Unit = SpacedWord & { width: number; cost: number };

const dangling =
  /^(?:an?|and|as|at|but|by|for|from|in|into|is|its?|my|nor|of|on|or|our|so|than|the|to|vs?\.?|with|your|&|de|del|der|des|die|das|den|di|du|el|en|et|la|las|le|les|los|l’|o|u|un|und|une|y|von|van|zu|à|mrs?\.|dr\.|st\.|no\.|part|vol\.?|volume|book)$/iu;

const scriptWithoutSpaces =
  /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u31ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\u{20000}-\u{3ffff}]/u;

const danglingCost = 0.15;

/** A word that leans on the next one: "of", "the", "and". It should neither end a line nor have one to itself. */
export function leansOn(unit: Unit): boolean {
  return unit.cost >= danglingCost;
}

/** The units of a text: words, parts of words after a hyphen or slash, and words of scripts without spaces. */
export function unitsOf(text: string, type: Typeset): Unit[] {
  return wordsOf(text).flatMap((word) => {
    const pieces = scriptWithoutSpaces.test(word) ? segments(word) : hyphenated(word);
    return pieces.map((piece, index) => {
      const spaceAfter = index === pieces.length - 1;
      return { text: piece, width: type.width(piece), spaceAfter, cost: costAfter(piece, spaceAfter) };
    });
  });
}

/** Words at spaces; a dash or slash that stands alone stays with the word before it. */
function wordsOf(text: string): string[] {
  return text.split(/ (?![–—/|·•-]+(?: |$))/u);
}

/** Lines `width` ems wide, and `most` of them at most. */
export type Column = { width: number; space: number; most: number };

/** The most even distribution over as few lines as it takes; nothing if that is too many or a unit is too wide. */
export function breakLines(units: readonly Unit[], column: Column): Unit[][] | undefined {
  const { lines: count, units: set } = fill(units, column);
  if (set < units.length) return undefined;
  if (count <= 1) return units.length === 0 ? [] : [[...units]];
  // best[n][end]: the least cost of setting the first `end` units on n lines, and where the last of them starts.
  const best: { cost: number; start: number }[][] = [[{ cost: 0, start: 0 }]];
  for (let n = 1; n <= count; n++) {
    const row: { cost: number; start: number }[] = [];
    for (let end = n; end <= units.length; end++) row[end] = bestLine({ units, end }, column, best[n - 1] ?? []);
    best.push(row);
  }
  const lines: Unit[][] = [];
  for (let n = count, end = units.length; n > 0; n--) {
    const start = best[n]?.[end]?.start ?? 0;
    lines.unshift(units.slice(start, end));
    end = start;
  }
  return lines;
}

/** The width of units on one line, in ems. */
export function lineWidth(line: readonly Unit[], space: number): number {
  return line.reduce(
    (sum, unit, index) => sum + unit.width + (unit.spaceAfter && index < line.length - 1 ? space : 0),
    0,
  );
}

/** Fills each line as far as it goes: how many units get in that way, and on how many lines, which is the fewest. */
export function fill(units: readonly Unit[], { width, space, most }: Column): { units: number; lines: number } {
  let lines = 0;
  let room = 0;
  let gap = 0;
  for (const [index, unit] of units.entries()) {
    if (lines > 0 && gap + unit.width <= room) room -= gap + unit.width;
    else if (lines === most || unit.width > width) return { units: index, lines };
    else {
      lines++;
      room = width - unit.width;
    }
    gap = unit.spaceAfter ? space : 0;
  }
  return { units: units.length, lines };
}

function bestLine(
  { units, end }: { units: readonly Unit[]; end: number },
  { width, space }: Column,
  before: readonly ({ cost: number; start: number } | undefined)[],
): { cost: number; start: number } {
  const ending = end < units.length ? (units[end - 1]?.cost ?? 0) : 0;
  let best = { cost: Number.POSITIVE_INFINITY, start: end - 1 };
  let filled = 0;
  for (let start = end - 1; start >= 0; start--) {
    const unit = units[start];
    if (unit === undefined) break;
    filled += unit.width + (unit.spaceAfter && start < end - 1 ? space : 0);
    if (filled > width) break;
    const raggedness = (1 - filled / width) ** 2;
    const cost = (before[start]?.cost ?? Number.POSITIVE_INFINITY) + raggedness + ending;
    if (cost < best.cost) best = { cost, start };
  }
  return best;
}

function costAfter(piece: string, wordEnds: boolean): number {
  if (!wordEnds) return scriptWithoutSpaces.test(piece) ? 0 : 0.05;
  if (/[,:;—–!?]$/u.test(piece)) return -0.03;
  return dangling.test(piece) || /^\p{Ll}$/u.test(piece) ? danglingCost : 0;
}

/** "Self-Centered" may be broken after its hyphen, "X-Men" may not. */
function hyphenated(word: string): string[] {
  return word.match(/[^/—–-]{3,}[/—–-]+(?=\p{L}{3})|.+/gu) ?? [word];
}

let segmenter: Intl.Segmenter | undefined;

/** Words as the language divides them; punctuation stays with the word before it, an opening bracket with the next. */
function segments(word: string): string[] {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'word' });
  const pieces: string[] = [];
  let opening = '';
  for (const { segment, isWordLike } of segmenter.segment(word)) {
    const last = pieces.length - 1;
    if (/^[\p{Ps}\p{Pi}]$/u.test(segment)) opening += segment;
    else if (!isWordLike && opening === '' && last >= 0) pieces[last] += segment;
    else {
      pieces.push(opening + segment);
      opening = '';
    }
  }
  if (opening !== '') pieces.push(opening);
  return pieces;
}

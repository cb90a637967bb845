// What a layout gets to work with: the words, the inks, and the two blocks of type nearly every cover has.
import { type Block, type BlockWish, type Flush, fit } from './block.ts';
import type { Palette } from './palette.ts';
import type { Random } from './seed.ts';

export type Sheet = {
  title: string;
  author: string;
  /** The slug, for the emblem, and the name, for the imprint line; both may be empty. */
  shelf: string;
  shelfName: string;
  /** The large initial, if the title has a letter. */
  initial: string | undefined;
  palette: Palette;
  /** The margin that type set to one side stands on: the left one, or the right one for Hebrew and Arabic. */
  flush: Flush;
  random: Random;
  /** Unique among covers, for the rare element that needs a name. */
  id: string;
  /** Told each setting of the title that a design tries, the one it takes last. */
  onTitle?: (block: Block) => void;
};

/** Draws the whole page of one cover but for the hinge, which all have. */
export type Layout = (sheet: Sheet) => string;

/** The edges of type set flush left: clear of the hinge, and even with the right margin. */
export const margin = { left: 26, right: 274, width: 248 };

/** The title in a box; 12 % leading and the sizes are what most layouts use. */
export function titleBlock(sheet: Sheet, wish: Omit<BlockWish, 'text' | 'face'> & Partial<BlockWish>): Block {
  const block = fit({ text: sheet.title, face: 'serif', ...wish });
  sheet.onTitle?.(block);
  return block;
}

/** The author's name on one or two lines; of many names the first that fit, and an ellipsis for the others. */
export function authorBlock(sheet: Sheet, wish: Partial<BlockWish> = {}): Block {
  const sizes = [16, 15, 14, 13, 12];
  const column = { face: 'sans', width: margin.width, height: 40, lines: 2, leading: 1.25, sizes, ...wish } as const;
  const names = sheet.author.split(', ');
  const all = fit({ text: sheet.author, ...column });
  for (let count = Math.min(names.length - 1, 5); count > 0 && !all.whole; count--) {
    const first = fit({ text: `${names.slice(0, count).join(', ')}…`, ...column });
    if (first.whole) return first;
  }
  return all;
}

/** Where a short thing that goes with type set to one side begins, so that it is flush with it. */
export function beside(flush: Flush, length: number): number {
  return flush.align === 'right' ? flush.x - length : flush.x;
}

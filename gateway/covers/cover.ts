// The cover of a book that has none: one of eight designs in the inks of its shelf, drawn from its title and author.
import { band } from './layouts/band.ts';
import { field } from './layouts/field.ts';
import { label } from './layouts/label.ts';
import { motif } from './layouts/motif.ts';
import { orbit } from './layouts/orbit.ts';
import { rules } from './layouts/rules.ts';
import { tiles } from './layouts/tiles.ts';
import { type } from './layouts/type.ts';
import { type Palette, paletteFor } from './palette.ts';
import { bookSeed, type CoverBook, contentHash, randomFrom } from './seed.ts';
import { type Layout, margin, type Sheet } from './sheet.ts';
import { escapeXml, page } from './svg.ts';
import { coverName, coverTitle, initialOf, readsRightToLeft, shelfName } from './wording.ts';

export type { CoverBook } from './seed.ts';

/** Raise it with any change to a design: addresses of covers are cached for ever and must then change too. */
const designVersion = 1;

export const layouts = { band, label, field, tiles, rules, motif, orbit, type } satisfies Record<string, Layout>;
export type LayoutName = keyof typeof layouts;

/** The cover as a complete SVG document of 300 × 450; the same book always gets the same one. Never throws. */
export function cover(book: CoverBook): string {
  return drawCover(book, { layout: layoutOf(book), palette: paletteOf(book) });
}

/** Ten letters and digits that change whenever the picture does, for `/covers/{key}-{hash}.svg`. Draws nothing. */
export function coverHash(book: CoverBook): string {
  return contentHash(book, designVersion);
}

const layoutNames = Object.keys(layouts) as LayoutName[];

/** The design this book gets. */
export function layoutOf(book: CoverBook): LayoutName {
  return layoutNames[(bookSeed(book) >>> 8) % layoutNames.length] ?? 'type';
}

function paletteOf(book: CoverBook): Palette {
  return paletteFor(book.shelf, bookSeed(book) % 9973);
}

/** Draws a book in a given design and palette; what `cover` does once it has chosen both. */
export function drawCover(book: CoverBook, { layout, palette }: { layout: LayoutName; palette: Palette }): string {
  const sheet = sheetOf(book, palette);
  const size = `viewBox="0 0 ${page.width} ${page.height}" width="${page.width}" height="${page.height}"`;
  const name = escapeXml(sheet.author === '' ? sheet.title : `${sheet.title} by ${sheet.author}`);
  const head = `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img"><title>${name}</title>`;
  return `${head}${layouts[layout](sheet)}${hinge}</svg>`;
}

/** What a book's cover says its title is, line by line; for proofs, which cannot read outlines. */
export function titleOn(book: CoverBook): { asked: string; lines: readonly string[] } {
  let lines: readonly string[] = [];
  const onTitle: Sheet['onTitle'] = (block) => {
    lines = block.lines;
  };
  const sheet = { ...sheetOf(book, paletteOf(book)), onTitle };
  layouts[layoutOf(book)](sheet);
  return { asked: sheet.title, lines };
}

/** The groove where the board meets the spine makes a picture a book. */
const hinge =
  '<path stroke="#000" stroke-opacity=".14" d="M10.500 0v450"/><path stroke="#fff" stroke-opacity=".16" d="M11.500 0v450"/>';

function sheetOf(book: CoverBook, palette: Palette): Sheet {
  const name = coverName(book.author);
  const ownTitle = coverTitle(book.title);
  const title = ownTitle || name || '⁂';
  const shelf = book.shelf ?? '';
  return {
    title,
    author: ownTitle === '' ? '' : name,
    shelf,
    shelfName: shelfName(shelf),
    initial: initialOf(title),
    palette,
    flush: readsRightToLeft(title)
      ? { x: margin.right, align: 'right', fill: palette.text }
      : { x: margin.left, align: 'left', fill: palette.text },
    random: randomFrom(bookSeed(book)),
    id: `m${contentHash(book, designVersion)}`,
  };
}

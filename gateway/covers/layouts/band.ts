// The three-part paperback: coloured boards above and below, the words on pale paper between them.
import { fit } from '../block.ts';
import { emblem } from '../emblem.ts';
import { contrast, inkOn, mix, type Palette, paperInk, paperOn } from '../palette.ts';
import { authorBlock, type Sheet, titleBlock } from '../sheet.ts';
import { ground, page, rect } from '../svg.ts';

const centre = page.width / 2 + 4;

export function band(sheet: Sheet): string {
  const { palette, random } = sheet;
  const boards = boardsOf(palette);
  const paper = boards === palette.ground ? paperOn(palette) : palette.ground;
  const ink = inkOn(boards, palette);
  const top = random.chance(0.6) ? 136 : 104;
  const bottom = page.height - top;
  const stripe = contrast(palette.accent, boards) > 1.3 ? palette.accent : palette.second;
  return [
    ground(boards),
    rect(0, top, page.width, bottom - top, paper),
    rect(0, top - 7, page.width, 4, stripe),
    rect(0, bottom + 3, page.width, 4, stripe),
    emblem(sheet.shelf, { x: centre, y: top / 2 - 2, ink, ground: boards, scale: top > 110 ? 1.35 : 1.1 }),
    words(sheet, { top, bottom }),
    imprint(sheet, { y: bottom + top / 2 + 4, ink: mix(ink, boards, 0.12) }),
  ].join('');
}

function words(sheet: Sheet, paper: { top: number; bottom: number }): string {
  const height = paper.bottom - paper.top;
  const author = authorBlock(sheet, { face: 'italic', width: 244, sizes: [18, 17, 16, 15, 14, 13] });
  const gap = author.height === 0 ? 0 : 20;
  const room = height - 44 - author.height - gap;
  const sizes = [46, 42, 38, 34, 31, 28, 25, 22, 20, 18, 16];
  const title = titleBlock(sheet, { width: 248, height: room, lines: 5, sizes, leading: 1.1 });
  const start = paper.top + (height - title.height - gap - author.height) / 2;
  const place = { x: centre, fill: paperInk, align: 'middle' } as const;
  return title.draw({ ...place, top: start }) + author.draw({ ...place, top: start + title.height + gap });
}

/** The shelf's name in spaced capitals, where such paperbacks name their series. */
function imprint(sheet: Sheet, { y, ink }: { y: number; ink: string }): string {
  const text = sheet.shelfName.toLocaleUpperCase('en');
  const line = fit({ text, face: 'sans', width: 220, height: 20, lines: 1, sizes: [11, 9], tracking: 0.22 });
  return line.draw({ x: centre, top: y - line.height / 2, fill: ink, align: 'middle' });
}

/** Paper on a pale ground would not show, so there the boards take the accent. */
function boardsOf(palette: Palette): string {
  return contrast(palette.ground, '#FFFFFF') < 1.4 ? palette.accent : palette.ground;
}

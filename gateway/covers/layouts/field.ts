// One enormous initial: as a shadow behind the title, or as the decorated capital of an old book.
import { emblem } from '../emblem.ts';
import { motifPattern } from '../motif-tiles.ts';
import { contrast, inkOn, mix } from '../palette.ts';
import { authorBlock, beside, margin, type Sheet, titleBlock } from '../sheet.ts';
import { frame, ground, page, rect } from '../svg.ts';
import { typeset } from '../typeset.ts';

export function field(sheet: Sheet): string {
  return sheet.random.chance(0.5) && isMonumental(sheet.initial) ? ghost(sheet, sheet.initial) : capital(sheet);
}

function ghost(sheet: Sheet, initial: string): string {
  const { palette, flush } = sheet;
  const sizes = [46, 42, 38, 34, 31, 28, 25, 22, 19, 17, 15.5];
  const title = titleBlock(sheet, { width: margin.width, height: 220, lines: 6, sizes, leading: 1.1 });
  const author = authorBlock(sheet);
  return [
    ground(palette.ground),
    shadow(sheet, initial),
    title.draw({ ...flush, top: 34 }),
    rect(beside(flush, 40), 34 + title.height + title.below + 12, 40, 4, palette.accent),
    author.draw({ ...flush, baseline: 424 }),
  ].join('');
}

/** The initial, taller than the page is wide, standing on the lower edge and leaving the page at the right. */
function shadow({ palette, random }: Sheet, initial: string): string {
  const ink = mix(palette.ground, palette.second, 0.26);
  const letter = typeset('display', initial).ink(initial);
  const size = Math.min(560, 400 / (letter.top - letter.bottom), 300 / (letter.right - letter.left));
  const beyond = (letter.right - letter.left) * size * random.between(0.04, 0.18);
  const left = Math.max(page.width + beyond - letter.right * size, random.between(40, 70) - letter.left * size);
  return drawInitial(initial, { left, baseline: page.height + letter.bottom * size, size, ink });
}

/** Letters of joined scripts are not themselves alone, and we know the shape only of our own and of the square ones. */
function isMonumental(initial: string | undefined): initial is string {
  if (initial === undefined) return false;
  return typeset('display', initial).outlined || /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/u.test(initial);
}

/** An ornament, so it is hidden from those who are read the words, and it may leave the page. */
function drawInitial(text: string, place: { left: number; baseline: number; size: number; ink: string }): string {
  const type = typeset('display', text);
  const size = Math.round(place.size);
  const width = type.width(text) * size;
  const line = { words: [{ text, spaceAfter: false }], left: place.left, width, baseline: place.baseline };
  return `<g aria-hidden="true">${type.draw([line], { size, fill: place.ink, align: 'left' })}</g>`;
}

/** The middle and the width of the square panel that holds a decorated capital. */
const middle = { x: 154, y: 276 };
const side = 184;

function capital(sheet: Sheet): string {
  const { palette, random } = sheet;
  const box = { x: middle.x - side / 2, y: middle.y - side / 2, width: side, height: side };
  const panel = contrast(palette.accent, palette.ground) > 1.6 ? palette.accent : palette.second;
  const vine = mix(panel, inkOn(panel, palette), 0.26);
  const pattern = motifPattern(sheet.id, random.next(), {
    one: vine,
    two: vine,
    transform: 'scale(.767)translate(3.600 0)',
  });
  const sizes = [48, 44, 40, 36, 33, 30, 27, 24, 21.5, 19, 17, 15.5];
  const title = titleBlock(sheet, { width: 244, height: 108, lines: 5, sizes, leading: 1.1 });
  const author = authorBlock(sheet, { face: 'italic', width: 240, sizes: [17, 16, 15, 14, 13] });
  const place = { x: 154, fill: palette.text, align: 'middle' } as const;
  return [
    ground(palette.ground),
    pattern,
    rect(box.x, box.y, side, side, panel),
    rect(box.x, box.y, side, side, `url(#${sheet.id})`),
    frame({ x: box.x + 5, y: box.y + 5, width: side - 10, height: side - 10 }, inkOn(panel, palette), 1.2),
    frame({ x: box.x - 5, y: box.y - 5, width: side + 10, height: side + 10 }, panel, 1.2),
    decorated(sheet, panel),
    title.draw({ ...place, top: 40 + (108 - title.height) / 2 }),
    author.draw({ ...place, baseline: 422 }),
  ].join('');
}

/** The initial fitted by its ink, for a J hangs below the line and an Å stands above the others. */
function decorated({ initial, shelf, palette }: Sheet, panel: string): string {
  const ink = inkOn(panel, palette);
  if (!isMonumental(initial)) return emblem(shelf, { ...middle, ink, ground: panel, scale: 3 });
  const letter = typeset('display', initial).ink(initial);
  const size = Math.min(212, 152 / (letter.top - letter.bottom), 158 / (letter.right - letter.left));
  const left = middle.x - ((letter.left + letter.right) / 2) * size;
  return drawInitial(initial, { left, baseline: middle.y + ((letter.top + letter.bottom) / 2) * size, size, ink });
}

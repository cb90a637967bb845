// A book bound in cloth with a printed label pasted on, in whole cloth, with a cloth spine, or with a stamped frame.
import { emblem } from '../emblem.ts';
import { contrast, mix, type Palette, paperInk, paperOn } from '../palette.ts';
import { authorBlock, type Sheet, titleBlock } from '../sheet.ts';
import { frame, ground, line, page, rect } from '../svg.ts';

const centre = 157;

export function label(sheet: Sheet): string {
  const { palette, random } = sheet;
  const binding = random.pick(['spine', 'frame', 'stamp'] as const);
  const paste = pastedLabel(sheet, binding === 'frame' ? 84 : 70);
  const cloth = ground(palette.ground) + weave();
  if (binding === 'spine')
    return cloth + spine(palette) + paste.drawing + stamp(sheet, { from: paste.bottom, scale: 1.1 });
  if (binding === 'stamp') return cloth + paste.drawing + stamp(sheet, { from: paste.bottom, scale: 1.9 });
  const foil = foilOf(palette);
  const edges =
    frame({ x: 28, y: 20, width: 254, height: 410 }, foil, 2.5) +
    frame({ x: 33, y: 25, width: 244, height: 400 }, foil, 0.8);
  return cloth + edges + paste.drawing + stamp(sheet, { from: paste.bottom, scale: 1.1 });
}

/** The shelf's emblem in foil, in the middle of what the label leaves free; left out where that is little. */
function stamp({ shelf, palette }: Sheet, { from, scale }: { from: number; scale: number }): string {
  const foot = 430;
  const fitting = Math.min(scale, (foot - from) / 76);
  if (fitting < 0.8) return '';
  const y = Math.round(from + (foot - from) * 0.52);
  return emblem(shelf, {
    x: centre,
    y,
    ink: foilOf(palette),
    ground: palette.ground,
    scale: Math.round(fitting * 10) / 10,
  });
}

function pastedLabel(sheet: Sheet, top: number): { drawing: string; bottom: number } {
  const { palette } = sheet;
  const author = authorBlock(sheet, { face: 'italic', width: 172, sizes: [16, 15, 14, 13, 12] });
  const gap = author.height === 0 ? 0 : 18;
  const sizes = [38, 35, 32, 29, 26, 23.5, 21, 19, 17, 15];
  const title = titleBlock(sheet, { width: 174, height: 186 - author.height - gap, lines: 7, sizes, leading: 1.13 });
  const height = Math.max(104, title.height + gap + author.height + 60);
  const start = top + (height - title.height - gap - author.height) / 2 - 1;
  const place = { x: centre, fill: paperInk, align: 'middle' } as const;
  const drawing = [
    rect(centre - 105, top + 2, 212, height, mix(palette.ground, '#000000', 0.3)),
    rect(centre - 106, top, 212, height, paperOn(palette)),
    frame({ x: centre - 100, y: top + 6, width: 200, height: height - 12 }, paperInk, 1.5),
    frame({ x: centre - 96.5, y: top + 9.5, width: 193, height: height - 19 }, paperInk, 0.6),
    title.draw({ ...place, top: start }),
    author.draw({ ...place, top: start + title.height + gap }),
  ].join('');
  return { drawing, bottom: top + height };
}

/** Threads, as two sets of very wide dashed lines: no pattern to name, and a few bytes. */
function weave(): string {
  const thread = (d: string, colour: string, weight: number) =>
    `<path d="${d}" stroke="${colour}" stroke-opacity=".06" stroke-width="${weight}" stroke-dasharray="2 4"/>`;
  return thread('M150 0v450', '#fff', page.width) + thread('M0 225h300', '#000', page.height);
}

/** A spine of another cloth, over the hinge and a little on to the board. */
function spine(palette: Palette): string {
  const other = contrast(palette.ground, '#FFFFFF') < 2.6 ? palette.accent : mix(palette.ground, '#000000', 0.42);
  return rect(0, 0, 34, page.height, other) + line('M34.500 0v450', foilOf(palette), 1.2);
}

function foilOf(palette: Palette): string {
  return contrast(palette.accent, palette.ground) > 2 ? palette.accent : palette.second;
}

// Nothing but type: the title as large as the page allows, and a rule.
import { emblem } from '../emblem.ts';
import { contrast, type Palette } from '../palette.ts';
import { authorBlock, margin, type Sheet, titleBlock } from '../sheet.ts';
import { frame, ground, rect } from '../svg.ts';

const sizes = [124, 110, 98, 88, 80, 74, 68, 61, 55, 49, 44, 39, 35, 31, 28, 25, 22, 20, 18];

export function type(sheet: Sheet): string {
  const setting = sheet.random.pick([[...sheet.title].length < 15 ? tower : head, head, foot, plaque]);
  return ground(sheet.palette.ground) + setting(sheet);
}

/** The title from the top, the author under a rule at the foot. */
function head(sheet: Sheet): string {
  const { palette, flush } = sheet;
  const author = authorBlock(sheet, { face: 'serif', sizes: [17, 16, 15, 14, 13] });
  const rule = 424 - author.height - 24;
  const title = titleBlock(sheet, display({ width: margin.width, height: rule - 36 - 40 }));
  return [
    title.draw({ ...flush, top: 36 }),
    title.height < 170 ? device(sheet, flush.align === 'right' ? 60 : 240, rule - 56) : '',
    rect(margin.left, rule, margin.width, 5, strong(palette)),
    author.draw({ ...flush, baseline: 424 }),
  ].join('');
}

/** The author above, the title standing on the lower margin. */
function foot(sheet: Sheet): string {
  const { palette, flush } = sheet;
  const author = authorBlock(sheet, { face: 'sans', sizes: [17, 16, 15, 14, 13] });
  const rule = 34 + author.height + 16;
  const title = titleBlock(sheet, display({ width: margin.width, height: 412 - rule - 40 }));
  return [
    author.draw({ ...flush, top: 34 }),
    rect(margin.left, rule, margin.width, 5, strong(palette)),
    title.draw({ ...flush, baseline: Math.min(416, 436 - title.below) }),
  ].join('');
}

/** A short title running up the page, as large as its length allows. */
function tower(sheet: Sheet): string {
  const { palette, flush } = sheet;
  const author = authorBlock(sheet, { face: 'sans', sizes: [17, 16, 15, 14, 13] });
  const foot = 424 - author.height - 24;
  const title = titleBlock(sheet, { ...display({ width: foot - 34 - 26, height: 190 }), lines: 2, leading: 1 });
  if (!title.outlined) return head(sheet);
  return [
    `<g transform="translate(${margin.left} ${Math.round(foot - 26)})rotate(-90)">`,
    title.draw({ x: 0, align: 'left', fill: palette.text, top: 0 }),
    '</g>',
    title.height + title.below < 150 ? device(sheet, 240, 66) : '',
    rect(margin.left, foot, margin.width, 5, strong(palette)),
    author.draw({ ...flush, baseline: 424 }),
  ].join('');
}

/** Title, emblem and author one under the other within a double frame. */
function plaque(sheet: Sheet): string {
  const { palette } = sheet;
  const author = authorBlock(sheet, { face: 'italic', width: 220, sizes: [18, 17, 16, 15, 14, 13] });
  const title = titleBlock(sheet, display({ width: 222, height: 236 - author.height }));
  const place = { x: 155, fill: palette.text, align: 'middle' } as const;
  const top = 54;
  const bottom = 402;
  const gap = 34;
  const group = title.height + gap + 40 + gap + author.height;
  const start = top + Math.max(0, (bottom - top - group) * 0.46);
  return [
    frame({ x: 24, y: 18, width: 262, height: 414 }, strong(palette), 3),
    frame({ x: 29, y: 23, width: 252, height: 404 }, strong(palette), 1),
    title.draw({ ...place, top: start }),
    emblem(sheet.shelf, {
      x: 155,
      y: Math.round(start + title.height + gap + 24),
      ink: strong(palette),
      ground: palette.ground,
    }),
    author.draw({ ...place, baseline: Math.min(404, start + group + 8) }),
  ].join('');
}

/** Something to rest the eye on where a short title leaves the page empty. */
function device({ shelf, palette }: Sheet, x: number, y: number): string {
  return emblem(shelf, { x, y, ink: strong(palette), ground: palette.ground, scale: 1.6 });
}

function display(box: { width: number; height: number }) {
  return { ...box, face: 'display', lines: 7, sizes, leading: 1.06 } as const;
}

function strong(palette: Palette): string {
  return contrast(palette.accent, palette.ground) > 2.4 ? palette.accent : palette.second;
}

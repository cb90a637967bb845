// A repeating paper, as pattern-paper bindings have it, with the words in a cartouche.
import { motifPattern } from '../motif-tiles.ts';
import { contrast, paperInk, paperOn } from '../palette.ts';
import { authorBlock, type Sheet, titleBlock } from '../sheet.ts';
import { frame, ground, page, rect } from '../svg.ts';

const centre = 155;

export function motif(sheet: Sheet): string {
  const { palette, random } = sheet;
  const transform = random.pick(['', '', 'rotate(45)scale(.8)', 'scale(.75)', 'scale(1.250)translate(-3 0)']);
  const paper = motifPattern(sheet.id, random.next(), { one: palette.accent, two: palette.second, transform });
  return ground(palette.ground) + paper + rect(0, 0, page.width, page.height, `url(#${sheet.id})`) + cartouche(sheet);
}

function cartouche(sheet: Sheet): string {
  const { palette, random } = sheet;
  const author = authorBlock(sheet, { face: 'italic', width: 186, sizes: [16, 15, 14, 13] });
  const gap = author.height === 0 ? 0 : 19;
  const sizes = [34, 31, 28, 25, 22.5, 20, 18, 16.5, 15];
  const title = titleBlock(sheet, { width: 190, height: 210 - author.height - gap, lines: 7, sizes, leading: 1.13 });
  const height = Math.max(112, title.height + gap + author.height + 66);
  const top = random.pick([0.5, 0.42, 0.42]) * (page.height - height);
  const start = top + (height - title.height - gap - author.height) / 2 - 1;
  const place = { x: centre, fill: paperInk, align: 'middle' } as const;
  const paper = paperOn(palette);
  const ink = contrast(palette.ground, paper) > 2 ? palette.ground : palette.accent;
  const box = (inset: number) => ({
    x: centre - 114 + inset,
    y: top + inset,
    width: 228 - 2 * inset,
    height: height - 2 * inset,
  });
  return [
    rect(centre - 118, top - 4, 236, height + 8, palette.ground),
    rect(centre - 114, top, 228, height, paper),
    frame(box(6), ink, 2.2),
    frame(box(10), ink, 0.8),
    title.draw({ ...place, top: start }),
    author.draw({ ...place, top: start + title.height + gap }),
  ].join('');
}

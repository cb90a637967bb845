// Printer's rules: ragged like lines of verse, graded like a dusk, or upright like the books on the shelf.
import { authorBlock, margin, type Sheet, titleBlock } from '../sheet.ts';
import { ground, page, rect } from '../svg.ts';

export function rules(sheet: Sheet): string {
  const { palette, random, flush } = sheet;
  const drawing = random.pick([verse, dusk, shelf]);
  const author = authorBlock(sheet);
  const sizes = [40, 36, 33, 30, 27, 24, 22, 20, 18, 16.5, 15.5];
  const height = 142 - author.height - 24;
  const title = titleBlock(sheet, { width: margin.width, height, lines: 5, sizes, leading: 1.1 });
  return [
    ground(palette.ground),
    drawing(sheet),
    title.draw({ ...flush, top: 284 }),
    author.draw({ ...flush, baseline: 426 }),
  ].join('');
}

/** Bars of uneven weight and length, flush left. */
function verse({ palette, random }: Sheet): string {
  const bars: string[] = [];
  for (let y = 30; y < 246; ) {
    const weight = 1.2 + random.next() ** 2.2 * 15;
    const ink = random.chance(0.18) ? palette.accent : random.chance(0.3) ? palette.second : palette.text;
    bars.push(rect(margin.left, y, random.between(86, margin.width), weight, ink));
    y += weight + random.between(4, 12);
  }
  return bars.join('');
}

/** Bands across the page, each thinner than the last, towards a sun in the accent. */
function dusk({ palette, random }: Sheet): string {
  const ink = random.chance(0.5) ? palette.second : palette.text;
  const radius = random.between(52, 74);
  const x = random.between(90, 216);
  const bars: string[] = [
    `<circle cx="${Math.round(x)}" cy="150" r="${Math.round(radius)}" fill="${palette.accent}"/>`,
  ];
  const ratio = random.between(0.76, 0.82);
  for (let y = 256, weight = 19; y > 24 && weight > 0.7; weight *= ratio) {
    y -= weight;
    bars.push(rect(0, y, page.width, weight, ink));
    y -= 5 + (19 - weight) * 0.42;
  }
  return bars.join('');
}

/** Spines of many widths and heights on a thick board: the shop's own picture. */
function shelf({ palette, random }: Sheet): string {
  const inks = [palette.accent, palette.second, palette.text] as const;
  const board = 252;
  const books: string[] = [];
  let last: string | undefined;
  for (let x = margin.left; x < margin.right - 8; ) {
    const width = Math.min(random.between(8, 32), margin.right - x);
    const height = random.between(118, 214);
    const ink = random.pick(inks.filter((own) => own !== last) as [string, ...string[]]);
    books.push(rect(x, board - height, width, height, ink));
    if (width > 15)
      books.push(rect(x, board - height + 16, width, 3, palette.ground), rect(x, board - 26, width, 3, palette.ground));
    last = ink;
    x += width + 2;
  }
  return `${books.join('')}${rect(0, board, page.width, 9, palette.text)}`;
}

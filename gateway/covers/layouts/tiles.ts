// Sixteen tiles of quarter circles, leaves, discs and arches, strewn or mirrored like a tiled floor.
import type { Random } from '../seed.ts';
import { authorBlock, margin, type Sheet, titleBlock } from '../sheet.ts';
import { ground, shape } from '../svg.ts';

const side = 75;

export function tiles(sheet: Sheet): string {
  const { palette, flush } = sheet;
  const author = authorBlock(sheet, { face: 'italic', sizes: [16, 15, 14, 13] });
  const height = 106 - author.height - 14;
  const title = titleBlock(sheet, {
    width: margin.width,
    height,
    lines: 4,
    sizes: [34, 31, 28, 25, 22, 20, 18, 16.5, 15.5],
    leading: 1.1,
  });
  return [
    ground(palette.ground),
    floor(sheet),
    title.draw({ ...flush, top: 322 }),
    author.draw({ ...flush, baseline: 428 }),
  ].join('');
}

/** One path an ink, so that neighbours of one colour show no seam. */
function floor({ palette, random }: Sheet): string {
  const inks = [palette.accent, palette.second, palette.text] as const;
  const paths = new Map<string, string>(inks.map((ink) => [ink, '']));
  const vocabulary = pickVocabulary(random);
  const mirrored = random.chance(0.45);
  const span = mirrored ? 2 : 4;
  for (let row = 0; row < span; row++) {
    for (let column = 0; column < span; column++) {
      const tile = { draw: random.pick(vocabulary), corner: Math.floor(random.next() * 4), ink: random.pick(inks) };
      if (random.chance(mirrored ? 0 : 0.1)) continue;
      for (const place of mirrored ? mirrors(row, column, tile.corner) : [{ row, column, corner: tile.corner }]) {
        const centre = { x: place.column * side + side / 2, y: place.row * side + side / 2 };
        paths.set(tile.ink, (paths.get(tile.ink) ?? '') + tile.draw(centre, place.corner));
      }
    }
  }
  return [...paths].map(([ink, d]) => (d === '' ? '' : shape(d, ink))).join('');
}

type Place = { row: number; column: number; corner: number };

/** The same tile in all four quarters, each reflected into the next. */
function mirrors(row: number, column: number, corner: number): Place[] {
  return [
    { row, column, corner },
    { row, column: 3 - column, corner: [1, 0, 3, 2][corner] ?? 0 },
    { row: 3 - row, column: 3 - column, corner: (corner + 2) % 4 },
    { row: 3 - row, column, corner: [3, 2, 1, 0][corner] ?? 0 },
  ];
}

type Point = { x: number; y: number };
type Drawing = (centre: Point, corner: number) => string;

/** Quarter circles carry every floor; two other shapes give it its character. */
function pickVocabulary(random: Random): readonly [Drawing, ...Drawing[]] {
  const others = [leaf, arch, wedge] as const;
  return [
    quarter,
    quarter,
    quarter,
    quarter,
    random.pick(others),
    random.pick(others),
    random.pick([dot, target, leaf]),
  ];
}

/** A corner of the tile, counted clockwise from the upper left, relative to its centre. */
function cornerOf(corner: number): Point {
  const half = side / 2;
  return { x: corner === 0 || corner === 3 ? -half : half, y: corner < 2 ? -half : half };
}

const at = ({ x, y }: Point, offset: Point) => `${x + offset.x} ${y + offset.y}`;

function quarter(centre: Point, corner: number): string {
  const [from, to] = [cornerOf((corner + 1) % 4), cornerOf((corner + 3) % 4)];
  return `M${at(centre, cornerOf(corner))}L${at(centre, from)}A${side} ${side} 0 0 1 ${at(centre, to)}z`;
}

function leaf(centre: Point, corner: number): string {
  const [from, to] = [cornerOf(corner), cornerOf((corner + 2) % 4)];
  const arc = `A${side} ${side} 0 0 1 `;
  return `M${at(centre, from)}${arc}${at(centre, to)}${arc}${at(centre, from)}z`;
}

function dot({ x, y }: Point): string {
  return disc(x, y, side / 4, 1);
}

function target({ x, y }: Point): string {
  return disc(x, y, side / 2 - 4, 1) + disc(x, y, side / 4 - 2, 0);
}

/** A disc, or by the other sweep the hole in one. */
function disc(x: number, y: number, radius: number, sweep: 0 | 1): string {
  const arc = `a${radius} ${radius} 0 0 ${sweep} `;
  return `M${x - radius} ${y}${arc}${2 * radius} 0${arc}${-2 * radius} 0z`;
}

/** Half a disc on one side of the tile. */
function arch(centre: Point, corner: number): string {
  const [from, to] = [cornerOf(corner), cornerOf((corner + 1) % 4)];
  return `M${at(centre, from)}A${side / 2} ${side / 2} 0 0 0 ${at(centre, to)}z`;
}

function wedge(centre: Point, corner: number): string {
  const [tip, from, to] = [cornerOf(corner), cornerOf((corner + 1) % 4), cornerOf((corner + 3) % 4)];
  return `M${at(centre, tip)}L${at(centre, from)}L${at(centre, to)}z`;
}

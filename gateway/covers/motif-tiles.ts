// Repeating papers. A tile is 30 units square and must meet itself on all four sides.
import { disc, line, ring, shape } from './svg.ts';

type Tile = (one: string, two: string) => string;

const corners = [0, 30].flatMap((x) => [0, 30].map((y) => [x, y] as const));
const atCorners = (draw: (x: number, y: number) => string) => corners.map(([x, y]) => draw(x, y)).join('');

const petals = 'M15 3q9 12 0 24q-9-12 0-24zM3 15q12-9 24 0q-12 9-24 0z';
const concave = 'M15-1q1 15 16 16q-15 1-16 16q-1-15-16-16q15-1 16-16z';
const scales = 'M0 15a15 15 0 0 1 30 0M-15 30a15 15 0 0 1 30 0M15 30a15 15 0 0 1 30 0';
const innerScales = 'M7 15a8 8 0 0 1 16 0M-8 30a8 8 0 0 1 16 0M22 30a8 8 0 0 1 16 0';

const tiles: readonly [Tile, ...Tile[]] = [
  (one, two) => shape('M15 4q9 11 0 22q-9-11 0-22z', two) + atCorners((x, y) => disc(x, y, 2.6, one)),
  (one, two) =>
    line('M0 8q7.500-9 15 0t15 0M0 23q7.500-9 15 0t15 0', two, 2) +
    line('M0 15.500q7.500-9 15 0t15 0M0 30.500q7.500-9 15 0t15 0', one, 1.4),
  (one, two) =>
    line('M15 4v22M4 15h22M7 7l16 16M23 7L7 23', two, 1.6) +
    disc(15, 15, 3.6, one) +
    atCorners((x, y) => disc(x, y, 1.6, two)),
  (one, two) => line('M0 30L15 0L30 30', two, 1.8) + shape('M7 30L15 14L23 30z', one),
  (one, two) => ring(15, 15, 11, two, 1.6) + disc(15, 15, 5, one) + atCorners((x, y) => disc(x, y, 2, two)),
  (one, two) => line(scales, two, 1.8) + line(innerScales, one, 1.8),
  (one, two) => line('M15 0L30 15L15 30L0 15z', two, 1.6) + shape('M15 8L22 15L15 22L8 15z', one),
  (one, two) => shape('M0 12L15 0L30 12v7L15 7L0 19z', two) + shape('M0 27L15 15L30 27v3L15 18L0 30z', one),
  (one, two) => shape(petals, two) + disc(15, 15, 3, one) + atCorners((x, y) => disc(x, y, 3, one)),
  (one, two) => shape(concave, two) + disc(15, 15, 3.5, one),
  (one, two) =>
    shape('M0 15Q15-3 30 15Q15 33 0 15z', two) +
    disc(15, 15, 5, one) +
    shape('M15 0q5 0 0 4q-5 0 0-4zM15 26q5 0 0 4q-5 0 0-4z', one),
  (one, two) => shape('M0 0h15v15h-15zM15 15h15v15h-15z', two) + disc(22.5, 7.5, 3.5, one) + disc(7.5, 22.5, 3.5, one),
];

/** A repeating paper in two inks, as the definition of a pattern named `id`, chosen by a number from 0 up to 1. */
export function motifPattern(id: string, choice: number, inks: { one: string; two: string; transform: string }) {
  const tile = tiles[Math.floor(choice * tiles.length)] ?? tiles[0];
  const attributes = `id="${id}" width="30" height="30" patternUnits="userSpaceOnUse"`;
  const transform = inks.transform === '' ? '' : ` patternTransform="${inks.transform}"`;
  return `<pattern ${attributes}${transform}>${tile(inks.one, inks.two)}</pattern>`;
}

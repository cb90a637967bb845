// A small device for each shelf, as publishers' series have them: drawn around 0,0 within a circle of radius 20.
import { disc, line, ring, shape } from './svg.ts';

type Emblem = (ink: string, ground: string) => string;

const star = 'M0-20q3 17 20 20q-17 3-20 20q-3-17-20-20q17-3 20-20z';
const sprig =
  'M0 20v-34M0 14q-14 0-15-13q14 0 15 13zq14 0 15-13q-14 0-15 13zM0 0q-12 0-12-11q12 0 12 11zq12 0 12-11q-12 0-12 11zM0-10q-6-5 0-11q6 6 0 11z';

const emblems: ReadonlyMap<string, Emblem> = new Map<string, Emblem>([
  ['fiction', (ink) => shape(star, ink)],
  [
    'classics',
    (ink) =>
      shape('M-16-18h32v4h-4q-3 0-3 4h-18q0-4-3-4h-4zM-9-8h4v20h-4zM-2-8h4v20h-4zM5-8h4v20h-4zM-13 14h26v5h-26z', ink),
  ],
  ['crime', (ink) => ring(-10, 0, 7, ink, 4) + shape('M-3-2h23v10h-4v-6h-4v5h-4v-5h-11z', ink)],
  ['science-fiction', (ink, ground) => disc(0, 0, 10.5, ink) + saturnRing(ground, 5.5) + saturnRing(ink, 2.2)],
  ['horror', (ink) => shape('M5-18a18.500 18.500 0 1 0 13 23a14 14 0 1 1-13-23z', ink)],
  ['poetry', (ink) => line(sprig.slice(0, 8), ink, 1.5) + shape(sprig, ink)],
  [
    'drama',
    (ink, ground) =>
      shape('M-16-16q16 6 32 0v13q-2 16-16 22q-14-6-16-22z', ink) +
      line('M-10-5q3-4 6 0M4-5q3-4 6 0M-7 5q7 9 14 0', ground, 2.4),
  ],
  ['history', (ink) => shape('M-13-20h26v4h-3q0 9-7 16q7 7 7 16h3v4h-26v-4h3q0-9 7-16q-7-7-7-16h-3z', ink)],
  ['biography', (ink) => disc(0, -9, 8.5, ink) + shape('M-16 18q0-17 16-17t16 17z', ink)],
  [
    'philosophy',
    (ink, ground) => shape('M-21 0Q0-25 21 0Q0 25-21 0z', ink) + disc(0, 0, 7.5, ground) + disc(0, 0, 3.5, ink),
  ],
  ['science', (ink) => [0, 60, 120].map((turn) => orbit(ink, turn)).join('') + disc(0, 0, 3.5, ink)],
  ['nature', (ink, ground) => shape('M-15 15q-6-30 31-32q1 36-31 32z', ink) + line('M-19 19L8-9', ground, 2)],
  ['travel', (ink, ground) => ring(0, 0, 18, ink, 2.5) + shape('M11-11L4 4L-11 11L-4-4z', ink) + disc(0, 0, 2, ground)],
  ['children', (ink) => shape('M0-21L12-6L0 13L-12-6z', ink) + line('M0 13q-6 4 0 7t-3 4', ink, 2)],
  ['art', (ink) => disc(-10, 8, 9, ink) + shape('M2-1h18v18h-18zM0-19l10 15h-20z', ink)],
  [
    'food',
    (ink) =>
      shape(
        'M-1-6h2v26h-2zM0-4q-5-8 0-16q5 8 0 16zM-1 3q-10 0-11-10q11 0 11 10zM1 3q10 0 11-10q-11 0-11 10zM-1 13q-10 0-11-10q11 0 11 10zM1 13q10 0 11-10q-11 0-11 10z',
        ink,
      ),
  ],
  ['adventure', (ink) => shape('M-2-20v27h-14zM2-13q13 5 13 20h-13zM-18 10h36q-4 9-10 9h-16q-6 0-10-9z', ink)],
  [
    'short-stories',
    (ink) =>
      [
        [0, -9],
        [-10, 8],
        [10, 8],
      ]
        .map(([x = 0, y = 0]) => asterisk(x, y, ink))
        .join(''),
  ],
  [
    'essays',
    (ink, ground) => shape('M0 20L-11-4L-7-20h14L11-4z', ink) + line('M0 20V2', ground, 1.8) + disc(0, -1, 3, ground),
  ],
  [
    'religion',
    (ink) =>
      disc(0, 0, 8.5, ink) +
      `<circle r="16" fill="none" stroke="${ink}" stroke-width="7" stroke-dasharray="2.4 5.978"/>`,
  ],
  ['romance', (ink) => shape('M0 18C-26-1-19-17-9-16Q-3-16 0-9Q3-16 9-16C19-17 26-1 0 18z', ink)],
]);

/** The emblem of a shelf around the given point, in one ink on a known ground; a shelf without one shows a star. */
export function emblem(shelf: string, place: { x: number; y: number; ink: string; ground: string; scale?: number }) {
  const { x, y, ink, ground, scale = 1 } = place;
  const drawing = (emblems.get(shelf) ?? ((own: string) => shape(star, own)))(ink, ground);
  return `<g transform="translate(${x} ${y})${scale === 1 ? '' : `scale(${scale})`}">${drawing}</g>`;
}

function saturnRing(stroke: string, weight: number): string {
  return `<ellipse rx="20" ry="5.500" transform="rotate(-24)" fill="none" stroke="${stroke}" stroke-width="${weight}"/>`;
}

function orbit(ink: string, turn: number): string {
  return `<ellipse rx="20" ry="7.500" transform="rotate(${turn})" fill="none" stroke="${ink}" stroke-width="2"/>`;
}

/** One star of an asterism (⁂), the shop's own sign. */
function asterisk(x: number, y: number, ink: string): string {
  return line(`M${x} ${y - 7}v14M${x - 6} ${y - 3.5}l12 7M${x + 6} ${y - 3.5}l-12 7`, ink, 3);
}

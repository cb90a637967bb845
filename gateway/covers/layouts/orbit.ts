// Circles: orbits with their planets, a sun half risen, or the phases of a moon.
import { mix } from '../palette.ts';
import { authorBlock, margin, type Sheet, titleBlock } from '../sheet.ts';
import { disc, ground, page, rect, ring } from '../svg.ts';

export function orbit(sheet: Sheet): string {
  const { palette, random, flush } = sheet;
  const sky = random.pick([orbits, orbits, sunrise, sunrise, moons]);
  const sizes = [42, 38, 34, 31, 28, 25, 22.5, 20, 18, 16.5, 15.5];
  const title = titleBlock(sheet, { width: margin.width, height: 112, lines: 4, sizes, leading: 1.1 });
  const author = authorBlock(sheet);
  const horizon = 34 + title.height + title.below + 14;
  const foot = 424 - author.height - 18;
  return [
    ground(palette.ground),
    sky(sheet, horizon, foot),
    title.draw({ ...flush, top: 34 }),
    author.draw({ ...flush, baseline: 424 }),
  ].join('');
}

/** Nine orbits around a sun off the middle, cut off above the title's edge and below the author's. */
function orbits({ palette, random }: Sheet, top: number, bottom: number): string {
  const x = random.between(60, 240);
  const y = top + (bottom - top) * random.between(0.4, 0.62);
  const faint = mix(palette.ground, palette.second, 0.6);
  const drawn: string[] = [];
  for (let n = 10; n > 0; n--) {
    const radius = n * 24 + random.between(0, 8);
    const strong = n % 4 === 0;
    drawn.push(ring(x, y, radius, strong ? palette.accent : faint, strong ? 5 : 1.6));
    if (!random.chance(0.5)) continue;
    const angle = random.between(0, 2 * Math.PI);
    const ink = random.chance(0.5) ? palette.text : palette.accent;
    drawn.push(disc(x + Math.cos(angle) * radius, y + Math.sin(angle) * radius, random.between(3, 10), ink));
  }
  drawn.push(disc(x, y, 15, palette.accent));
  drawn.push(
    rect(0, 0, page.width, top, palette.ground),
    rect(0, bottom, page.width, page.height - bottom, palette.ground),
  );
  return drawn.join('');
}

/** Rings of a sun that stands on the horizon, over a sea of the ground's own colour. */
function sunrise({ palette, random }: Sheet, top: number, bottom: number): string {
  const x = random.between(110, 200);
  const most = Math.min(bottom - top, 210);
  const inks = [palette.second, palette.text, palette.accent];
  const steps = 6;
  const drawn: string[] = [];
  for (let n = steps; n > 0; n--) {
    const radius = (most * n) / steps;
    const ink = n === 1 ? palette.accent : (inks[n % 2 === 0 ? 0 : 2] ?? palette.accent);
    drawn.push(
      `<path fill="${ink}" d="M${Math.round(x - radius)} ${Math.round(bottom)}a${Math.round(radius)} ${Math.round(radius)} 0 0 1 ${2 * Math.round(radius)} 0z"/>`,
    );
  }
  return drawn.join('') + rect(0, bottom, page.width, 2, palette.text);
}

/** A moon from new to full and back, in three rows; the full one, in the middle, in the accent. */
function moons({ palette }: Sheet, top: number, bottom: number): string {
  const radius = Math.min(34, (bottom - top - 40) / 6.8);
  const drawn: string[] = [];
  for (let index = 0; index < 9; index++) {
    const x = 150 + 4 + ((index % 3) - 1) * 84;
    const y = (top + bottom) / 2 + (Math.floor(index / 3) - 1) * (radius * 2 + 16);
    drawn.push(disc(x, y, radius, mix(palette.ground, palette.second, 0.28)));
    drawn.push(phase({ x, y, radius }, (index + 0.5) / 9, index === 4 ? palette.accent : palette.text));
  }
  return drawn.join('');
}

/** The lit part of a moon: an outer half circle and an inner ellipse that bulges one way or the other. */
function phase({ x, y, radius }: { x: number; y: number; radius: number }, age: number, fill: string): string {
  const waxing = age < 0.5;
  const lit = 1 - Math.abs(1 - 2 * age);
  const inner = Math.abs(1 - 2 * lit) * radius;
  const outerSweep = waxing ? 1 : 0;
  const innerSweep = lit > 0.5 ? outerSweep : 1 - outerSweep;
  const r = Math.round(radius * 10) / 10;
  const place = `M${Math.round(x)} ${Math.round((y - r) * 10) / 10}`;
  return `<path fill="${fill}" d="${place}a${r} ${r} 0 0 ${outerSweep} 0 ${2 * r}a${Math.round(inner * 10) / 10} ${r} 0 0 ${innerSweep} 0 ${-2 * r}z"/>`;
}

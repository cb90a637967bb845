// Letters as path data. A glyph at a size is always the same few relative steps, whatever comes before it, so it is
// worked out once and kept, and a letter that returns in a title is the same text again, which brotli likes.
import type { PathCommand } from 'fontkit';
import type { Subset } from './fonts.ts';

/** Path data counts in whole grains, so many to a user unit. Small letters need the finer ones to stay smooth. */
export function grainAt(size: number): number {
  return size < 25 ? 8 : 4;
}

/** A glyph at a size: its first point, the steps after it, and the point where its last contour closed. */
type Drawing = { startX: number; startY: number; steps: string; endX: number; endY: number };

const drawings = new Map<number, Map<string, Drawing>>();

/** Appends glyphs of one size (the em) to a path, each with the shortest possible way from the last. */
export function pathWriter(size: number) {
  const grain = grainAt(size);
  let data = '';
  let penX = 0;
  let penY = 0;
  return {
    /** Draws a glyph with its origin at x, y, in user units. */
    glyph(glyph: { subset: Subset; id: number; commands: () => PathCommand[] }, x: number, y: number) {
      const drawing = drawingOf(glyph, size);
      if (drawing.steps === '') return;
      const originX = Math.round(x * grain);
      const originY = Math.round(y * grain);
      const first = `${originX + drawing.startX - penX} ${originY + drawing.startY - penY}`;
      data += `m${first.replace(' -', '-')}${drawing.steps}`;
      penX = originX + drawing.endX;
      penY = originY + drawing.endY;
    },
    data: () => data,
  };
}

function drawingOf(glyph: { subset: Subset; id: number; commands: () => PathCommand[] }, size: number): Drawing {
  const bySize = drawings.get(glyph.subset.number) ?? new Map<string, Drawing>();
  drawings.set(glyph.subset.number, bySize);
  const key = `${glyph.id}@${size}`;
  const known = bySize.get(key);
  if (known !== undefined) return known;
  const drawing = draw(glyph.commands(), (size * grainAt(size)) / glyph.subset.font.unitsPerEm);
  // Sizes come from fixed lists and glyphs from fonts, so this fills slowly; the limit is for crawlers of every script.
  if (bySize.size >= 8000) bySize.clear();
  bySize.set(key, drawing);
  return drawing;
}

type Pen = {
  x: number;
  y: number;
  startX: number;
  startY: number;
  /** Where the last quadratic's control point lies, while a smooth curve ("t") could go on from it. */
  control: { x: number; y: number } | undefined;
  letter: string;
  steps: string;
};

function draw(commands: PathCommand[], scale: number): Drawing {
  const pen: Pen = { x: 0, y: 0, startX: 0, startY: 0, control: undefined, letter: '', steps: '' };
  let first: { x: number; y: number } | undefined;
  for (const { command, args } of commands) {
    const points = args.map((value, index) => Math.round((index % 2 === 0 ? value : -value) * scale));
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = points;
    if (command === 'moveTo') {
      if (first === undefined) first = { x: a, y: b };
      else write(pen, 'm', [a - pen.x, b - pen.y]);
      Object.assign(pen, { x: a, y: b, startX: a, startY: b, control: undefined });
    } else if (command === 'lineTo') lineTo(pen, a, b);
    else if (command === 'quadraticCurveTo') curveTo(pen, { controlX: a, controlY: b, x: c, y: d });
    else if (command === 'bezierCurveTo') {
      write(pen, 'c', [a - pen.x, b - pen.y, c - pen.x, d - pen.y, e - pen.x, f - pen.y]);
      Object.assign(pen, { x: e, y: f, control: undefined });
    } else close(pen);
  }
  return { startX: first?.x ?? 0, startY: first?.y ?? 0, steps: pen.steps, endX: pen.startX, endY: pen.startY };
}

function lineTo(pen: Pen, x: number, y: number): void {
  const [dx, dy] = [x - pen.x, y - pen.y];
  if (dx === 0 && dy === 0) return;
  if (dy === 0) write(pen, 'h', [dx]);
  else if (dx === 0) write(pen, 'v', [dy]);
  else write(pen, 'l', [dx, dy]);
  Object.assign(pen, { x, y, control: undefined });
}

/** TrueType curves run smoothly into each other: mostly the next control point mirrors the last and need not be said. */
function curveTo(pen: Pen, curve: { controlX: number; controlY: number; x: number; y: number }): void {
  const [dx, dy] = [curve.x - pen.x, curve.y - pen.y];
  const [cx, cy] = [curve.controlX - pen.x, curve.controlY - pen.y];
  if (Math.abs(cx * dy - cy * dx) <= 0.5 * Math.hypot(dx, dy)) {
    lineTo(pen, curve.x, curve.y);
    return;
  }
  const mirror = pen.control && { x: 2 * pen.x - pen.control.x, y: 2 * pen.y - pen.control.y };
  if (mirror && Math.abs(mirror.x - curve.controlX) <= 1 && Math.abs(mirror.y - curve.controlY) <= 1) {
    write(pen, 't', [dx, dy]);
    pen.control = mirror;
  } else {
    write(pen, 'q', [cx, cy, dx, dy]);
    pen.control = { x: curve.controlX, y: curve.controlY };
  }
  Object.assign(pen, { x: curve.x, y: curve.y });
}

function close(pen: Pen): void {
  pen.steps += 'z';
  pen.letter = 'z';
  Object.assign(pen, { x: pen.startX, y: pen.startY, control: undefined });
}

/** A step of the same kind as the last needs no letter, and a minus sign needs no space before it. */
function write(pen: Pen, letter: string, numbers: number[]): void {
  numbers.forEach((value, index) => {
    if (index === 0 && letter !== pen.letter) pen.steps += letter + value;
    else pen.steps += value < 0 ? value : ` ${value}`;
  });
  pen.letter = letter;
}

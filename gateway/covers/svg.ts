// The few SVG elements the covers are made of, written as short as they can be.

/** The size of every cover, in user units: the 2:3 of a paperback. */
export const page = { width: 300, height: 450 };

/** Text made safe for XML content and attributes. Control characters must be gone already: XML cannot hold them. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** A number with at most one decimal, as short as it can be written. */
export function short(value: number): string {
  return String(Math.round(value * 10) / 10 || 0);
}

export function rect(x: number, y: number, width: number, height: number, fill: string): string {
  return `<path fill="${fill}" d="M${short(x)} ${short(y)}h${short(width)}v${short(height)}H${short(x)}z"/>`;
}

/** A rectangle drawn as a line around the given edges. */
export function frame(box: { x: number; y: number; width: number; height: number }, stroke: string, weight: number) {
  const d = `M${short(box.x)} ${short(box.y)}h${short(box.width)}v${short(box.height)}h${short(-box.width)}z`;
  return line(d, stroke, weight);
}

export function disc(x: number, y: number, radius: number, fill: string): string {
  return `<circle cx="${short(x)}" cy="${short(y)}" r="${short(radius)}" fill="${fill}"/>`;
}

export function ring(x: number, y: number, radius: number, stroke: string, weight: number): string {
  const place = `cx="${short(x)}" cy="${short(y)}" r="${short(radius)}"`;
  return `<circle ${place} fill="none" stroke="${stroke}" stroke-width="${short(weight)}"/>`;
}

export function shape(d: string, fill: string): string {
  return `<path fill="${fill}" d="${d}"/>`;
}

export function line(d: string, stroke: string, weight: number): string {
  return `<path fill="none" stroke="${stroke}" stroke-width="${short(weight)}" d="${d}"/>`;
}

/** One flat colour over the whole page. */
export function ground(fill: string): string {
  return `<path fill="${fill}" d="M0 0h${page.width}v${page.height}H0z"/>`;
}

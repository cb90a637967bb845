// Covers as pictures of dots, drawn in a thread of its own: one takes some tens of milliseconds, and nobody else should wait for
// them.

import { parentPort } from 'node:worker_threads';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { pngSize } from './png-size.ts';

export type Wanted = { id: number; svg: string };
export type Drawn = { id: number; png: Uint8Array<ArrayBuffer> } | { id: number; fault: string };

const ready = initWasm(Bun.file(Bun.resolveSync('@resvg/resvg-wasm/index_bg.wasm', import.meta.dir)).arrayBuffer());

parentPort?.on('message', async ({ id, svg }: Wanted) => {
  try {
    await ready;
    const png = draw(svg);
    parentPort?.postMessage({ id, png } satisfies Drawn, [png.buffer]);
  } catch (error) {
    parentPort?.postMessage({ id, fault: String(error) } satisfies Drawn);
  }
});

/** What it takes lies outside of what is collected by itself, so it is given back by hand. */
function draw(svg: string): Uint8Array<ArrayBuffer> {
  const drawing = new Resvg(svg, { fitTo: { mode: 'width', value: pngSize.width }, font: { loadSystemFonts: false } });
  try {
    const picture = drawing.render();
    try {
      return new Uint8Array(picture.asPng());
    } finally {
      picture.free();
    }
  } finally {
    drawing.free();
  }
}

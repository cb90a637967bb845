// PNG pictures of covers that were asked for, each made once however many ask at the same time, and kept as long as there is room.

import type { Bytes } from './compress.ts';
import type { Raster } from './covers/raster.ts';

export type DottedCovers = {
  kept(path: string): Bytes | undefined;
  /** @param drawing asked only where nobody is having the same cover made already. @throws Problem 503 where the raster is busy */
  draw(path: string, drawing: () => string): Promise<Bytes>;
};

/** Some six hundred covers. */
const mostBytes = 24_000_000;

export function createDottedCovers(raster: Raster, most = mostBytes): DottedCovers {
  // A Map iterates in the order of insertion: the first is the one used longest ago.
  const kept = new Map<string, Bytes>();
  const making = new Map<string, Promise<Bytes>>();
  let bytes = 0;

  const keep = (path: string, png: Bytes) => {
    kept.set(path, png);
    bytes += png.length;
    for (const [oldest, dropped] of kept) {
      if (bytes <= most || oldest === path) break;
      kept.delete(oldest);
      bytes -= dropped.length;
    }
  };

  return {
    kept(path) {
      const png = kept.get(path);
      if (png === undefined) return undefined;
      kept.delete(path);
      kept.set(path, png);
      return png;
    },
    draw(path, drawing) {
      const begun = making.get(path);
      if (begun) return begun;
      const made = raster.png(drawing()).then((png) => {
        keep(path, png);
        return png;
      });
      making.set(path, made);
      const done = () => void making.delete(path);
      made.then(done, done);
      return made;
    },
  };
}

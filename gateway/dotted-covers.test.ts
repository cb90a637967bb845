// Covers as PNG: what one looks like inside, and that nobody can have the same drawn twice or too many at once.

import { expect, test } from 'bun:test';
import { EventEmitter } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { Problem } from '#kit/problem';
import { sampleBooks } from './covers/contact-sheet.ts';
import { cover } from './covers/cover.ts';
import { createRaster } from './covers/raster.ts';
import type { Wanted } from './covers/raster-worker.ts';
import { createDottedCovers } from './dotted-covers.ts';

const [sample = { key: '1', title: 'Emma', author: 'Jane Austen' }] = sampleBooks;

/** Width, height, and whether its chunks end where the file does. */
function readPng(png: Uint8Array) {
  const view = new DataView(png.buffer, png.byteOffset, png.length);
  const signature = [137, 80, 78, 71, 13, 10, 26, 10].every((byte, at) => png[at] === byte);
  const end = new TextDecoder('latin1').decode(png.subarray(-8, -4));
  return { signature, width: view.getUint32(16), height: view.getUint32(20), end };
}

test('a cover becomes a PNG of 600 by 900, the same every time', async () => {
  const raster = createRaster();
  const [once, again] = await Promise.all([raster.png(cover(sample)), raster.png(cover(sample))]);
  expect(readPng(once)).toEqual({ signature: true, width: 600, height: 900, end: 'IEND' });
  expect(once.length).toBeGreaterThan(5_000);
  expect(Buffer.from(again).equals(Buffer.from(once))).toBe(true);
}, 60_000);

test('what is no drawing is refused, and the next one is drawn', async () => {
  const raster = createRaster();
  expect(await raster.png('<svg').catch((error: Problem) => error.status)).toBe(503);
  expect(readPng(await raster.png(cover(sample))).width).toBe(600);
}, 60_000);

/** A thread that says what the test wants it to say. */
class Pretended extends EventEmitter {
  asked: Wanted[] = [];
  ended = false;
  postMessage(wanted: Wanted) {
    this.asked.push(wanted);
  }
  ref() {}
  unref() {}
  terminate() {
    this.ended = true;
    return Promise.resolve(0);
  }
}
const asThread = (thread: Pretended): Worker => thread as unknown as Worker;

test('no more than a few pages of covers wait: the others are told to come again', async () => {
  const thread = new Pretended();
  const raster = createRaster(() => asThread(thread));
  const asked = Array.from({ length: 100 }, (_, at) => raster.png(`<svg>${at}</svg>`));
  const outcomes = Promise.allSettled(asked);
  expect(thread.asked.length).toBe(60);
  for (const { id } of thread.asked) thread.emit('message', { id, png: new Uint8Array([id]) });
  const refused = (await outcomes).filter((one) => one.status === 'rejected');
  expect(refused.length).toBe(40);
  for (const { reason } of refused) {
    expect(reason).toBeInstanceOf(Problem);
    expect(reason.status).toBe(503);
    expect(reason.headers['retry-after']).toBe('5');
  }
});

test('a thread that dies or falls silent is replaced, and who waited for it is told', async () => {
  const threads: Pretended[] = [];
  const start = () => {
    const thread = new Pretended();
    threads.push(thread);
    return asThread(thread);
  };
  const raster = createRaster(start, 50);
  const lost = raster.png('<svg>1</svg>').catch((error: Problem) => error.status);
  threads[0]?.emit('error', new Error('out of memory'));
  expect(await lost).toBe(503);
  expect(await raster.png('<svg>2</svg>').catch((error: Problem) => error.status)).toBe(503);
  expect(threads.map(({ ended }) => ended)).toEqual([true, true]);
  const drawn = raster.png('<svg>3</svg>');
  threads[2]?.emit('message', { id: threads[2].asked[0]?.id, png: new Uint8Array([7]) });
  expect([...(await drawn)]).toEqual([7]);
});

test('who asks for a cover that is being made waits for the same one; a failure is not kept', async () => {
  let drawings = 0;
  let broken = true;
  const covers = createDottedCovers({
    png: async () => {
      drawings += 1;
      await Bun.sleep(1);
      if (broken) throw new Problem(503, 'busy', 'Later.');
      return new Uint8Array([drawings]);
    },
  });
  const ask = () => Promise.allSettled(Array.from({ length: 50 }, () => covers.draw('/covers/1.svg', () => '<svg/>')));
  expect((await ask()).every(({ status }) => status === 'rejected')).toBe(true);
  expect([drawings, covers.kept('/covers/1.svg')]).toEqual([1, undefined]);
  broken = false;
  expect((await ask()).every(({ status }) => status === 'fulfilled')).toBe(true);
  expect([drawings, covers.kept('/covers/1.svg')]).toEqual([2, new Uint8Array([2])]);
});

test('what is kept has an end: the covers longest unused go first', async () => {
  const covers = createDottedCovers({ png: async () => new Uint8Array(10) }, 35);
  const draw = (name: string) => covers.draw(name, () => '');
  for (const name of ['a', 'b', 'c']) await draw(name);
  covers.kept('a');
  await draw('d');
  expect(['a', 'b', 'c', 'd'].filter((name) => covers.kept(name))).toEqual(['a', 'c', 'd']);
});

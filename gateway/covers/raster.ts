// Where a drawing will not do (messengers, mail, reading programs), covers are pictures of dots. Drawing one is dear, so one
// thread does it, one at a time: however many are asked for, pages wait for none of them, and no more than one processor is busy.

import { Worker } from 'node:worker_threads';
import { Problem } from '#kit/problem';
import type { Bytes } from '../compress.ts';
import type { Drawn, Wanted } from './raster-worker.ts';

export type Raster = {
  /** The drawing as PNG. @throws Problem 503 where too many wait already, or it could not be drawn */
  png(svg: string): Promise<Bytes>;
};

const mostWaiting = 60;
/** A thread that has been silent for so long while somebody waits is not coming back. */
const patienceMs = 30_000;

type Waiting = { resolve(png: Bytes): void; reject(problem: Problem): void };

const busy = () =>
  new Problem(503, 'busy', 'Other covers are being drawn just now. Try again shortly.', {
    headers: { 'retry-after': '5' },
  });

/** @param start makes the thread; it is started when the first picture is asked for, and again where it died */
export function createRaster(start = startThread, patience = patienceMs): Raster {
  const waiting = new Map<number, Waiting>();
  let thread: Worker | null = null;
  let last = 0;
  let alarm: Timer | undefined;

  const giveUp = (old: Worker) => {
    if (thread !== old) return;
    thread = null;
    clearTimeout(alarm);
    const left = [...waiting.values()];
    waiting.clear();
    for (const { reject } of left) reject(busy());
    void old.terminate();
  };
  const watch = (over: Worker) => {
    clearTimeout(alarm);
    if (waiting.size === 0) return over.unref();
    over.ref();
    alarm = setTimeout(() => giveUp(over), patience);
  };
  const open = (): Worker => {
    const opened = start();
    opened.on('message', (drawn: Drawn) => {
      const one = waiting.get(drawn.id);
      waiting.delete(drawn.id);
      watch(opened);
      if ('png' in drawn) one?.resolve(drawn.png);
      else one?.reject(busy());
    });
    opened.on('error', () => giveUp(opened));
    opened.on('exit', () => giveUp(opened));
    return opened;
  };

  return {
    png(svg) {
      if (waiting.size >= mostWaiting) return Promise.reject(busy());
      thread ??= open();
      last += 1;
      const asked: Wanted = { id: last, svg };
      return new Promise((resolve, reject) => {
        waiting.set(asked.id, { resolve, reject });
        if (thread) {
          thread.postMessage(asked);
          watch(thread);
        }
      });
    },
  };
}

const startThread = (): Worker => new Worker(new URL('./raster-worker.ts', import.meta.url));

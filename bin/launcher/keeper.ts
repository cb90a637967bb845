// Keeps one process running: starts it, waits until it is ready, and starts it again when it dies.
import type { Exit, Supervised } from '#deploy/local/supervise';
import { wordsOf } from './refusal.ts';

export type Kept<T> = {
  /** Resolves when it is ready for the first time, rejects if it does not get there. */
  ready: Promise<T>;
  /** Asks it to stop and starts it no more. After `graceMs` it is killed. */
  stop(graceMs: number): Promise<void>;
};

export type Keeping<T> = {
  name: string;
  /** Starts it and resolves when it is ready. Calls `started` with the process as soon as there is one. */
  start: (started: (process: Supervised) => void) => Promise<T>;
  /** How often to try before it was ever ready. */
  firstTries: number;
  note: (text: string) => void;
};

const shortestWaitMs = 200;
const longestWaitMs = 5_000;
const healthyAfterMs = 10_000;

/**
 * Once it was ready, a death is told and answered with a new start: after 0.2 s, twice as long each time it dies again
 * soon, 5 s at most, and 0.2 s again once it ran for 10 s.
 */
export function keep<T>({ name, start, firstTries, note }: Keeping<T>): Kept<T> {
  let current: Supervised | undefined;
  let stopping = false;
  const over = () => stopping;
  const attempt = () => {
    // Between two tries there is a moment to be told to stop in; nothing may start after that.
    if (stopping) throw new Error(`${name} was stopped while it started.`);
    return start((process) => {
      current = process;
    });
  };
  const watch = async () => {
    for (let deaths = 0; current && !stopping; deaths += 1) {
      const since = performance.now();
      const exit = await current.exited;
      if (stopping) return;
      if (performance.now() - since > healthyAfterMs) deaths = 0;
      note(`stopped (${cause(exit)}); starting it again`);
      await bringBack({ attempt, over, note, waitMs: shortestWaitMs * 2 ** Math.min(deaths, 5) });
    }
  };
  const ready = firstStart(attempt, over, firstTries);
  ready.then(watch, () => undefined);
  return {
    ready,
    async stop(graceMs) {
      stopping = true;
      await current?.stop(graceMs);
    },
  };
}

async function firstStart<T>(attempt: () => Promise<T>, over: () => boolean, tries: number): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (over() || count === tries) throw error;
      await Bun.sleep(shortestWaitMs);
    }
  }
}

type Return = { attempt: () => Promise<unknown>; over: () => boolean; note: (text: string) => void; waitMs: number };

async function bringBack({ attempt, over, note, waitMs }: Return): Promise<void> {
  for (let wait = waitMs; !over(); wait *= 2) {
    await Bun.sleep(Math.min(wait, longestWaitMs));
    if (over()) return;
    const began = performance.now();
    try {
      await attempt();
      return note(`is back (${((performance.now() - began) / 1000).toFixed(1)} s)`);
    } catch (error) {
      if (!over()) note(`did not come back: ${wordsOf(error).split('\n')[0]}`);
    }
  }
}

// A shell reports a child that died of a signal as 128 and the signal's number.
const cause = ({ code, signal }: Exit) => {
  if (signal) return signal;
  return code !== null && code > 128 ? `signal ${code - 128}` : `code ${code}`;
};

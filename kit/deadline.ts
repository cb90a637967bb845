// How long an answer is still waited for. It travels from hop to hop as `x-deadline` (milliseconds left) and inside a process
// beside the call stack, so that every question and every query made for a request ends in time, whoever wrote it.

import { AsyncLocalStorage } from 'node:async_hooks';
import { Problem } from './problem.ts';

/** With less than this left nobody would wait for what is done: work is refused instead. */
export const leastMs = 20;
/** What a hop keeps back of the time it was given, for its own answer to arrive in. */
const answerMs = 30;
const longestMs = 60_000;

/** Moments of performance.now(). */
const ends = new AsyncLocalStorage<number>();

/** Milliseconds until the request at hand is given up on; infinite outside of one. */
export const remainingMs = (): number => (ends.getStore() ?? Number.POSITIVE_INFINITY) - performance.now();

/** True inside a request that somebody waits for. */
export const isAwaited = (): boolean => ends.getStore() !== undefined;

/** What a call made for this request may take, if `ownMs` is what it may take at most. May be below {@link leastMs}. */
export const budgetMs = (ownMs: number): number => Math.min(ownMs, remainingMs() - answerMs);

/** Runs `work` for somebody who waits `ms` for it, or less where the one around it waits less. */
export function within<T>(ms: number, work: () => T): T {
  return ends.run(performance.now() + Math.min(ms, remainingMs()), work);
}

/** Runs `work` that nobody waits for: what goes on after the answer, or must be put right although time is over. */
export const unhurried = <T>(work: () => T): T => ends.exit(work);

/** The milliseconds an `x-deadline` header gives; null without one, or where it is none. */
export function readDeadline(header: string | null | undefined): number | null {
  if (!header || !/^\d{1,9}$/.test(header)) return null;
  return Math.min(Number(header), longestMs);
}

export const tooLate = () =>
  new Problem(503, 'too-late', 'The time for this request was over before work on it began. Nothing was done.', {
    headers: { 'retry-after': '1' },
  });

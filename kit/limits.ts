// How often something may be done: a quota, and the window it is for. A window opens with the first request and closes when its
// time is over. Who counts keeps one number a subject; here is what a count means, and how it is told.

import type { Setting } from './config.ts';
import { Problem } from './problem.ts';

export type Limit = {
  /** As `RateLimit-Policy` names it. */
  name: string;
  quota: number;
  windowSeconds: number;
};

/** Where a subject stands after a request: `taken` in this window, which ends in `resetSeconds`. */
export type Standing = { limit: Limit; taken: number; resetSeconds: number };

/** How many times as much as documented is allowed; 0 where nothing is limited. */
export type Generosity = number;

export const exceeded = ({ limit, taken }: Standing): boolean => taken > limit.quota;

/** @returns the limit as it is here, null where nothing is limited */
export const asConfigured = (limit: Limit, times: Generosity | undefined): Limit | null =>
  times ? { ...limit, quota: Math.ceil(limit.quota * times) } : null;

/** `RateLimit-Policy` and `RateLimit`, as the draft of the IETF has them; none for no standing. */
export function limitHeaders(standings: readonly Standing[]): Record<string, string> {
  if (standings.length === 0) return {};
  const policies = standings.map(({ limit }) => `"${limit.name}";q=${limit.quota};w=${limit.windowSeconds}`);
  const left = standings.map(
    ({ limit, taken, resetSeconds }) => `"${limit.name}";r=${Math.max(0, limit.quota - taken)};t=${resetSeconds}`,
  );
  return { 'ratelimit-policy': policies.join(', '), ratelimit: left.join(', ') };
}

/** The refusal of a request that came too soon. `all`: every limit it counted for, this one among them. */
export const tooOften = (standing: Standing, all: readonly Standing[] = [standing]) =>
  new Problem(
    429,
    'too-many-requests',
    `That was a little too often. Wait ${inWords(standing.resetSeconds)}, then try again.`,
    { headers: { 'retry-after': String(standing.resetSeconds), ...limitHeaders(all) } },
  );

function inWords(seconds: number): string {
  if (seconds <= 90) return seconds === 1 ? 'a second' : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}

/** `RATE_LIMITS`: `off`, or how many times as much as documented. */
export const rateLimits = (): Setting<Generosity> => ({
  about: 'how many times as much as documented is allowed, or off',
  default: '1',
  parse(raw = '1') {
    if (/^(off|no|0)$/i.test(raw)) return 0;
    const times = Number(raw);
    if (Number.isFinite(times) && times >= 0.01 && times <= 1_000_000) return times;
    throw new Error(`must be off or a number from 0.01 to 1000000, not "${raw}"`);
  },
});

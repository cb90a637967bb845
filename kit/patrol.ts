// Looks through a room's rows for what must never be, a stretch at a time and for ever, and shows what it found as a figure.
// The database refuses most of it; this is for what no constraint can say, and for what somebody did by hand.

import type { SQL } from 'drizzle-orm';
import { type Query, row } from './database.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Sweeper } from './service.ts';

export type Broken = { rule: string; id: string };
/** The last id (null for no row), how many rows there were, and what is wrong. */
export type Seen = { last: number | null; looked: number; broken: Broken[] };
/** Of the rows after `after`, at most `limit` in the order of their ids. */
export type Look = (after: number, limit: number) => Promise<Seen>;
/** A look with one use of the database, as a repository has it. */
export type LookIn = (query: Query, ...stretch: Parameters<Look>) => Promise<Seen>;

/** What a statement saw that answers with the members of {@link Seen}. */
export const seen = async (query: Query, statement: SQL): Promise<Seen> =>
  (await row<Seen>(query, statement)) ?? { last: null, looked: 0, broken: [] };

const stretch = 2000;
const everyMs = 60_000;

/** `invariant_violations` counts what the walk at hand has found so far, or the one before it found, whichever is more. */
export function patrol({ metrics, log }: { metrics: Metrics; log: Log }, look: Look): Sweeper {
  let after = 0;
  let found = new Map<string, Broken>();
  let before = new Map<string, Broken>();
  metrics.gauge('invariant_violations', 'Rows that break what must always hold', () =>
    Math.max(found.size, before.size),
  );
  return {
    name: 'invariants',
    everyMs,
    async run() {
      const { last, looked, broken } = await look(after, stretch);
      for (const one of broken) {
        const key = `${one.rule} ${one.id}`;
        if (!found.has(key) && !before.has(key)) log.warn('invariant.broken', { rule: one.rule, row: one.id });
        found.set(key, one);
      }
      if (last !== null && looked === stretch) {
        after = last;
        return;
      }
      before = found;
      found = new Map();
      after = 0;
    },
  };
}

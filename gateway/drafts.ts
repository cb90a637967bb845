// Text that must outlive an interruption: a review written while the session ended, a question that could not be handed over. Held in memory for half an hour, under the
// browser's own id; a restart of the gateway in between loses it, which a reader can bear.

import { createLru } from './lru.ts';

export type Drafts = {
  keep(browser: string, path: string, typed: Record<string, string>): void;
  /** What was kept for this page, or null. */
  find(browser: string, path: string): Record<string, string> | null;
  drop(browser: string, path: string): void;
};

const lifeMs = 30 * 60_000;
const limit = 500;

export function createDrafts(): Drafts {
  const held = createLru<{ typed: Record<string, string>; until: number }>(limit);
  const key = (browser: string, path: string) => `${browser} ${path}`;
  return {
    keep(browser, path, typed) {
      held.set(key(browser, path), { typed, until: performance.now() + lifeMs });
    },
    find(browser, path) {
      const found = held.get(key(browser, path));
      return found && performance.now() < found.until ? found.typed : null;
    },
    drop: (browser, path) => held.delete(key(browser, path)),
  };
}

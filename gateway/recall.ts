// Answers that are remembered: to be quicker, or to have something to show while a room is silent.

import { type Answer, type Asker, type Calls, type Query, queryOf } from './calls.ts';
import { createLru } from './lru.ts';

const keptMs = 60_000;

export type Reads = <T>(by: Asker, path: string, query?: Query) => Promise<Answer<T>>;

/**
 * Reads anybody may make, asked without a token. The last answers are remembered: while the room is silent, one of at most a
 * minute ago is better than none, and the page says so (`resting`).
 * @param heard is told every answer that came
 */
export function remembering(calls: Calls, heard: (answer: unknown) => void = () => {}): Reads {
  const earlier = createLru<{ answer: Answer<unknown>; at: number }>(300);
  return async <T>(by: Asker, path: string, query?: Query): Promise<Answer<T>> => {
    const key = path + queryOf(query);
    const answer = await calls<T>({ ...by, token: null }, path, { query });
    if (answer.ok) {
      earlier.set(key, { answer, at: performance.now() });
      heard(answer.value);
      return answer;
    }
    const known = earlier.get(key);
    if (answer.problem.status !== 503 || !known || performance.now() - known.at > keptMs) return answer;
    return { ...(known.answer as Answer<T> & { ok: true }), stale: true };
  };
}

/** Asks at most twice a minute: for what is on every page and seldom changes. An old answer serves while the room is silent. */
export function keeping<T>(ask: (by: Asker) => Promise<Answer<T>>): (by: Asker) => Promise<Answer<T>> {
  const kept = keepingEach((by: Asker, _query: Query) => ask(by), {
    freshMs: 30_000,
    goodMs: Number.POSITIVE_INFINITY,
  });
  return (by) => kept(by, {});
}

/** As {@link keeping}, for questions of which there are many. */
export function keepingEach<Q extends Query, T>(
  ask: (by: Asker, query: Q) => Promise<Answer<T>>,
  { freshMs, goodMs } = { freshMs: 10_000, goodMs: keptMs },
): (by: Asker, query: Q) => Promise<Answer<T>> {
  const held = createLru<{ answer: Answer<T>; at: number }>(500);
  const pending = new Map<string, Promise<Answer<T>>>();
  const renew = async (by: Asker, query: Q, key: string): Promise<Answer<T>> => {
    const answer = await ask(by, query);
    const known = held.get(key);
    if (answer.ok && !answer.stale) held.set(key, { answer, at: performance.now() });
    return answer.ok || !known || performance.now() - known.at > goodMs ? answer : known.answer;
  };
  return (by, query) => {
    const key = queryOf(query);
    const known = held.get(key);
    if (known && performance.now() - known.at < freshMs) return Promise.resolve(known.answer);
    const asked = pending.get(key) ?? renew(by, query, key).finally(() => pending.delete(key));
    pending.set(key, asked);
    return asked;
  };
}

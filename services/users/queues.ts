// Work that must not run all at once: so many places, so many waiting, and who comes beyond that is told to come back.

import { Problem } from '#kit/problem';

const overloaded = () =>
  new Problem(503, 'overloaded', 'Too many people are signing in just now. Try again in a moment.', {
    headers: { 'retry-after': '1' },
  });

/** Runs at most `places` pieces of work at a time. @throws Problem 503 where `queue` others wait already. */
export function createGate({ places, queue }: { places: number; queue: number }) {
  const waiting: (() => void)[] = [];
  let busy = 0;
  return async function inPlace<T>(work: () => Promise<T>): Promise<T> {
    if (busy >= places) {
      if (waiting.length >= queue) throw overloaded();
      // Who leaves hands the place over, so that nobody who comes meanwhile takes it.
      await new Promise<void>((enter) => waiting.push(enter));
    } else busy += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else busy -= 1;
    }
  };
}

/** Runs work on the same subject one after the other. @throws Problem 503 where `queue` others wait for that subject. */
export function createTurns({ queue }: { queue: number }) {
  const gates = new Map<string, { users: number; inPlace: ReturnType<typeof createGate> }>();
  return async function inTurn<T>(subject: string, work: () => Promise<T>): Promise<T> {
    const gate = gates.get(subject) ?? { users: 0, inPlace: createGate({ places: 1, queue }) };
    gates.set(subject, gate);
    gate.users += 1;
    try {
      return await gate.inPlace(work);
    } finally {
      gate.users -= 1;
      if (gate.users === 0) gates.delete(subject);
    }
  };
}

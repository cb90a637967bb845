// What a program may do between two moments at which it can die: one call of its database, one question, one wait.

import type { Actor, Effect, World } from './world.ts';

type Doing<T> = Generator<Effect, T, unknown>;

/** One call of the database, whole or not at all. What it gives is a row as it was then. */
export function* db<T>(run: (world: World) => T): Doing<T> {
  return (yield { do: 'db', run }) as T;
}

/** Asks another actor; null where no answer came in time (`patience` times the usual), whatever became of the question. */
export function* ask<T>(to: Actor, program: string, input: unknown, patience = 1): Doing<T | null> {
  return (yield { do: 'ask', to, program, input, patience }) as T | null;
}

/** Lets another program of this actor run beside. */
export function* start(actor: Actor, program: string, input: unknown): Doing<void> {
  yield { do: 'start', actor, program, input };
}

export function* sleep(ms: number): Doing<void> {
  yield { do: 'sleep', ms };
}

/** A whole number below `of`, thrown by the explorer. */
export function* roll(of: number): Doing<number> {
  return (yield { do: 'roll', of }) as number;
}

export function* pick<T>(list: readonly T[]): Doing<T> {
  return list[yield* roll(list.length)] as T;
}

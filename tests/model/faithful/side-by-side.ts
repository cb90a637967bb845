// What the comparisons of the model with the real databases have in common.

import { databaseError } from '#kit/problem';
import { query } from '#tests/support/invariants';
import type { Room } from '#tests/support/room';
import { emptyTables, Refused, type World } from '../world.ts';

/** A world of the model in which nothing happens by itself. */
export function stillWorld(): World {
  const changes = { made: false };
  return {
    now: 0,
    tables: emptyTables(changes),
    agents: new Map(),
    armed: new Set(),
    down: new Set(),
    settings: {
      orderTtlMs: 900_000,
      holdTtlMs: 1,
      graceMs: 300_000,
      giveUpMs: 1,
      patienceMs: 1,
      impatient: 0,
      moody: false,
    },
    programs: {},
    flaws: new Set(),
    explorer: { post() {}, send() {}, roll: () => 0, goesBack: false },
    seen: new Set(),
    changes,
  };
}

/** The one row of a statement. @throws where there is none. */
export async function only<Row>(room: Room, statement: string): Promise<Row> {
  const [row] = await query<Row>(room, statement);
  if (!row) throw new Error(`nothing found: ${statement}`);
  return row;
}

/** What a SQL function answers, or that a guard of the database refused the call. */
export async function answerOf<T>(room: Room, call: string): Promise<T | 'refused'> {
  try {
    return (await only<{ answer: T }>(room, `select ${call} as answer`)).answer;
  } catch (error) {
    // A trigger's own word, a check, a unique index.
    if (/^(P0001|23514|23505)$/.test(databaseError(error)?.code ?? '')) return 'refused';
    throw error;
  }
}

/** The same of the model. */
export function orRefused<T>(call: () => T): T | 'refused' {
  try {
    return call();
  } catch (error) {
    if (error instanceof Refused) return 'refused';
    throw error;
  }
}

export const asJson = (value: unknown): string => `'${JSON.stringify(value)}'::jsonb`;

/** A uid that stands for a number of the model; `kind` is one digit. */
export const uidOf = (kind: number, id: number): string =>
  `00000000-0000-7000-8000-${kind}${String(id).padStart(11, '0')}`;

/** A shortest way to each state, by legal steps. */
export function pathsTo<State>(
  first: State,
  transitions: Record<State & string, readonly State[]>,
): Map<State, State[]> {
  const paths = new Map<State, State[]>([[first, []]]);
  // A map is walked through to what is added to it meanwhile.
  for (const [state, path] of paths)
    for (const next of transitions[state as State & string]) if (!paths.has(next)) paths.set(next, [...path, next]);
  return paths;
}

// One race, many times: the stage is set, the rivals start at the same moment, and what they were answered must be possible.

import type { Answer, Scene } from './scene.ts';

export type Race = {
  name: string;
  /** What may be answered. */
  allowed: readonly number[];
  /** How many of the rivals are answered with success: exactly so many, where it is said. */
  winners?: number;
  /** Sets the stage, starts the rivals, and gives their answers; `wrong` says what else is not as it should be. */
  run(scene: Scene): Promise<{ answers: Answer[]; wrong?: string | null | undefined }>;
};

export type Result = { name: string; rounds: number; statuses: Map<string, number>; wrong: string[] };

const atOnce = 4;

export async function raceMany(scene: Scene, race: Race, rounds: number): Promise<Result> {
  const result: Result = { name: race.name, rounds, statuses: new Map(), wrong: [] };
  for (let left = rounds; left > 0; left -= atOnce)
    await Promise.all(Array.from({ length: Math.min(atOnce, left) }, () => raceOnce(scene, race, result)));
  return result;
}

async function raceOnce(scene: Scene, { allowed, winners, run }: Race, result: Result): Promise<void> {
  const { answers, wrong } = await run(scene);
  const statuses = answers.map(({ status }) => status);
  const key = statuses.toSorted((a, b) => a - b).join(' ');
  result.statuses.set(key, (result.statuses.get(key) ?? 0) + 1);
  for (const { status, text } of answers)
    if (!allowed.includes(status)) result.wrong.push(`answered ${status}: ${text.slice(0, 200)}`);
  const won = statuses.filter((status) => status < 300).length;
  if (winners !== undefined && won !== winners) result.wrong.push(`${won} won, not ${winners}: ${key}`);
  if (wrong) result.wrong.push(wrong);
}

/** The same wish several times at the same moment. */
export const times = (count: number, wish: () => Promise<Answer>): Promise<Answer[]> =>
  Promise.all(Array.from({ length: count }, wish));

export const aKey = () => ({ 'idempotency-key': Bun.randomUUIDv7() });

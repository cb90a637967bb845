// What the processes of a shop hold: memory, open files, connections to the databases.

import { readdirSync, readFileSync } from 'node:fs';
import { rooms } from '#deploy/local/rooms';
import type { Stage } from './stage.ts';
import { pidOf } from './victims.ts';

/** By name: `memory of books` in MiB, `files of books`, `connections`. */
export type Reading = Map<string, number>;

export async function read(stage: Stage): Promise<Reading> {
  const reading: Reading = new Map();
  for (const name of [...rooms, 'nats'] as const) {
    const pid = await pidOf(stage, name);
    const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    reading.set(`memory of ${name}, MiB`, Math.round(Number(kib) / 1024));
    reading.set(`files of ${name}`, readdirSync(`/proc/${pid}/fd`).length);
  }
  const [found] = await stage.look<{ n: number }>('books', 'select sum(numbackends)::int n from pg_stat_database');
  reading.set('connections', found?.n ?? 0);
  return reading;
}

export type Growth = { name: string; early: number; late: number; most: number; grew: boolean };

/**
 * The second quarter of the readings beside the last: the first is left to warming up. Memory may end a fifth and 16 MiB
 * higher, for a collector takes its time; files and connections a tenth and 8.
 */
export function growthOf(readings: Reading[]): Growth[] {
  const quarter = Math.max(1, Math.floor(readings.length / 4));
  const [early, late] = [readings.slice(quarter, 2 * quarter), readings.slice(-quarter)];
  return [...(readings[0]?.keys() ?? [])].map((name) => {
    const of = (some: Reading[]) => some.map((reading) => reading.get(name) ?? 0);
    const [before, after] = [mean(of(early)), mean(of(late))];
    const allowed = name.startsWith('memory') ? before * 1.2 + 16 : before * 1.1 + 8;
    return { name, early: before, late: after, most: Math.max(...of(readings)), grew: after > allowed };
  });
}

const mean = (list: number[]): number => Math.round(list.reduce((sum, n) => sum + n, 0) / Math.max(1, list.length));

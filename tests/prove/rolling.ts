// T17, rolling restart: each process is told to stop, in its turn, and started again, while requests come at an even pace.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Room, rooms } from '#deploy/local/rooms';
import { readiness, type Supervised, supervise } from '#deploy/local/supervise';
import { castOf } from './cast.ts';
import { chanceOf } from './chance.ts';
import { newJournal } from './customer.ts';
import { openLoad, type Sent } from './load.ts';
import { openStage, type Stage, until } from './stage.ts';
import { pidOf } from './victims.ts';

export type RollingOptions = {
  seed: number;
  /** Of each process: 1 as `bun start` runs them, or 2, so that there is always one. */
  instances: 1 | 2;
  /** How often each process is restarted. */
  rounds: number;
  perSecond?: number;
  say?: (line: string) => void;
};
/** What became of requests, by what was restarted when they were sent. */
export type Fate = { sent: number; ok: number; again: number; failed: string[]; slowestMs: number };
export type RollingReport = { fates: Map<string, Fate>; restarts: number };

export async function rolling({
  seed,
  instances,
  rounds,
  perSecond = 100,
  say,
}: RollingOptions): Promise<RollingReport> {
  const chance = chanceOf(seed);
  const stage = await openStage();
  const twins = new Map<Room, Supervised>();
  const fates = new Map<string, Fate>();
  let restarting: string = 'nothing';
  try {
    const cast = await castOf(stage, { journal: newJournal(), chance, silent: () => true });
    if (instances === 2) for (const room of rooms) twins.set(room, await startTwin(stage, room));
    const load = openLoad(cast, { perSecond, chance: chance.branch(1), note: (fate) => add(fates, restarting, fate) });
    await Bun.sleep(3000);
    for (let round = 0; round < rounds; round += 1) {
      for (const room of rooms) {
        restarting = room;
        await restart(stage, room);
        const twin = twins.get(room);
        if (twin) {
          await twin.stop();
          twins.set(room, await startTwin(stage, room));
        }
        await Bun.sleep(1000);
      }
      say?.(`round ${round + 1} of ${rounds}`);
    }
    await load.end();
    return { fates, restarts: rounds * rooms.length * instances };
  } finally {
    await Promise.all([...twins.values()].map((twin) => twin.stop()));
    await stage.close();
  }
}

/** Asks it to stop; the launcher starts it again by itself. */
async function restart(stage: Stage, room: Room): Promise<void> {
  const log = join(stage.shop.dataDir, 'logs', `${room}.log`);
  const starts = () => readFileSync(log, 'utf8').split('"service.started"').length;
  const [pid, before] = [await pidOf(stage, room), starts()];
  process.kill(pid, 'SIGTERM');
  const back = await until(() => starts() > before, 60_000, 50);
  if (!back) throw new Error(`${room} did not come back.`);
}

/** A second process of a room, told what the first was told, on the same port: the system shares the callers out. */
async function startTwin(stage: Stage, room: Room): Promise<Supervised> {
  const words = readFileSync(`/proc/${await pidOf(stage, room)}/environ`, 'utf8').split('\0');
  const env = Object.fromEntries(
    words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
  );
  const root = join(import.meta.dir, '../..');
  const entry = room === 'gateway' ? 'gateway/index.ts' : `services/${room}/index.ts`;
  const { feed, until: started } = readiness(`the second ${room}`, /"service\.started"/);
  const twin = supervise({
    command: process.execPath,
    args: ['--no-env-file', join(root, entry)],
    env: { ...env, FAILPOINT: undefined },
    cwd: root,
    stopSignal: 'TERM',
    graceSeconds: 15,
    onLine: feed,
  });
  await started(twin, 60_000);
  return twin;
}

function add(fates: Map<string, Fate>, during: string, { status, ms, what }: Sent): void {
  const fate = fates.get(during) ?? { sent: 0, ok: 0, again: 0, failed: [], slowestMs: 0 };
  fate.sent += 1;
  fate.slowestMs = Math.max(fate.slowestMs, ms);
  if (status === 'ok') fate.ok += 1;
  else if (status === 'again') fate.again += 1;
  else fate.failed.push(what);
  fates.set(during, fate);
}

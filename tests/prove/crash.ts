// T1, the crash matrix: at each moment worth dying at, its own process dies there, or somebody else does while it stands
// still there. Afterwards the client repeats, and everything must have come right.

import type { Room } from '#deploy/local/rooms';
import { doubledKeys, untilCalm } from './calm.ts';
import { castOf, unlike } from './cast.ts';
import { type Chance, chanceOf } from './chance.ts';
import { faultsIn, type Journal, newJournal } from './customer.ts';
import { type Moment, moments } from './moments.ts';
import { type Cast, isOpen, nothingYet, type Played, sceneOf } from './scenes.ts';
import { openStage, type Stage, until } from './stage.ts';
import { kill, type Victim, victims } from './victims.ts';

/** `number` is its place in the order of its seed, from 1. */
export type Cell = { number: number; moment: Moment; room: Room; victim: Victim; passage: number };
export type CellReport = Cell & {
  faults: string[];
  ending: string;
  /** From the death until every order was settled, and until every invariant held. */
  settledMs: number;
  calmMs: number;
};
export type CrashOptions = {
  seed: number;
  /** Only so many cells, spread over rooms, victims and scenes; all without it. */
  sample?: number;
  /** Only cells whose name (`moment × victim`) matches. */
  only?: RegExp;
  /** Only cells from this number on: to go on where a run was ended. */
  from?: number;
  say?: (line: string) => void;
};
export type CrashReport = { cells: CellReport[]; journal: Journal; skipped: number };

export const nameOf = ({ moment, room, victim }: Cell): string =>
  `${moment.name}${moment.rooms.length > 1 ? ` in ${room}` : ''} × ${victim}`;

/**
 * Every cell of the matrix, in an order of chance, so that no room dies much more often than it can come back. A moment that
 * several rooms pass is played in one of them; three seeds in a row play it in all.
 */
export function cellsOf(chance: Chance): Cell[] {
  const all = moments.flatMap((moment) => {
    const room = moment.rooms[chance.seed % moment.rooms.length] ?? 'orders';
    return victims.map((victim) => ({ moment, room, victim, passage: 1 + chance.below(moment.passages) }));
  });
  return chance.shuffled(all).map((cell, at) => ({ number: at + 1, ...cell }));
}

/** The first cells that bring in a new room, victim and scene each, as far as there are any. */
export function sampleOf(cells: Cell[], size: number): Cell[] {
  const seen = new Set<string>();
  const left = [...cells];
  const picked: Cell[] = [];
  const worth = ({ moment, room, victim }: Cell) =>
    [moment.name, `room ${room}`, `victim ${victim}`, `scene ${moment.scene}`].filter((word) => !seen.has(word)).length;
  while (picked.length < size && left.length > 0) {
    const best = left.reduce((top, cell) => (worth(cell) > worth(top) ? cell : top));
    left.splice(left.indexOf(best), 1);
    picked.push(best);
    const { moment, room, victim } = best;
    for (const word of [moment.name, `room ${room}`, `victim ${victim}`, `scene ${moment.scene}`]) seen.add(word);
  }
  return picked;
}

/** Plays the cells on one shop, one after another, and goes on after a fault. */
export async function crash({ seed, sample, only, from = 1, say = () => {} }: CrashOptions): Promise<CrashReport> {
  const chance = chanceOf(seed);
  const all = cellsOf(chance).filter((cell) => cell.number >= from && (!only || only.test(nameOf(cell))));
  const cells = sample === undefined ? all : sampleOf(all, sample);
  const journal = newJournal();
  const stage = await openStage();
  const reports: CellReport[] = [];
  try {
    const cast = await castOf(stage, { journal, chance, silent: () => true });
    for (const [at, cell] of cells.entries()) {
      // Chance of its own for each cell, so that it can be had again alone.
      const report = await playCell({ ...cast, chance: chance.branch(cell.number) }, journal, cell);
      reports.push(report);
      say(line(report, at + 1, cells.length));
    }
    const doubled = await doubledKeys(stage);
    const last = reports.at(-1);
    last?.faults.push(...doubled);
    if (doubled.length > 0) say(`FAIL at the end: ${doubled.join(', ')}`);
  } finally {
    await stage.close();
  }
  return { cells: reports, journal, skipped: all.length - cells.length };
}

function line(report: CellReport, at: number, of: number): string {
  const place = `${String(at).padStart(4)}/${of} cell ${String(report.number).padStart(3)}`;
  const head = `${report.faults.length === 0 ? 'ok  ' : 'FAIL'} ${place} ${nameOf(report).padEnd(58)}`;
  const times = `settled ${(report.settledMs / 1000).toFixed(1)} s, calm ${(report.calmMs / 1000).toFixed(1)} s`;
  return [`${head} ${times}  ${report.ending}`, ...report.faults.map((fault) => `       ${fault}`)].join('\n');
}

async function playCell(cast: Cast, journal: Journal, cell: Cell): Promise<CellReport> {
  const { stage } = cast;
  const earlierFaults = journal.faults.length;
  const report: CellReport = { ...cell, faults: [], ending: 'never began', settledMs: 0, calmMs: 0 };
  const { faults } = report;
  try {
    const sick = await stage.healthy(60_000);
    if (sick) faults.push(`the shop does not come back: ${sick}`);
    const { played, died, reached } = await playDeath(cast, cell);
    const calm = await untilCalm(stage, died);
    if (!reached) faults.push('its moment was never reached');
    if (isOpen(played.ending)) faults.push('its wish never had an answer');
    faults.push(...calm.faults, ...(await unlike(cast, played.said)));
    Object.assign(report, { ending: played.ending, settledMs: calm.settledMs, calmMs: calm.calmMs });
  } catch (error) {
    faults.push(`the proof stumbled: ${String(error)}`);
    stage.release(cell.room, cell.moment.name);
  }
  faults.push(...faultsIn(journal, stage, earlierFaults));
  return report;
}

type Death = { played: Played; died: number; reached: boolean };

/** The scene up to its moment, the death in it, and the scene to its end. */
async function playDeath(cast: Cast, cell: Cell): Promise<Death> {
  const { stage } = cast;
  const scene = sceneOf(cell.moment.scene);
  const before = (await scene.before?.(cast)) ?? nothingYet;
  const own = cell.victim === cell.room;
  stage.arm(cell.room, `${cell.moment.name}:${own ? 'kill' : 'hang'}${cell.passage > 1 ? `@${cell.passage}` : ''}`);
  let over = false;
  const playing = scene.play(cast, before).finally(() => {
    over = true;
  });
  const reached = await untilReached(stage, cell, () => over);
  const died = performance.now();
  if (reached && !own) {
    await kill(stage, cell.victim, { forMs: cast.chance.between(100, 900) });
    await Bun.sleep(cast.chance.below(300));
  }
  stage.release(cell.room, cell.moment.name);
  return { played: await playing, died, reached };
}

/** A moment behind the answer, such as a delivery, may come a little after it. */
async function untilReached(stage: Stage, { room, moment, victim }: Cell, over: () => boolean): Promise<boolean> {
  const reached = () => {
    const plan = stage.armedIn(room).find(({ name }) => name === moment.name);
    return victim === room ? plan === undefined : plan?.act === 'hanging';
  };
  await until(() => reached() || over(), 60_000, 5);
  return until(reached, 12_000, 5);
}

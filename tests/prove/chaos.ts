// T2, random chaos: many customers check out at once while whoever chance picks dies or stands still, again and again. When it
// is over everything must have come right, and nobody may have been kept waiting beyond the deadline.

import { type Calm, doubledKeys, untilCalm } from './calm.ts';
import { castOf, unlike } from './cast.ts';
import { type Chance, chanceOf } from './chance.ts';
import { faultsIn, type Journal, newJournal, registered } from './customer.ts';
import { type Cast, isOpen, type Played } from './scenes.ts';
import { openStage, type Stage } from './stage.ts';
import { freeze, kill, type Victim, victims } from './victims.ts';
import { watchGateway } from './watch.ts';
import { anyWish } from './wishes.ts';

export type ChaosOptions = {
  seed: number;
  /** It goes on until there were as many of both. */
  checkouts: number;
  kills: number;
  clients?: number;
  /** Between two strikes, at least and at most. */
  everyMs?: readonly [number, number];
  /** How long somebody may stand still, at most. */
  stopMs?: number;
  /** It ends after so long even so. */
  minutes?: number;
  say?: (line: string) => void;
};
export type ChaosReport = {
  seed: number;
  endings: Map<string, number>;
  /** How often each victim was struck, `stop` included. */
  strikes: Map<string, number>;
  checkouts: number;
  kills: number;
  stops: number;
  journal: Journal;
  calm: Calm;
  /** Everything that came out wrong. */
  faults: string[];
  underFireMs: number;
};

export async function chaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, clients = 12 } = options;
  const chance = chanceOf(seed);
  const journal = newJournal();
  const stage = await openStage();
  const gateway = watchGateway(stage.shop.url());
  try {
    const cast = await castOf(stage, { journal, chance: chance.branch(0), silent: gateway.wasSilent });
    const customers = await Promise.all(Array.from({ length: 4 }, () => registered(cast.client)));
    const report = emptyReport(seed, journal);
    const fire = openFire(stage, chance.branch(1), report, options);
    const began = performance.now();
    const played: Played[] = [];
    const last = began + (options.minutes ?? Number.POSITIVE_INFINITY) * 60_000;
    const enough = () =>
      performance.now() > last || (report.checkouts >= options.checkouts && report.kills >= options.kills);
    const shopping = Array.from({ length: clients }, async (_, at) => {
      const own = { ...cast, chance: chance.branch(2 + at), patienceMs: 120_000 };
      while (!enough()) {
        played.push(await checkOut({ ...own, customer: own.chance.pick(customers) }, report));
        report.checkouts += 1;
        if (report.checkouts % 100 === 0) options.say?.(progress(report, began));
      }
    });
    await Promise.all(shopping);
    report.underFireMs = performance.now() - began;
    await fire.cease();
    await judge(cast, report, played);
    return report;
  } finally {
    gateway.stop();
    await stage.close();
  }
}

const emptyReport = (seed: number, journal: Journal): ChaosReport => ({
  seed,
  endings: new Map(),
  strikes: new Map(),
  checkouts: 0,
  kills: 0,
  stops: 0,
  journal,
  calm: { settledMs: 0, calmMs: 0, faults: [] },
  faults: [],
  underFireMs: 0,
});

const progress = ({ checkouts, kills, stops, journal }: ChaosReport, began: number): string =>
  `${checkouts} checkouts, ${kills} kills, ${stops} stops, ${journal.requests} requests after ${Math.round((performance.now() - began) / 1000)} s`;

async function checkOut(cast: Cast, report: ChaosReport): Promise<Played> {
  const { played, ending } = await anyWish(cast);
  report.endings.set(ending, (report.endings.get(ending) ?? 0) + 1);
  return played;
}

/** Strikes every half second to five until it is told to cease; what stands still is then let go. */
function openFire(stage: Stage, chance: Chance, report: ChaosReport, options: ChaosOptions) {
  const { stopMs = 20_000, everyMs = [500, 5000] } = options;
  let ceased = false;
  const pending = new Set<Promise<void>>();
  const strike = async () => {
    const victim = chance.pick(victims);
    const stops = !victim.endsWith(' database') && chance.next() < 0.15;
    const what: string = stops ? `stop ${victim}` : victim;
    report.strikes.set(what, (report.strikes.get(what) ?? 0) + 1);
    report[stops ? 'stops' : 'kills'] += 1;
    const done = stops
      ? freeze(stage, victim as Exclude<Victim, `${string} database`>, chance.between(Math.min(1000, stopMs), stopMs))
      : kill(stage, victim, { forMs: chance.between(100, 900), hard: chance.next() < 0.3 });
    // Whoever is dead already cannot die again: that is no fault of the shop's.
    const settled = done.catch(() => undefined).then(() => void pending.delete(settled));
    pending.add(settled);
  };
  const loop = (async () => {
    while (!ceased) {
      await Bun.sleep(chance.between(...everyMs));
      if (!ceased) await strike();
    }
  })();
  return {
    async cease() {
      ceased = true;
      await loop;
      await Promise.all(pending);
    },
  };
}

async function judge(cast: Cast, report: ChaosReport, played: Played[]): Promise<void> {
  const quiet = performance.now();
  const { journal, faults } = report;
  const sick = await cast.stage.healthy(60_000);
  if (sick) faults.push(`the shop does not come back: ${sick}`);
  report.calm = await untilCalm(cast.stage, quiet, 60_000);
  faults.push(...report.calm.faults, ...(await doubledKeys(cast.stage)));
  for (const { said } of played) faults.push(...(await unlike(cast, said)));
  const never = [...report.endings].filter(([ending]) => isOpen(ending));
  faults.push(...never.map(([ending, n]) => `${n} never had an answer: ${ending}`));
  faults.push(...faultsIn(journal, cast.stage), ...journal.hung.map((hung) => `hung: ${hung}`));
}

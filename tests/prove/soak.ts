// T16, the soak: visitors and customers at an even pace for as long as wanted. Nothing may grow, fail or break an invariant.

import { checkInvariants } from '#bin/invariants/check';
import { type Calm, untilCalm } from './calm.ts';
import { castOf } from './cast.ts';
import { type Chance, chanceOf } from './chance.ts';
import { faultsIn, newJournal, registered } from './customer.ts';
import { type Growth, growthOf, type Reading, read } from './gauges.ts';
import { openLoad } from './load.ts';
import { type Cast, isOpen } from './scenes.ts';
import { openStage, type Stage } from './stage.ts';
import { anyWish } from './wishes.ts';

export type SoakOptions = {
  seed: number;
  minutes: number;
  /** Requests a second, besides those of the customers who check out. */
  perSecond: number;
  customers: number;
  say?: (line: string) => void;
};
export type SoakReport = {
  sent: number;
  /** Told to come back in a moment, and then answered. */
  again: number;
  slowestMs: number;
  checkouts: number;
  looks: number;
  growth: Growth[];
  calm: Calm;
  faults: string[];
};

export async function soak(options: SoakOptions): Promise<SoakReport> {
  const { seed, minutes, perSecond, customers } = options;
  const chance = chanceOf(seed);
  const journal = newJournal();
  const stage = await openStage();
  const report: SoakReport = emptyReport();
  const until = performance.now() + minutes * 60_000;
  try {
    const cast = await castOf(stage, { journal, chance: chance.branch(0), silent: () => false });
    const load = openLoad(cast, {
      perSecond,
      chance: chance.branch(1),
      note({ status, ms, what }) {
        report.sent += 1;
        report.slowestMs = Math.max(report.slowestMs, ms);
        if (status === 'again') report.again += 1;
        if (status === 'failed') report.faults.push(`failed: ${what}`);
      },
    });
    const shopping = Array.from({ length: customers }, (_, at) => shop(cast, chance.branch(2 + at), until, report));
    const readings = await watch(stage, until, report, options.say);
    await Promise.all(shopping);
    await load.end();
    report.calm = await untilCalm(stage, performance.now());
    report.growth = growthOf(readings);
    report.faults.push(
      ...report.calm.faults,
      ...faultsIn(journal, stage),
      ...journal.hung.map((hung) => `hung: ${hung}`),
      ...report.growth
        .filter(({ grew }) => grew)
        .map(({ name, early, late }) => `${name} grew from ${early} to ${late}`),
    );
    return report;
  } finally {
    await stage.close();
  }
}

const emptyReport = (): SoakReport => ({
  sent: 0,
  again: 0,
  slowestMs: 0,
  checkouts: 0,
  looks: 0,
  growth: [],
  calm: { settledMs: 0, calmMs: 0, faults: [] },
  faults: [],
});

/** One customer after another, each a new one now and then. */
async function shop(cast: Cast, chance: Chance, until: number, report: SoakReport): Promise<void> {
  let { customer } = cast;
  while (performance.now() < until) {
    if (chance.below(20) === 0) customer = await registered(cast.client);
    const { ending } = await anyWish({ ...cast, customer, chance });
    report.checkouts += 1;
    if (isOpen(ending)) report.faults.push(`never had an answer: ${ending}`);
    await Bun.sleep(chance.between(200, 1800));
  }
}

const everyMs = 10_000;

/** Reads the gauges and looks at the invariants, over and over. */
async function watch(
  stage: Stage,
  until: number,
  report: SoakReport,
  say?: (line: string) => void,
): Promise<Reading[]> {
  const readings: Reading[] = [];
  while (performance.now() < until) {
    await Bun.sleep(Math.min(everyMs, Math.max(0, until - performance.now())));
    readings.push(await read(stage));
    const verdicts = await checkInvariants(stage.databases, false);
    report.looks += 1;
    for (const { id, where, about, broken } of verdicts)
      if (broken.length > 0) report.faults.push(`${id} ${where}: ${about}: ${JSON.stringify(broken.slice(0, 3))}`);
    if (readings.length % 6 === 0)
      say?.(`${readings.length / 6} min: ${report.sent} requests, ${report.checkouts} checkouts`);
  }
  return readings;
}

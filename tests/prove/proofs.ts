// The proofs `bun run prove` knows. One more is a line here and a file beside this.

import { events } from '#tests/events/proof';
import { guards } from '#tests/guards/proof';
import { model } from '#tests/model/proof';
import { pictures } from '#tests/pages/pictures';
import { feels, lighthouseScores, walk, weights } from '#tests/pages/proofs';
import { buyers, races } from '#tests/races/proof';
import { chanceOf } from './chance.ts';
import { type ChaosReport, chaos } from './chaos.ts';
import { composedProof } from './composed.ts';
import { covers } from './covers.ts';
import { crash, nameOf } from './crash.ts';
import type { Journal } from './customer.ts';
import { manyProof } from './many.ts';
import { torturePool } from './pool.ts';
import { repeatProvider } from './provider.ts';
import { restoreProof } from './restore.ts';
import { rolling } from './rolling.ts';
import { stuffing, timing } from './sign-ins.ts';
import { soak } from './soak.ts';
import { table } from './table.ts';

export type Asked = { seed: number; given: Map<string, string>; say: (line: string) => void };
export type Proof = {
  about: string;
  /** Flags besides --seed, each with what its value means. */
  flags: Record<string, string>;
  /** Plays it and tells how much came out wrong. */
  run(asked: Asked): Promise<number>;
};

const numberOf = ({ given }: Asked, flag: string): number | undefined =>
  given.has(flag) ? Number(given.get(flag)) : undefined;

const crashMatrix: Proof = {
  about: 'somebody dies at each moment worth dying at',
  flags: {
    sample: 'only so many cells of each round',
    rounds: 'seeds one after another (1)',
    only: 'cells that match',
    from: 'go on from this cell of the first round (1)',
  },
  async run(asked) {
    const { seed, given, say } = asked;
    const only = given.get('only');
    let wrong = 0;
    for (let round = 0; round < (numberOf(asked, 'rounds') ?? 1); round += 1) {
      const report = await crash({
        seed: seed + round,
        sample: numberOf(asked, 'sample'),
        only: only === undefined ? undefined : new RegExp(only),
        from: round === 0 ? numberOf(asked, 'from') : undefined,
        say,
      });
      wrong += report.cells.filter(({ faults }) => faults.length > 0).length;
      say(crashTable(report, seed + round));
    }
    return wrong;
  },
};

function crashTable({ cells, journal }: Awaited<ReturnType<typeof crash>>, seed: number): string {
  const slowest = (of: typeof cells, time: 'settledMs' | 'calmMs') =>
    `${(Math.max(0, ...of.map((cell) => cell[time])) / 1000).toFixed(1)} s`;
  const rows = [...Map.groupBy(cells, ({ moment }) => moment.name)].map(([name, of]) => [
    name,
    String(of.length),
    String(of.filter(({ faults }) => faults.length > 0).length),
    slowest(of, 'settledMs'),
    slowest(of, 'calmMs'),
  ]);
  const failed = cells.filter(({ faults }) => faults.length > 0);
  return [
    table(['moment', 'cells', 'wrong', 'settled within', 'calm within'], rows.sort()),
    `seed ${seed}: ${cells.length} cells, ${failed.length} wrong, settled within ${slowest(cells, 'settledMs')}, ` +
      `calm within ${slowest(cells, 'calmMs')}; ${answersOf(journal)}`,
    ...failed.map((cell) => `wrong: ${nameOf(cell)}: ${cell.faults.join('; ')}`),
  ].join('\n');
}

const randomChaos: Proof = {
  about: 'customers check out while whoever chance picks dies',
  flags: {
    checkouts: 'at least so many (200)',
    kills: 'at least so many (40)',
    clients: 'at once (12)',
    minutes: 'at most',
  },
  async run(asked) {
    const report = await chaos({
      seed: asked.seed,
      checkouts: numberOf(asked, 'checkouts') ?? 200,
      kills: numberOf(asked, 'kills') ?? 40,
      clients: numberOf(asked, 'clients'),
      minutes: numberOf(asked, 'minutes'),
      say: asked.say,
    });
    asked.say(chaosTable(report));
    return report.faults.length;
  },
};

function chaosTable({ endings, strikes, faults, ...report }: ChaosReport): string {
  const counted = (counts: Map<string, number>) =>
    [...counts].sort(([, a], [, b]) => b - a).map(([name, n]) => [name, String(n)]);
  return [
    table(['what became of them', 'checkouts'], counted(endings)),
    table(['who was struck', 'times'], counted(strikes)),
    `seed ${report.seed}: ${report.checkouts} checkouts, ${report.kills} kills, ${report.stops} stops in ` +
      `${(report.underFireMs / 1000).toFixed(0)} s; calm ${(report.calm.calmMs / 1000).toFixed(1)} s after the last; ${answersOf(report.journal)}`,
    ...faults.map((fault) => `wrong: ${fault}`),
  ].join('\n');
}

const answersOf = ({ requests, statuses, hung }: Journal): string => {
  const by = [...statuses].sort(([a], [b]) => a - b).map(([status, n]) => `${status}: ${n}`);
  return `${requests} requests (${by.join(', ')}), ${hung.length} hung`;
};

const poolTorture: Proof = {
  about: 'database connections are cut under transactions',
  flags: { seconds: 'how long (60)', kills: 'how many (1000)' },
  async run(asked) {
    const uncaught: string[] = [];
    process.on('uncaughtException', (error) => uncaught.push(String(error)));
    process.on('unhandledRejection', (error) => uncaught.push(String(error)));
    const [seconds, kills] = [numberOf(asked, 'seconds') ?? 60, numberOf(asked, 'kills') ?? 1000];
    const report = await torturePool({ chance: chanceOf(asked.seed), seconds, kills });
    const rows = Object.entries({ ...report, uncaught: uncaught.length }).map(([what, n]) => [what, String(n)]);
    asked.say(table(['pool', 'count'], rows));
    for (const error of uncaught) asked.say(`wrong: uncaught ${error}`);
    const short = report.kills < kills ? 1 : 0;
    return report.half + report.lost + report.hung + uncaught.length + short;
  },
};

const rollingRestart: Proof = {
  about: 'each process is restarted in its turn under load',
  flags: { instances: 'of each process, 1 or 2 (2)', rounds: 'restarts of each (3)', rate: 'requests a second (100)' },
  async run(asked) {
    const { fates, restarts } = await rolling({
      seed: asked.seed,
      instances: numberOf(asked, 'instances') === 1 ? 1 : 2,
      rounds: numberOf(asked, 'rounds') ?? 3,
      perSecond: numberOf(asked, 'rate'),
      say: asked.say,
    });
    const rows = [...fates].map(([during, { sent, ok, again, failed, slowestMs }]) =>
      [during, sent, ok, again, failed.length, `${Math.round(slowestMs)} ms`].map(String),
    );
    asked.say(table(['restarted', 'sent', 'answered', 'on the second try', 'failed', 'slowest'], rows));
    const failed = [...fates.values()].flatMap((fate) => fate.failed);
    for (const [what, of] of Map.groupBy(failed, (words) => words.replace(/\d+/g, (n) => (n.length === 3 ? n : '…'))))
      asked.say(`failed ${of.length} times: ${what}`);
    asked.say(`seed ${asked.seed}: ${restarts} restarts`);
    return failed.length;
  },
};

const restlessProvider: Proof = {
  about: 'the payment provider hears everything twice, late or without an answer',
  flags: { purchases: 'how many (5000)' },
  async run(asked) {
    const { seed, say } = asked;
    const report = await repeatProvider({ seed, purchases: numberOf(asked, 'purchases') ?? 5000, say });
    const counted = (of: Map<string, number>) => [...of].map(([what, n]) => [what, String(n)]).sort();
    say(table(['what became of payments', 'count'], counted(report.endings)));
    say(table(['what happened on the line', 'count'], counted(report.tricks)));
    say(`seed ${seed}: ${report.captured} charges captured, ${report.faults.length} wrong`);
    for (const fault of report.faults) say(`wrong: ${fault}`);
    return report.faults.length;
  },
};

const steadySoak: Proof = {
  about: 'visitors and customers at an even pace, and nothing grows',
  flags: { minutes: 'how long (10)', rate: 'requests a second (30)', customers: 'checking out at once (3)' },
  async run(asked) {
    const { seed, say } = asked;
    const given = (flag: string, usual: number) => numberOf(asked, flag) ?? usual;
    const options = { minutes: given('minutes', 10), perSecond: given('rate', 30), customers: given('customers', 3) };
    const { growth, faults, ...report } = await soak({ seed, say, ...options });
    const rows = growth.map(({ name, early, late, most }) => [name, ...[early, late, most].map(String)]);
    say(table(['what', 'second quarter', 'last quarter', 'at most'], rows));
    say(
      `seed ${seed}: ${report.sent} requests, ${report.again} answered on the second try, the slowest ${Math.round(report.slowestMs)} ms, ${report.checkouts} checkouts; ` +
        `${report.looks} looks at the invariants; calm ${(report.calm.calmMs / 1000).toFixed(1)} s after the last`,
    );
    for (const [fault, of] of Map.groupBy(faults, (words) => words)) say(`wrong ${of.length} times: ${fault}`);
    return faults.length;
  },
};

export const proofs: Record<string, Proof> = {
  crash: crashMatrix,
  chaos: randomChaos,
  pool: poolTorture,
  provider: restlessProvider,
  rolling: rollingRestart,
  soak: steadySoak,
  restore: restoreProof,
  many: manyProof,
  composed: composedProof,
  model,
  races,
  buyers,
  weights,
  walk,
  covers,
  feels,
  lighthouse: lighthouseScores,
  pictures,
  events,
  guards,
  stuffing: {
    about: 'passwords are tried 200 times a second while customers order',
    flags: { seconds: 'for so long (30)' },
    run: stuffing,
  },
  timing: {
    about: 'the clock does not tell which accounts exist',
    flags: { tries: 'wrong passwords for each kind of name (1000)' },
    run: timing,
  },
};

// Several of every room at once, on three NATS servers: one of the servers and one instance of each service die while customers
// check out. Nobody may see more of it than a 503 that says to try again, and everything must come right.

import { services } from '#deploy/local/rooms';
import { type Calm, untilCalm } from './calm.ts';
import { castOf, unlike } from './cast.ts';
import { chanceOf } from './chance.ts';
import { openCrowd } from './crowd.ts';
import { faultsIn, type Journal, newJournal, registered } from './customer.ts';
import type { Proof } from './proofs.ts';
import { isOpen, type Played } from './scenes.ts';
import { anyWish } from './wishes.ts';

export type ManyOptions = {
  seed: number;
  copies: number;
  checkouts: number;
  clients?: number;
  say?: (line: string) => void;
};
export type ManyReport = {
  checkouts: number;
  killed: string[];
  /** How many instances of each room that are left had a share of the work. */
  atWork: Record<string, number>;
  journal: Journal;
  calm: Calm;
  faults: string[];
};

export async function many({ seed, copies, checkouts, clients = 6, say }: ManyOptions): Promise<ManyReport> {
  const chance = chanceOf(seed);
  const { stage, nats, instances } = await openCrowd(copies);
  try {
    say?.(`${copies} of each room are open on ${nats.servers.length} NATS servers.`);
    const journal = newJournal();
    const cast = await castOf(stage, { journal, chance: chance.branch(0), silent: () => false });
    const customers = await Promise.all(Array.from({ length: 4 }, () => registered(cast.client)));
    const fate = chance.branch(99);
    const kills = [
      { who: 'a NATS server', kill: () => fate.pick(nats.servers).process.kill() },
      ...services.map((room) => ({
        who: `one of ${room}`,
        kill: () => instances.get(room)?.[fate.below(copies)]?.kill(),
      })),
    ];
    const killed: string[] = [];
    const played: Played[] = [];
    let begun = 0;
    const shopping = Array.from({ length: clients }, async (_, at) => {
      const own = { ...cast, chance: chance.branch(1 + at), patienceMs: 60_000 };
      while (begun < checkouts) {
        begun += 1;
        // The deaths are spread over the checkouts, the first when some are under way.
        if (killed.length < kills.length && begun > ((killed.length + 1) * checkouts) / (kills.length + 2)) {
          const { who, kill } = kills[killed.length] ?? { who: '', kill() {} };
          killed.push(who);
          kill();
          say?.(`${who} died after ${begun} checkouts.`);
        }
        played.push((await anyWish({ ...own, customer: own.chance.pick(customers) })).played);
      }
    });
    await Promise.all(shopping);
    const work = await atWork(nats.servers.map(({ monitor }) => monitor));
    const calm = await untilCalm(stage, performance.now(), 120_000);
    const faults = [
      ...calm.faults,
      ...played.filter(({ ending }) => isOpen(ending)).map(({ ending }) => `A checkout never ended: ${ending}`),
      ...faultsIn(journal, stage),
      ...(journal.statuses.has(0) ? [`${journal.statuses.get(0)} requests were cut off.`] : []),
      ...(await unlike(
        cast,
        played.flatMap(({ said }) => said),
      )),
    ];
    return { checkouts: played.length, killed, atWork: work, journal, calm, faults };
  } finally {
    await stage.close();
  }
}

type Connections = { connections: { name?: string; in_msgs: number }[] };

/** How many connections of each room had a share of the work, as the servers that are left tell it. */
async function atWork(monitors: number[]): Promise<Record<string, number>> {
  const told = await Promise.all(
    monitors.map(async (port) => {
      const answer = await fetch(`http://127.0.0.1:${port}/connz?limit=100`).catch(() => null);
      return answer?.ok ? ((await answer.json()) as Connections).connections : [];
    }),
  );
  const busy = told.flat().filter(({ in_msgs }) => in_msgs > 0);
  return Object.fromEntries(services.map((room) => [room, busy.filter(({ name }) => name === room).length]));
}

export const manyProof: Proof = {
  about: 'several of every room on three NATS servers, of which some die',
  flags: { copies: 'of every room (3)', checkouts: 'altogether (200)', clients: 'at once (6)' },
  async run({ seed, given, say }) {
    const numberOf = (flag: string, fallback: number) => Number(given.get(flag) ?? fallback);
    const options = {
      copies: numberOf('copies', 3),
      checkouts: numberOf('checkouts', 200),
      clients: numberOf('clients', 6),
    };
    const { checkouts, killed, atWork: left, journal, calm, faults } = await many({ seed, ...options, say });
    const statuses = [...journal.statuses].sort(([a], [b]) => a - b).map(([status, n]) => `${status}: ${n}`);
    say(
      `seed ${seed}: ${checkouts} checkouts, ${killed.length} killed, ${journal.requests} requests (${statuses.join(', ')}), `,
    );
    say(
      `${journal.hung.length} slower than they may be; all was right ${(calm.calmMs / 1000).toFixed(1)} s after the last.`,
    );
    say(
      `At work at the end: ${Object.entries(left)
        .map(([room, n]) => `${n} ${room}`)
        .join(', ')}.`,
    );
    for (const fault of faults) say(`wrong: ${fault}`);
    return faults.length;
  },
};

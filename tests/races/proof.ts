// `bun run prove buyers`: many buyers, few copies, over HTTP. `bun run prove races`: every pair of rivals, many times.

import type { Proof } from '#tests/prove/proofs';
import { openStage } from '#tests/prove/stage';
import { table } from '#tests/prove/table';
import { gather, rush } from './buyers.ts';
import { moneyRaces } from './money-races.ts';
import { peopleRaces } from './people-races.ts';
import { raceMany } from './race.ts';
import { openScene } from './scene.ts';

export const buyers: Proof = {
  about: 'many buyers order few copies at once, over HTTP',
  flags: { rounds: 'how often (20)', buyers: 'how many (1000)', copies: 'of each book (100)' },
  async run({ given, say }) {
    const numberOf = (flag: string, usual: number) => Number(given.get(flag) ?? usual);
    const [count, copies] = [numberOf('buyers', 1000), numberOf('copies', 100)];
    const stage = await openStage();
    let wrong = 0;
    try {
      const crowd = await gather(stage, count);
      const rows: string[][] = [];
      for (let round = 1; round <= numberOf('rounds', 20); round++) {
        const { sold, refused, later, wrong: faults, ms } = await rush(stage, crowd, copies);
        const right = faults.length === 0 && sold === copies && refused === count - copies && later === 0;
        wrong += right ? 0 : 1;
        for (const fault of faults) say(`wrong: round ${round}: ${fault}`);
        rows.push([String(round), ...[sold, refused, later].map(String), `${(ms / 1000).toFixed(1)} s`]);
      }
      say(table(['round', 'sold', 'out of stock', 'told to repeat', 'took'], rows));
    } finally {
      await stage.close();
    }
    return wrong;
  },
};

/** After so long the next pair races before new people: access tokens live ten minutes. */
const sceneMs = 4 * 60_000;

export const races: Proof = {
  about: 'what two people can wish at the same moment, pair by pair',
  flags: { rounds: 'of each pair (200)', only: 'pairs whose name matches' },
  async run({ given, say }) {
    const rounds = Number(given.get('rounds') ?? 200);
    const only = new RegExp(given.get('only') ?? '');
    let scene = await openScene();
    let opened = performance.now();
    let wrong = 0;
    let broken: string[] = [];
    try {
      const rows: string[][] = [];
      for (const race of [...moneyRaces, ...peopleRaces].filter(({ name }) => only.test(name))) {
        if (performance.now() - opened > sceneMs) {
          broken = [...broken, ...(await scene.broken())];
          await scene.close();
          scene = await openScene();
          opened = performance.now();
        }
        const result = await raceMany(scene, race, rounds);
        const answers = [...result.statuses].sort(([, a], [, b]) => b - a).map(([statuses, n]) => `${n}× ${statuses}`);
        rows.push([race.name, String(rounds), String(result.wrong.length), answers.slice(0, 3).join(', ')]);
        for (const fault of result.wrong.slice(0, 5)) say(`wrong: ${race.name}: ${fault}`);
        wrong += result.wrong.length;
      }
      broken = [...broken, ...(await scene.broken())];
      for (const rule of broken) say(`wrong: ${rule}`);
      say(table(['pair', 'rounds', 'wrong', 'most common answers'], rows));
      say(`${rows.length} pairs, ${wrong} wrong answers, ${broken.length} broken invariants`);
      return wrong + broken.length;
    } finally {
      await scene.close();
    }
  },
};

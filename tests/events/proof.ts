// `bun run prove events`: facts told in any order, as often as may be, make the same shop.

import type { Proof } from '#tests/prove/proofs';
import { table } from '#tests/prove/table';
import { tellTwice } from './deliver.ts';

export const events: Proof = {
  about: 'facts between rooms come one to five times, shuffled',
  flags: { facts: 'how many (10000)' },
  async run({ seed, given, say }) {
    const report = await tellTwice(seed, Number(given.get('facts') ?? 10_000));
    const rows = [...report.kinds].map(([kind, n]) => [kind, String(n)]).sort();
    say(table(['fact', 'told'], rows));
    const { facts, deliveries, tooEarly, differences } = report;
    say(`seed ${seed}: ${facts} facts, ${deliveries} deliveries, ${tooEarly} of them too early`);
    for (const difference of differences.slice(0, 20)) say(`wrong: ${difference}`);
    return differences.length;
  },
};

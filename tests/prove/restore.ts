// T18, the drill: payments' database is lost while the shop is open, and comes back from a base backup and the archive. Meanwhile
// orders go on being placed; afterwards everything must come right by itself.

import { startArchived } from './archived.ts';
import { type Calm, untilCalm } from './calm.ts';
import { castOf } from './cast.ts';
import { chanceOf } from './chance.ts';
import { faultsIn, type Journal, newJournal } from './customer.ts';
import type { Proof } from './proofs.ts';
import { type Played, pay, place } from './scenes.ts';
import { openStage } from './stage.ts';

export type RestoreOptions = { seed: number; checkouts: number; say?: (line: string) => void };
export type RestoreReport = {
  /** Bought after the base backup and before the loss. */
  bought: number;
  /** Of them, how many the restored database does not know. */
  lost: number;
  /** Placed while payments had no database. */
  placedMeanwhile: number;
  /** From the loss until a payment was taken again, without the time somebody would need to notice. */
  rtoMs: number;
  journal: Journal;
  calm: Calm;
  faults: string[];
};

export async function restore({ seed, checkouts, say }: RestoreOptions): Promise<RestoreReport> {
  const server = await startArchived();
  const stage = await openStage({ PAYMENTS_DATABASE_URL: server.databases.payments });
  try {
    const journal = newJournal();
    const cast = await castOf(stage, { journal, chance: chanceOf(seed), silent: () => false });
    const buy = async (): Promise<Played> => pay(cast, await place(cast));
    await buy();
    await server.backUp();
    say?.('The base backup is made.');
    const bought: Played[] = [];
    for (let n = 0; n < checkouts; n += 1) bought.push(await buy());
    await server.archived();

    const lostAt = performance.now();
    await server.destroy();
    say?.('The database of payments is gone.');
    const meanwhile = await place(cast);
    const refused = await listed(stage.shop.url(), await cast.customer.token());
    await server.restore();
    const back = await pay({ ...cast, patienceMs: 120_000 }, meanwhile);
    const rtoMs = performance.now() - lostAt;
    say?.('A payment was taken again.');

    const known = await stage.look<{ id: string }>(
      'payments',
      `select order_id as id from payments where state = 'captured'`,
    );
    const ids = new Set(known.map(({ id }) => Number(id)));
    const lost = bought.filter(({ orders: [id] }) => !ids.has(id ?? 0)).length;
    const calm = await untilCalm(stage, performance.now(), 120_000);
    const faults = [...calm.faults, ...faultsIn(journal, stage)];
    if (refused !== 503) faults.push(`Asking for payments without a database was answered with ${refused}, not 503.`);
    if (!back.ending.endsWith('paying 201')) faults.push(`The order placed meanwhile ended as: ${back.ending}`);
    return { bought: bought.length, lost, placedMeanwhile: meanwhile.orders.length, rtoMs, journal, calm, faults };
  } finally {
    await stage.close();
    await server.close();
  }
}

/** What a customer is told who asks for his payments. */
async function listed(shop: string, token: string): Promise<number> {
  const answer = await fetch(`${shop}/api/payments/`, { headers: { authorization: `Bearer ${token}` } });
  await answer.body?.cancel();
  return answer.status;
}

export const restoreProof: Proof = {
  about: 'a database is lost and restored while the shop is open',
  flags: { checkouts: 'bought between backup and loss (20)' },
  async run({ seed, given, say }) {
    const report = await restore({ seed, checkouts: Number(given.get('checkouts') ?? 20), say });
    const { bought, lost, rtoMs, calm, faults } = report;
    say(
      `seed ${seed}: ${bought} bought, ${lost} of them lost; payments were taken again ${seconds(rtoMs)} after the loss, all was right ${seconds(calm.calmMs)} later.`,
    );
    for (const fault of faults) say(`wrong: ${fault}`);
    return faults.length + lost;
  },
};

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

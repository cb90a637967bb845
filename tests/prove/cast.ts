// Who plays: a client that repeats itself, a customer, staff, and books to buy.

import type { Chance } from './chance.ts';
import { accountOf, clientOf, type Journal, registered } from './customer.ts';
import type { Cast, Said } from './scenes.ts';
import type { Stage } from './stage.ts';

type Casting = { journal: Journal; chance: Chance; silent: (since: number) => boolean };

/** @param casting.silent tells whether the gateway was away at any time since; then nobody could answer in time. */
export async function castOf(stage: Stage, { journal, chance, silent }: Casting): Promise<Cast> {
  const client = clientOf(stage, journal, silent);
  await stage.healthy(30_000);
  const customer = await registered(client);
  const staff = accountOf(client, stage.shop.admin.username, stage.shop.admin.password);
  const token = await staff.token();
  const { json } = await client.call('books/?in_stock=true&limit=40&ordering=id');
  const found: { id: number; stock: number }[] = json.results;
  const shelf = found.slice(0, 8).map(({ id }) => id);
  const scarce = found.filter(({ id, stock }) => stock >= 3 && stock < 90 && !shelf.includes(id)).map(({ id }) => id);
  // Hundreds of copies are bought: a proof about deaths must not run out of stock.
  const body = { set: 5000, reason: 'A delivery' };
  for (const id of shelf)
    await client.insist(`books/${id}/stock/`, { method: 'POST', token, key: Bun.randomUUIDv7(), body });
  return { stage, client, customer, staff, chance, shelf, scarce, patienceMs: 30_000 };
}

/** A payment is being confirmed, ask again in a moment: nothing was done, so asking again may well end otherwise. */
const wasPutOff = ({ slug, json }: Said['answer']): boolean =>
  slug === 'payment-in-progress' && json?.payment_id === undefined;

/** What was said is said again with its key: it must end in the same thing. */
export async function unlike({ client }: Cast, said: Said[]): Promise<string[]> {
  const faults: string[] = [];
  for (const { path, wish, by, answer } of said.filter((one) => !wasPutOff(one.answer))) {
    const again = await client.insist(path, { ...wish, token: await by.token() });
    const [first, second] = [answer, again].map(({ status, slug, json }) =>
      status < 400 ? String(json?.id) : `${slug} ${json?.payment_id ?? ''}`,
    );
    if (first !== second) faults.push(`${path} ended in ${first}, and the same key in ${second}`);
  }
  return faults;
}

// Whoever signs in brings along what this browser holds: what was bought as a guest, and the books put aside. The basket stays
// the browser's own, so that there is nothing to merge and nothing to tell of it.

import { Problem } from '#kit/problem';
import { sleep } from '#kit/time';
import type { Order } from '#services/orders/model';
import { type Asker, orNothing } from './calls.ts';
import type { Deps } from './deps.ts';
import { mergeList } from './reading-list.ts';
import { fromOf, type Visit } from './visit.ts';

/** `orders`: how many were bought as a guest and are the account's now; `listed` once they are seen there. */
export type Arrival = { orders: number; listed: boolean; books: number };

/** @returns the refusal, or what came along once the visitor is signed in */
export async function arrive(deps: Deps, visit: Visit, refresh: string): Promise<Problem | Arrival> {
  const bought = await boughtAsGuest(deps, visit);
  const begun = await begin(deps, visit, refresh);
  if (begun instanceof Problem) return begun;
  const books = await mergeList(deps, visit);
  if (!begun.adopted || !bought) return { orders: 0, listed: true, books };
  return { orders: bought.count, listed: await isListed(deps, visit, bought.newest), books };
}

type Bought = { count: number; newest: Order };

/** Null for who is no guest, has bought nothing, or while orders is silent: then it is not told. */
async function boughtAsGuest(deps: Deps, { visitor, by }: Visit): Promise<Bought | null> {
  if (!visitor.account?.is_guest) return null;
  const found = await orNothing(deps.services.orders.list(by, { user_id: visitor.account.id, limit: 1 }));
  const [newest] = found?.results ?? [];
  return newest ? { count: Math.max(1, found?.count ?? 1), newest } : null;
}

async function begin(deps: Deps, visit: Visit, refresh: string): Promise<Problem | { adopted: boolean }> {
  try {
    const { visitor, adopted } = await deps.sessions.begin(visit.jar, refresh, fromOf(visit));
    visit.visitor = visitor;
    return { adopted };
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

const looks = 10;
const pauseMs = 60;

/** Orders hears of it a moment later; whoever goes on to the order should find it. Given up while orders is silent. */
async function isListed(deps: Deps, visit: Visit, { number }: Order): Promise<boolean> {
  const { token, account } = visit.visitor;
  for (let look = 0; look < looks; look++) {
    if (look > 0) await sleep(pauseMs);
    const by: Asker = { ...visit.by, token, account, readBy: performance.now() + 400 };
    const found = await orNothing(deps.services.orders.list(by, { number, limit: 1 }));
    if (!found) return false;
    if (found.results.length > 0) return true;
  }
  return false;
}

/** What came along, in sentences; none where nothing did. */
export function toldOf({ orders, listed, books }: Arrival): string[] {
  const what = orders === 1 ? 'The order you placed as a guest' : `The ${orders} orders you placed as a guest`;
  const join = listed ? 'joined your account.' : 'will be in your account in a moment.';
  const list = books === 1 ? '1 book' : `${books} books`;
  return [
    ...(orders > 0 ? [`${what} ${join}`] : []),
    ...(books > 0 ? [`${list} from this browser joined your reading list.`] : []),
  ];
}

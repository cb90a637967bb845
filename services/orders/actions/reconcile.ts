// Every minute orders, payments and books are held against each other, by asking. What does not agree is counted, and the
// command that should have made it agree is said again; nobody's rows are changed by hand.

import { Problem } from '#kit/problem';
import type { Sweeper } from '#kit/service';
import * as books from '#nats/books';
import * as payments from '#nats/payments';
import type { Deps } from '../deps.ts';
import { type Claim, type Mismatch, mismatchesOf, type Position, type Repair } from '../reconciliation.ts';
import { findByUid } from '../repository/orders.ts';
import { type Compared, latestOrders, nextOrders, type Place, theseOrders } from '../repository/reconciling.ts';
import { change } from './apply.ts';

const everyMs = 60_000;
const askTimeoutMs = 1000;
const page = 100;
/** Of a round: the newest orders, and a stretch of the walk through all. */
const newest = 300;
const stretch = 500;
/** What was said so often and changed nothing is left to a person. */
const mostRepairs = 10;

type Known = Map<string, number>;

/** `reconcile_mismatches`: orders that did not agree with their neighbours at the last look; 0 when all is well. */
export function reconciler(deps: Deps): Sweeper {
  const known: Known = new Map();
  const walk: { after: Place | null } = { after: null };
  deps.metrics.gauge('reconcile_mismatches', 'Orders that disagree with payments or stock', () => known.size);
  return { name: 'reconcile', everyMs, run: () => reconcile(deps, known, walk) };
}

/** One round. Ends early, without a word, while a neighbour is silent: nothing can be said then. */
async function reconcile(deps: Deps, known: Known, walk: { after: Place | null }): Promise<void> {
  try {
    for (const part of pages(await ordersOfRound(deps, known, walk))) await compare(deps, part, known);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 503) throw error;
  }
}

async function ordersOfRound(deps: Deps, known: Known, walk: { after: Place | null }): Promise<Compared[]> {
  const [again, latest, next] = await deps.db.use(async (query) => [
    await theseOrders(query, [...known.keys()].slice(0, page)),
    await latestOrders(query, newest),
    await nextOrders(query, walk.after, stretch),
  ]);
  walk.after = next.length === stretch ? (next.at(-1) ?? null) : null;
  return [...new Map([...again, ...latest, ...next].map((order) => [order.uid, order])).values()];
}

const pages = (orders: Compared[]): Compared[][] =>
  Array.from({ length: Math.ceil(orders.length / page) }, (_, at) => orders.slice(at * page, (at + 1) * page));

async function compare(deps: Deps, orders: Compared[], known: Known): Promise<void> {
  const ask = { order_uids: orders.map(({ uid }) => uid) };
  const call = { timeoutMs: askTimeoutMs };
  const [{ positions }, { claims }] = await Promise.all([
    deps.bus.ask(payments.positions, ask, call),
    deps.bus.ask(books.claims, ask, call),
  ]);
  const paid: Map<string, Position[]> = Map.groupBy(positions, ({ order_uid }) => order_uid);
  const claimed: Map<string, Claim> = new Map(claims.map((claim) => [claim.order_uid, claim]));
  for (const order of orders) {
    const found = mismatchesOf(order, paid.get(order.uid) ?? [], claimed.get(order.uid) ?? null);
    if (found.length === 0) known.delete(order.uid);
    else await mend(deps, order, found, known);
  }
}

async function mend(deps: Deps, order: Compared, found: Mismatch[], known: Known): Promise<void> {
  const times = known.get(order.uid) ?? 0;
  known.set(order.uid, times + 1);
  const what = found.map((mismatch) => mismatch.what).join(' ');
  if (times === 0 || times === mostRepairs) deps.log.warn('orders.mismatch', { order_id: order.id, what, times });
  if (times >= mostRepairs) return;
  for (const repair of new Set(found.map((mismatch) => mismatch.repair))) await sayAgain(deps, order, repair);
}

async function sayAgain(deps: Deps, { uid }: Compared, repair: Repair): Promise<void> {
  const call = { timeoutMs: askTimeoutMs };
  if (repair === 'remind') await deps.bus.ask(payments.remind, { order_uid: uid }, call);
  if (repair === 'sell') await deps.bus.ask(books.commit, { order_uid: uid }, call);
  if (repair === 'free') await deps.bus.ask(books.release, { order_uid: uid }, call);
  if (repair !== 'end') return;
  const order = await deps.db.use((query) => findByUid(query, uid));
  if (order) await change(deps, order, (now) => ({ to: now.state, by: 'shop', tell: ['refund_due'] }));
}

// Is everything over and right? What a proof asks after every death.

import { checkInvariants } from '#bin/invariants/check';
import { type Stage, until } from './stage.ts';

/** Orders and payments that are still between two states, in words. */
export async function unsettled(stage: Stage): Promise<string[]> {
  const [orders, payments] = await Promise.all([
    stage.look<{ id: string; state: string }>(
      'orders',
      `select id, state from orders where state in ('pending_reservation', 'committing', 'cancel_pending', 'return_pending')`,
    ),
    stage.look<{ id: string; state: string }>(
      'payments',
      `select order_id as id, state from payments where state in ('initiated', 'unknown', 'authorized', 'capturing', 'voiding')
        union all select p.order_id, 'refund ' || r.state from refunds r join payments p on p.id = r.payment_id
        where r.state in ('requested', 'unknown')
        union all select p.order_id, 'not given back in part' from refund_demands d join payments p on p.id = d.payment_id
        where d.met_at is null and p.state = 'captured'`,
    ),
  ]);
  return [
    ...orders.map(({ id, state }) => `order ${id} is ${state}`),
    ...payments.map(({ id, state }) => `the payment of order ${id} is ${state}`),
  ];
}

export type Calm = { settledMs: number; calmMs: number; faults: string[] };

/** Waits for every order to settle and for every invariant to hold; what does not within `timeoutMs` are the faults. */
export async function untilCalm(stage: Stage, since: number, timeoutMs = 30_000): Promise<Calm> {
  let left: string[] = ['nobody could look'];
  const rest = () => Math.max(0, timeoutMs - (performance.now() - since));
  const settled = await until(async () => {
    left = await unsettled(stage);
    return left.length === 0;
  }, rest());
  const settledMs = performance.now() - since;
  let broken: string[] = ['nobody could look'];
  const right = await until(
    async () => {
      broken = await brokenRules(stage);
      return broken.length === 0;
    },
    Math.max(rest(), 3000),
    200,
  );
  const calmMs = performance.now() - since;
  return { settledMs, calmMs, faults: [...(settled ? [] : left), ...(right ? [] : broken)] };
}

async function brokenRules(stage: Stage): Promise<string[]> {
  const [verdicts, uncounted] = await Promise.all([checkInvariants(stage.databases, true), uncountedSales(stage)]);
  const broken = verdicts
    .filter(({ broken }) => broken.length > 0)
    .map(({ id, where, about, broken }) => `${id} ${where}: ${about}: ${JSON.stringify(broken.slice(0, 3))}`);
  if (uncounted !== stage.uncountedBefore)
    broken.push(`I13 books counted ${stage.uncountedBefore - uncounted} copies more than orders told it were sold`);
  return broken;
}

/** Copies orders told of less those books counted: a sum that shows a fact which had its effect twice. It never changes. */
export async function uncountedSales({ look }: Pick<Stage, 'look'>): Promise<number> {
  const [[told], [counted]] = await Promise.all([
    look<{ n: number }>(
      'orders',
      `select coalesce(sum((line ->> 'quantity')::int), 0)::float8 n from outbox, jsonb_array_elements(body -> 'lines') line
        where type = 'orders.paid'`,
    ),
    look<{ n: number }>('books', 'select coalesce(sum(units_sold), 0)::float8 n from book_figures'),
  ]);
  return Number(told?.n) - Number(counted?.n);
}

/** Orders made by each request key that an account used: more than one is a double. */
export async function doubledKeys(stage: Stage): Promise<string[]> {
  const doubled = await stage.look<{ request_key: string; n: number }>(
    'orders',
    'select request_key, count(*)::int n from orders where request_key is not null group by placed_by, request_key having count(*) > 1',
  );
  return doubled.map(({ request_key, n }) => `the key ${request_key} made ${n} orders`);
}

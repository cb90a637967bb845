// What stands between two states for longer than it should: orders, payments, refunds, and facts on their way.

import { type Databases, fromEach } from './databases.ts';

export type Stuck = {
  what: 'order' | 'payment' | 'refund' | 'delivery';
  name: string;
  state: string;
  sinceSeconds: number;
  attempts: number | null;
  /** When the room looks at it next; null where it waits for somebody else's word. */
  nextSeconds: number | null;
};

/** Seconds a state may last before it counts as stuck; `after` in its place for all of them. */
const patience = (after: number | null, usual: number): number => after ?? usual;

export async function listStuck(databases: Databases, after: number | null): Promise<Stuck[]> {
  const found = await Promise.all([
    ordersStuck(databases, after),
    paymentsStuck(databases, after),
    refundsStuck(databases, after),
    deliveriesStuck(databases, after),
  ]);
  return found.flat().sort((one, other) => other.sinceSeconds - one.sinceSeconds);
}

const ask = async <Row>(sql: Databases['orders'], query: string, values: number[]): Promise<Row[]> =>
  (await sql.unsafe(query, values)) as unknown as Row[];

const ordersStuck = ({ orders }: Databases, after: number | null): Promise<Stuck[]> =>
  ask(
    orders,
    `select 'order' as what, number as name, state, extract(epoch from now() - updated_at)::float8 as "sinceSeconds",
        attempts, extract(epoch from wake_at - now())::float8 as "nextSeconds" from orders
      where (state in ('pending_reservation', 'committing') and updated_at < now() - make_interval(secs => $1))
        or (state in ('cancel_pending', 'return_pending') and updated_at < now() - make_interval(secs => $2))
        or (state = 'awaiting_payment' and expires_at < now() - make_interval(secs => $1))`,
    [patience(after, 60), patience(after, 600)],
  );

const paymentsStuck = ({ payments }: Databases, after: number | null): Promise<Stuck[]> =>
  ask(
    payments,
    `select 'payment' as what, id::text || ' of order ' || order_id as name, state,
        extract(epoch from now() - updated_at)::float8 as "sinceSeconds", attempts,
        extract(epoch from wake_at - now())::float8 as "nextSeconds" from payments
      where (state in ('initiated', 'authorized', 'capturing', 'voiding') and updated_at < now() - make_interval(secs => $1))
        or (state = 'unknown' and updated_at < now() - make_interval(secs => $2))`,
    [patience(after, 60), patience(after, 600)],
  );

const refundsStuck = ({ payments }: Databases, after: number | null): Promise<Stuck[]> =>
  ask(
    payments,
    `select 'refund' as what, r.id::text || ' of payment ' || p.id as name, r.state,
        extract(epoch from now() - r.updated_at)::float8 as "sinceSeconds", p.attempts,
        extract(epoch from p.wake_at - now())::float8 as "nextSeconds"
      from refunds r join payments p on p.id = r.payment_id
      where r.state in ('requested', 'unknown') and r.updated_at < now() - make_interval(secs => $1)`,
    [patience(after, 600)],
  );

/** Parked ones have a list of their own. */
async function deliveriesStuck(databases: Databases, after: number | null): Promise<Stuck[]> {
  const found = await fromEach<Stuck>(
    databases,
    `select 'delivery' as what, o.type || ' to ' || d.subscriber as name, d.state,
        extract(epoch from now() - o.at)::float8 as "sinceSeconds", d.attempts,
        extract(epoch from d.next_at - now())::float8 as "nextSeconds"
      from outbox_delivery d join outbox o on o.id = d.event_id
      where d.state = 'pending' and o.at < now() - make_interval(secs => $1)`,
    [patience(after, 120)],
  );
  return found.map(({ from: _, ...delivery }) => delivery);
}

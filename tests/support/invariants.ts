// The invariants of orders and money as queries: what must hold whenever nothing is on its way any more. The numbers are those
// of the shop's list of invariants.

import { sql } from 'drizzle-orm';
import { rows } from '#kit/database';
import type { Room } from './room.ts';

export type Found = { n: number };

/** For tests alone: any statement, as somebody with psql. */
export async function query<Row>(room: Room, statement: string): Promise<Row[]> {
  return room.deps.db.use((connection) => rows<Row>(connection, sql.raw(statement)));
}

/** Each counts what must not be. */
const ofPayments: Record<string, string> = {
  'I5 one captured payment an order': `select count(*)::int as n from (select order_uid from payments
     where state in ('captured', 'partially_refunded', 'refunded') group by 1 having count(*) > 1) twice`,
  'I7 no more refunded than captured': `select count(*)::int as n from payments p where refunded_minor <>
     (select coalesce(sum(amount_minor), 0) from refunds r where r.payment_id = p.id and state = 'succeeded') or refunded_minor > amount_minor`,
  'I8 every ledger transaction adds up': `select count(*)::int as n from (select transaction_id from ledger_entries
     group by 1 having sum(amount_minor) <> 0) off`,
  'I8 the ledger holds what the payments say': `select count(*)::int as n from (select
       (select coalesce(sum(amount_minor), 0) from ledger_balances where account in ('psp', 'till')) as held,
       (select coalesce(sum(amount_minor - refunded_minor), 0) from payments where state in ('captured', 'partially_refunded', 'refunded')) as due) sums
     where held <> due`,
  'I9 the provider holds what the ledger says': `select count(*)::int as n from (select
       (select coalesce(sum(captured_minor - refunded_minor), 0) from psp.charges) as theirs,
       (select coalesce(sum(amount_minor), 0) from ledger_balances where account = 'psp') as ours,
       (select coalesce(sum(amount_minor), 0) from psp.charges where state = 'authorised') as held,
       (select coalesce(sum(amount_minor), 0) from ledger_balances where account = 'pending') as pending) sums
     where theirs <> ours or held <> pending`,
  'I7 what orders asked back was given back': `select count(*)::int as n from refund_demands d join payments p on p.id = d.payment_id
     where d.met_at is null and p.state in ('captured', 'partially_refunded')`,
  'I17 nothing on its way': `select count(*)::int as n from payments where state in ('initiated', 'unknown', 'authorized', 'capturing', 'voiding')`,
};
const ofOrders: Record<string, string> = {
  'I6 an order that ended unpaid holds no money': `select count(*)::int as n from orders
     where state in ('rejected', 'expired', 'cancelled') and paid_minor <> refunded_minor`,
  'I10 orders add up': `select count(*)::int as n from orders o where total_minor <> delivery_minor +
     (select sum(subtotal_minor) from order_items i where i.order_id = o.id)`,
  'I6 the money of what came back went back': `select count(*)::int as n from order_returns r join orders o on o.id = r.order_id
     where r.state = 'granted' and r.amount_minor > 0 and o.paid_minor > 0`,
  'I17 nothing on its way': `select count(*)::int as n from orders
     where state in ('pending_reservation', 'committing', 'cancel_pending', 'return_pending')`,
};

/** Every invariant of orders and money that does not hold, in words; empty where all do. */
export async function brokenMoney(orders: Room, payments: Room): Promise<string[]> {
  const faults: string[] = [];
  for (const [room, checks] of [
    [payments, ofPayments],
    [orders, ofOrders],
  ] as const) {
    for (const [name, statement] of Object.entries(checks)) {
      const [found] = await query<Found>(room, statement);
      if (found?.n !== 0) faults.push(`${name}: ${found?.n}`);
    }
  }
  return [...faults, ...(await moneyAgrees(orders, payments))];
}

/** I6: what an order says was paid and given back is what its payment says. */
async function moneyAgrees(orders: Room, payments: Room): Promise<string[]> {
  type Sums = { uid: string; paid: number; refunded: number };
  const theirs = await query<Sums>(
    payments,
    `select order_uid as uid, amount_minor::float8 as paid, refunded_minor::float8 as refunded from payments
     where state in ('captured', 'partially_refunded', 'refunded')`,
  );
  const ours = await query<Sums>(
    orders,
    'select uid, paid_minor::float8 as paid, refunded_minor::float8 as refunded from orders',
  );
  const known = new Map(theirs.map((sums) => [sums.uid, sums]));
  return ours.flatMap(({ uid, paid, refunded }) => {
    const { paid: took = 0, refunded: gave = 0 } = known.get(uid) ?? {};
    return paid === took && refunded === gave
      ? []
      : [`I6 order ${uid}: ${paid}/${refunded}, payments say ${took}/${gave}`];
  });
}

// A payment provider that never leaves the machine. It behaves as a foreign company would: its own books (schema `psp`, which
// nothing else in the room reads or writes), idempotent by key, and sometimes silent. Means of payment are tokens; those named
// below are refused or stall, anything else is approved.

import { sql } from 'drizzle-orm';
import { type Database, type Query, row } from '#kit/database';
import { sleep } from '#kit/time';
import type { Provider } from './provider.ts';

const refusals: Record<string, string> = {
  tok_declined: 'card_declined',
  tok_insufficient_funds: 'insufficient_funds',
  tok_expired: 'card_expired',
};
const stallingToken = 'tok_timeout';

/** A stalled request is lost on its way there or on its way back: an odd key took effect, an even one never arrived. */
export const arrives = (key: string): boolean => Number.parseInt(key.slice(-1), 16) % 2 === 1;

type Charge = {
  state: 'authorised' | 'declined' | 'captured' | 'voided';
  reference: string;
  reason: string | null;
};
type Refund = { state: 'succeeded' | 'failed'; reference: string };

/** @param stallMs how long `tok_timeout` keeps the caller waiting; longer than anybody waits. */
export function simulator(db: Database, { stallMs }: { stallMs: number }): Provider {
  const ask = <Row>(statement: ReturnType<typeof sql>) => db.use((query) => row<Row>(query, statement));
  return {
    name: 'simulator',
    async authorise({ key, amountMinor, currency, token }) {
      const stalls = token === stallingToken && !(await ask(sql`select 1 from psp.charges where key = ${key}`));
      if (stalls && !arrives(key)) return stall(stallMs);
      const refusal = refusals[token ?? ''] ?? null;
      const charge = await ask<Charge>(
        sql`select * from psp.authorise(${key}, ${amountMinor}, ${currency}, ${refusal})`,
      );
      return stalls ? stall(stallMs) : wordOn(charge);
    },
    async find(key) {
      const charge = await ask<Charge>(sql`select * from psp.charges where key = ${key}`);
      return charge ? wordOn(charge) : { outcome: 'absent' };
    },
    async capture(key) {
      const charge = await ask<Charge>(sql`select * from psp.capture(${key})`);
      return charge?.state === 'captured' ? 'captured' : 'gone';
    },
    async void(key) {
      const charge = await ask<Charge>(sql`select * from psp.void(${key})`);
      return charge?.state === 'captured' ? 'captured' : 'voided';
    },
    async refund({ key, charge, amountMinor }) {
      const refund = await ask<Refund>(sql`select * from psp.refund(${key}, ${charge}, ${amountMinor})`);
      if (refund?.state === 'succeeded') return { outcome: 'succeeded', reference: refund.reference };
      return { outcome: 'failed', reason: 'refund_refused' };
    },
  };
}

function wordOn(charge: Charge | null): Awaited<ReturnType<Provider['authorise']>> {
  if (charge?.state === 'authorised' || charge?.state === 'captured')
    return { outcome: 'authorised', reference: charge.reference };
  return { outcome: 'declined', reason: charge?.reason ?? 'withdrawn' };
}

async function stall(ms: number): Promise<never> {
  await sleep(ms);
  throw new Error('the line went dead');
}

type Past = {
  uid: string;
  amount_minor: number;
  currency: string;
  captured_at: string | null;
  reference: string | null;
  failure_reason: string | null;
  created_at: string;
  refunds: { uid: string; amount_minor: number; at: string; reference: string | null }[];
};

/** What the provider would have in its books had it made these charges: for the sample shop. */
export async function simulateCharges(query: Query, list: Past[]): Promise<void> {
  const charges = list.map(({ refunds, ...charge }) => ({
    ...charge,
    refunded_minor: refunds.reduce((sum, refund) => sum + refund.amount_minor, 0),
  }));
  const refunds = list.flatMap(({ uid, refunds: given }) => given.map((refund) => ({ ...refund, charge: uid })));
  await query.execute(sql`
    insert into psp.charges (key, state, amount_minor, currency, captured_minor, refunded_minor, reason, reference, at)
      select uid, case when failure_reason is not null then 'declined' when captured_at is null then 'authorised' else 'captured' end,
        amount_minor, currency, case when captured_at is null then 0 else amount_minor end, refunded_minor, failure_reason,
        coalesce(reference, 'sim_' || replace(uid::text, '-', '')), created_at
      from jsonb_to_recordset(${JSON.stringify(charges)}::jsonb) as c(uid uuid, amount_minor bigint, currency text,
        captured_at timestamptz, refunded_minor bigint, failure_reason text, reference text, created_at timestamptz)`);
  await query.execute(sql`
    insert into psp.refunds (key, charge, amount_minor, state, reference, at)
      select uid, charge, amount_minor, 'succeeded', reference, at
      from jsonb_to_recordset(${JSON.stringify(refunds)}::jsonb) as r(uid uuid, charge uuid, amount_minor bigint,
        reference text, at timestamptz)`);
}

// A payment provider that never leaves the machine. It behaves as a foreign company would: its own books (schema `psp`, which
// nothing else in the room reads or writes), idempotent by key, and sometimes silent. Means of payment are tokens; those named
// below are refused or stall, anything else is approved.

import { sql } from 'drizzle-orm';
import { type Database, row } from '#kit/database';
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

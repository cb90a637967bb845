// The provider's books: psp.authorise, psp.capture, psp.void and psp.refund as a model.

import type { Authorisation } from '#services/payments/saga';
import { count, get, type World } from '../world.ts';

export function authorise(
  { tables: { charges } }: World,
  charge: { key: number; order: number; amountMinor: number; refusal: string | null },
): Exclude<Authorisation, { outcome: 'absent' }> {
  const { key, order, amountMinor, refusal } = charge;
  const state = refusal === null ? 'authorised' : 'declined';
  if (!charges.has(key)) charges.set(key, { order, state, amountMinor, refundedMinor: 0 });
  return wordOn(get(charges, key).state);
}

export function find({ tables: { charges } }: World, key: number): Authorisation {
  const charge = charges.get(key);
  return charge ? wordOn(charge.state) : { outcome: 'absent' };
}

function wordOn(state: string): Exclude<Authorisation, { outcome: 'absent' }> {
  if (state === 'authorised' || state === 'captured') return { outcome: 'authorised', reference: 'r' };
  return { outcome: 'declined', reason: state === 'voided' ? 'withdrawn' : 'card_declined' };
}

export function capture(world: World, key: number): 'captured' | 'gone' {
  const { charges } = world.tables;
  const charge = charges.get(key);
  if (charge?.state === 'authorised') {
    charges.set(key, { ...charge, state: 'captured' });
    count(world, `taken ${charge.order}`);
    return 'captured';
  }
  return charge?.state === 'captured' ? 'captured' : 'gone';
}

/** An unknown key is noted as voided, so that an authorisation still on its way finds it so. */
export function letGo({ tables: { charges }, flaws }: World, key: number): 'voided' | 'captured' {
  const charge = charges.get(key);
  if (!charge && !flaws.has('forgets what was withdrawn'))
    charges.set(key, { order: 0, state: 'voided', amountMinor: 0, refundedMinor: 0 });
  if (charge?.state === 'authorised') charges.set(key, { ...charge, state: 'voided' });
  return charge?.state === 'captured' ? 'captured' : 'voided';
}

/** What was said of a refund once is said for ever. */
export function refund(
  { tables: { charges, givenBack } }: World,
  { key, charge: of, amountMinor, refused }: { key: number; charge: number; amountMinor: number; refused: boolean },
): 'succeeded' | 'failed' {
  const earlier = givenBack.get(key);
  if (earlier !== undefined) return earlier ? 'succeeded' : 'failed';
  const charge = charges.get(of);
  const left = charge?.state === 'captured' ? charge.amountMinor - charge.refundedMinor : 0;
  const gives = !refused && amountMinor <= left;
  givenBack.set(key, gives);
  if (charge && gives) charges.set(of, { ...charge, refundedMinor: charge.refundedMinor + amountMinor });
  return gives ? 'succeeded' : 'failed';
}

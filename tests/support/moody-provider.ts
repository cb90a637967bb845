// A payment provider with moods: silent before or after it did what it was asked, refusing refunds, or without what it held.

import type { Provider } from '#services/payments/providers/provider';
import { ProviderSilent } from '#services/payments/providers/provider';
import type { Moment } from './silence.ts';

type Act = 'authorise' | 'find' | 'capture' | 'void' | 'refund';

export type Moods = {
  silent: Map<Act, Moment>;
  /** `gone`: captures find nothing held. `refusing`: refunds fail. */
  gone: boolean;
  refusing: boolean;
  calls: Act[];
};

export const calm = (): Moods => ({ silent: new Map(), gone: false, refusing: false, calls: [] });

export function moody(inner: Provider, moods: Moods): Provider {
  // What it said of a refund once it says for ever, as every provider must.
  const refused = new Map<string, boolean>();
  const act = async <T>(name: Act, doIt: () => Promise<T>): Promise<T> => {
    moods.calls.push(name);
    const moment = moods.silent.get(name);
    if (moment === 'before') throw new ProviderSilent(name);
    const answer = await doIt();
    if (moment === 'after') throw new ProviderSilent(name);
    return answer;
  };
  return {
    name: inner.name,
    authorise: (charge) => act('authorise', () => inner.authorise(charge)),
    find: (key) => act('find', () => inner.find(key)),
    capture: (key) =>
      act('capture', async () => {
        if (moods.gone) await inner.void(key);
        return inner.capture(key);
      }),
    void: (key) => act('void', () => inner.void(key)),
    refund: (refund) =>
      act('refund', async () => {
        const no = refused.get(refund.key) ?? moods.refusing;
        refused.set(refund.key, no);
        return no ? { outcome: 'failed' as const, reason: 'refund_refused' } : inner.refund(refund);
      }),
  };
}

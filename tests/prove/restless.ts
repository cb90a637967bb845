// A payment provider over a bad line: a request is said twice at once, or heard again long after; it arrives late, when nobody
// waits any more; or its answer is lost. What it does, the provider inside does, whose calls are each done once.

import { type Provider, ProviderSilent } from '#services/payments/providers/provider';
import type { Chance } from './chance.ts';

export type Trick = 'said at once again' | 'heard again later' | 'answer lost' | 'arrived late';
export type Restless = Provider & {
  tricks: Map<Trick, number>;
  /** Lets some of what is still under way arrive, or all of it. */
  land(most?: number): Promise<void>;
};

export function restless(inner: Provider, chance: Chance): Restless {
  const underWay: (() => Promise<unknown>)[] = [];
  const tricks: Restless['tricks'] = new Map();
  const note = (trick: Trick) => tricks.set(trick, (tricks.get(trick) ?? 0) + 1);
  const over = async <T>(say: () => Promise<T>): Promise<T> => {
    const luck = chance.next();
    if (luck < 0.15) {
      note('arrived late');
      underWay.push(say);
      throw new ProviderSilent('it is still on its way');
    }
    if (luck < 0.3) {
      note('answer lost');
      await say();
      throw new ProviderSilent('the answer was lost');
    }
    if (luck < 0.5) {
      note('heard again later');
      underWay.push(say);
      return say();
    }
    if (luck < 0.7) {
      note('said at once again');
      const [first] = await Promise.all([say(), say(), say()]);
      return first;
    }
    return say();
  };
  return {
    name: inner.name,
    tricks,
    authorise: (charge) => over(() => inner.authorise(charge)),
    find: (key) => over(() => inner.find(key)),
    capture: (key) => over(() => inner.capture(key)),
    void: (key) => over(() => inner.void(key)),
    refund: (refund) => over(() => inner.refund(refund)),
    async land(most = Number.POSITIVE_INFINITY) {
      const count = Math.min(most, underWay.length);
      const landing = Array.from({ length: count }, () => underWay.splice(chance.below(underWay.length), 1)[0]);
      // Nobody hears the answer, nor that there was none.
      await Promise.all(landing.map((say) => say?.().catch(() => undefined)));
    },
  };
}

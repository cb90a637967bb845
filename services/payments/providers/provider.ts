// What any payment provider must do for us. Every call carries a key of ours and may be repeated with it for ever: the first
// call has the effect, the others its answer. That is all the saga needs to survive silence and crashes.

import { sleep } from '#kit/time';
import type { Authorisation } from '../saga.ts';

export type Provider = {
  name: string;
  /** Holds the amount. `token` stands for the customer's means of payment; it came from the provider's own page. */
  authorise(charge: {
    key: string;
    amountMinor: number;
    currency: string;
    token: string | null;
  }): Promise<Exclude<Authorisation, { outcome: 'absent' }>>;
  /** What became of an authorisation. `absent`: it never arrived. */
  find(key: string): Promise<Authorisation>;
  /** Takes the held amount. `gone`: it is no longer held. */
  capture(key: string): Promise<'captured' | 'gone'>;
  /** Lets the held amount go. For a key it does not know, the provider will refuse an authorisation that comes late. */
  void(key: string): Promise<'voided' | 'captured'>;
  /** Gives back part of what was captured under `charge`. */
  refund(refund: {
    key: string;
    charge: string;
    amountMinor: number;
  }): Promise<{ outcome: 'succeeded'; reference: string } | { outcome: 'failed'; reason: string }>;
};

/** The provider did not answer in time: whether it did what it was asked, nobody knows yet. */
export class ProviderSilent extends Error {
  override name = 'ProviderSilent';
}

/** The same provider with a limit on each answer. Whatever goes wrong on the way counts as silence. */
export function impatient(provider: Provider, timeoutMs: number): Provider {
  const within = async <T>(answer: Promise<T>): Promise<T> => {
    const late = sleep(timeoutMs).then((): never => {
      throw new ProviderSilent(`${provider.name} did not answer in ${timeoutMs} ms`);
    });
    try {
      return await Promise.race([answer, late]);
    } catch (error) {
      throw error instanceof ProviderSilent ? error : new ProviderSilent(provider.name, { cause: error });
    } finally {
      // Whichever loses the race must not end the process as an unhandled rejection.
      late.catch(() => {});
      answer.catch(() => {});
    }
  };
  return {
    name: provider.name,
    authorise: (charge) => within(provider.authorise(charge)),
    find: (key) => within(provider.find(key)),
    capture: (key) => within(provider.capture(key)),
    void: (key) => within(provider.void(key)),
    refund: (refund) => within(provider.refund(refund)),
  };
}

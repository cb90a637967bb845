// Which provider a payment belongs to. A real one is added here and as a file beside this.

import type { Deps } from '../deps.ts';
import { impatient, type Provider } from './provider.ts';
import { simulator } from './simulator.ts';

/** Methods whose money comes by hand; no provider is asked. */
export const offline = 'offline';

/** The provider new card payments go to. */
export const chosenProvider = (deps: Deps): string => deps.provider?.name ?? 'simulator';

/** A stalled simulator outlasts the patience of {@link impatient} by this. */
const stallBeyondMs = 1000;

const made = new WeakMap<Deps, Provider>();

/** The provider behind a payment, with our patience as its limit. */
export function providerOf(deps: Deps): Provider {
  const known = made.get(deps);
  if (known) return known;
  const timeoutMs = deps.settings.PROVIDER_TIMEOUT_MS;
  const chosen = deps.provider ?? simulator(deps.db, { stallMs: timeoutMs + stallBeyondMs });
  const provider = impatient(chosen, timeoutMs);
  made.set(deps, provider);
  return provider;
}

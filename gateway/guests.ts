// Buying without a password: an account for one e-mail address and this browser.

import { Problem } from '#kit/problem';
import { type Details, splitName } from './checkout-details.ts';
import type { Deps } from './deps.ts';
import { fromOf, type Visit } from './visit.ts';

/**
 * Makes the visitor a guest with this address, or gives the guest they are already the new one.
 * @returns the refusal, or null when the visitor is signed in as that guest
 */
export async function becomeGuest(deps: Deps, visit: Visit, details: Details): Promise<Problem | null> {
  const { users } = deps.services;
  const named = { email: details.email, ...splitName(details.name) };
  const { account } = visit.visitor;
  if (account) {
    const changed = await users.change(visit.by, account.id, named);
    return changed.ok ? null : changed.problem;
  }
  const made = await users.guest(visit.by, named);
  if (!made.ok) return made.problem;
  try {
    const { visitor } = await deps.sessions.begin(visit.jar, made.value.refresh, fromOf(visit));
    visit.visitor = visitor;
    return null;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

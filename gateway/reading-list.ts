// The reading list of whoever visits: an account's own, or one kept in the browser until there is an account.

import type { Page } from '#kit/page';
import type { Problem } from '#kit/problem';
import type { ReadingEntry } from '#services/users/model';
import type { Answer } from './calls.ts';
import type { Jar } from './cookies.ts';
import type { Deps } from './deps.ts';
import type { Visit } from './visit.ts';

const cookie = 'list';
const days = 180;
/** As many as a cookie should carry. */
export const mostHere = 50;

/** Guests have an account for one order alone; their list stays in the browser. */
export const hasOwnList = ({ visitor }: Visit): boolean => visitor.state === 'signed-in' && !visitor.account.is_guest;

/** Reads `12-34`, newest first; what is no id of ours is left out. */
export function listHere(jar: Jar): number[] {
  const text = jar.get(cookie) ?? '';
  if (text.length > 1000) return [];
  const ids = text.split('-').filter((part) => /^[1-9]\d{0,8}$/.test(part));
  return [...new Set(ids.map(Number))].slice(0, mostHere);
}

function saveHere(jar: Jar, ids: readonly number[]): void {
  if (ids.length === 0) jar.clear(cookie);
  else jar.set(cookie, ids.slice(0, mostHere).join('-'), days * 24 * 3600);
}

/** @returns the refusal, or null when the book is on the list */
export async function keepBook(deps: Deps, visit: Visit, bookId: number): Promise<Problem | null> {
  if (!hasOwnList(visit)) {
    const rest = listHere(visit.jar).filter((id) => id !== bookId);
    saveHere(visit.jar, [bookId, ...rest]);
    return null;
  }
  const kept = await deps.services.users.keepReading(visit.by, bookId, {});
  return kept.ok ? null : kept.problem;
}

/** @returns the refusal, or null when the book is off the list */
export async function dropBook(deps: Deps, visit: Visit, bookId: number): Promise<Problem | null> {
  if (!hasOwnList(visit)) {
    saveHere(
      visit.jar,
      listHere(visit.jar).filter((id) => id !== bookId),
    );
    return null;
  }
  const dropped = await deps.services.users.dropReading(visit.by, bookId);
  return dropped.ok ? null : dropped.problem;
}

/** A page of the account's list. */
export const ownList = (
  deps: Deps,
  visit: Visit,
  { limit = 24, ...asked }: { limit?: number; cursor?: string; ordering?: '' | 'added_at' },
): Promise<Answer<Page<ReadingEntry>>> => deps.services.users.reading(visit.by, { limit, ...asked });

/**
 * Puts what this browser kept on the list of the account that has just signed in. While users is silent it stays in the
 * browser for the next time. @returns how many books were new to the account.
 */
export async function mergeList(deps: Deps, visit: Visit): Promise<number> {
  const here = listHere(visit.jar);
  if (here.length === 0 || !hasOwnList(visit)) return 0;
  const merged = await deps.services.users.mergeReading({ ...visit.by, token: visit.visitor.token }, here);
  if (!merged.ok) return 0;
  saveHere(visit.jar, []);
  return merged.value.added;
}

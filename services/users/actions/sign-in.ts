// Signing in with a password, and the throttle that makes guessing one slow.

import { digest } from '#kit/id';
import type { Deps } from '../deps.ts';
import type { Login, Tokens } from '../model.ts';
import { verifyPassword } from '../passwords.ts';
import { createTurns } from '../queues.ts';
import { findForLogin, markSignedIn } from '../repository/accounts.ts';
import { countAttempt, forgiveAttempts, uncountAttempt } from '../repository/sign-in-attempts.ts';
import { loginName, tooManyTries, wrongLogin } from '../rules.ts';
import type { UserRow } from '../schema.ts';
import { openSession, tokensOf } from './sessions.ts';

/** @throws Problem 401 in the same words and time for every wrong pair, 429 after too many of them, 503 when overloaded. */
export async function login(deps: Deps, input: Login): Promise<Tokens> {
  const name = loginName(input);
  const user = await deps.db.use((query) => findForLogin(query, name));
  const bucket = user ? bucketOf(user.id) : `name:${digest(name.name.toLowerCase())}`;
  return attempt(deps, bucket, async () => {
    if (!(await verifyPassword(input.password, user?.passwordHash ?? null)) || !user?.isActive) throw wrongLogin();
    const opened = await deps.db.transaction(async (query) => {
      const current = await markSignedIn(query, user);
      if (!current) return null;
      await forgiveAttempts(query, bucket);
      return openSession(query, current);
    });
    if (!opened) throw wrongLogin();
    return tokensOf(deps, opened);
  });
}

// Later limits count in buckets of their own beside these, for example by the address a request comes from.
export const bucketOf = (userId: UserRow['id']): string => `account:${userId}`;

const inTurn = createTurns({ queue: 32 });

/**
 * Runs one check of a password against an account. The attempt counts as failed beforehand; success forgives it. One
 * account is checked once at a time, so that many right sign-ins at once do not look like many wrong ones.
 */
export function attempt<T>(deps: Deps, bucket: string, check: () => Promise<T>): Promise<T> {
  return inTurn(bucket, async () => {
    const wait = await deps.db.use((query) => countAttempt(query, bucket));
    if (wait > 0) throw tooManyTries(wait);
    try {
      return await check();
    } catch (error) {
      if (!isRefusal(error)) await deps.db.use((query) => uncountAttempt(query, bucket)).catch(() => {});
      throw error;
    }
  });
}

/** A wrong password was refused; anything else (overload, a database that is away) is no guess. */
const isRefusal = (error: unknown): boolean => {
  const { status } = error as { status?: unknown };
  return status === 401 || status === 422;
};

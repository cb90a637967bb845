// Sessions: opened by signing in, kept up by refresh tokens that work once. Those of browsers are in browser-sessions.ts.

import { createHmac } from 'node:crypto';
import type { Query } from '#kit/database';
import { digest, newSecret, newUid } from '#kit/id';
import { signAccess } from '../access-tokens.ts';
import type { Deps } from '../deps.ts';
import type { Tokens } from '../model.ts';
import { present } from '../present.ts';
import {
  extendSession,
  insertRefreshToken,
  insertSession,
  lockRefreshToken,
  makeBrowserSession,
  type PresentedToken,
  revokeByRefreshToken,
  revokeSession,
  spendRefreshToken,
} from '../repository/sessions.ts';
import { accessSeconds, sessionEnded, spending } from '../rules.ts';
import type { UserRow } from '../schema.ts';

export type Opened = { user: UserRow; session: string; refresh: string };

/** Opens a session for an account, in the caller's transaction. */
export async function openSession(query: Query, user: UserRow): Promise<Opened> {
  const opened = { user, session: newUid(), refresh: newSecret() };
  await insertSession(query, { id: opened.session, userId: user.id });
  await insertRefreshToken(query, digest(opened.refresh), opened.session);
  return opened;
}

/** What signing in answers: the account, and the pair of tokens. */
export async function tokensOf({ db }: Pick<Deps, 'db'>, { user, session, refresh }: Opened): Promise<Tokens> {
  const access = await signAccess(db, { userId: user.id, role: user.role, session });
  return { user: present(user), access, refresh, token_type: 'Bearer', expires_in: accessSeconds };
}

/** @throws Problem 401 for a token that is unknown, or was used before; that ends the whole family. */
export async function refreshTokens(deps: Deps, refresh: string): Promise<Tokens> {
  const { user, session, successor } = await spend(deps, refresh, 'pair');
  return tokensOf(deps, { user, session, refresh: successor });
}

/** Ends the session of a refresh token; one that is unknown or over is fine. */
export async function logout(deps: Deps, refresh: string): Promise<void> {
  forget(deps, await deps.db.use((query) => revokeByRefreshToken(query, digest(refresh))));
}

/** Refuses the tokens of ended sessions in this process at once, and sees to it that everybody else hears of it. */
export function forget({ auth, wakeRelay }: Pick<Deps, 'auth' | 'wakeRelay'>, ended: string[]): void {
  for (const session of ended) auth.revoke(session);
  if (ended.length > 0) wakeRelay();
}

export type Spent = { user: UserRow; session: string; successor: string };

async function spend(deps: Deps, presented: string, use: 'pair' | 'browser'): Promise<Spent> {
  return succeeded(deps, await deps.db.transaction((query) => spendIn(query, presented, use)));
}

/** @throws Problem 401 where the token was refused, which may have ended its family. */
export function succeeded(deps: Deps, spent: Spent | { ended: string[] }): Spent {
  if ('successor' in spent) return spent;
  forget(deps, spent.ended);
  for (const session of spent.ended) deps.log.warn('session.refresh-token-reused', { session });
  throw sessionEnded();
}

/** Does not throw where it refuses, since ending a stolen family must be committed. */
export async function spendIn(
  query: Query,
  presented: string,
  use: 'pair' | 'browser',
): Promise<Spent | { ended: string[] }> {
  const found = await lockRefreshToken(query, digest(presented));
  const worth = spending(found && { ...found, usedFor: found.token.usedFor }, use);
  if (!found || worth === 'refused') return { ended: [] };
  if (worth === 'stolen') return { ended: await revokeSession(query, found.session.id) };
  const salt = found.token.successorSalt ?? newSecret();
  const successor = successorOf(presented, salt);
  if (worth === 'first') await succeed(query, found, { use, salt, successor });
  return { user: found.user, session: found.session.id, successor };
}

async function succeed(
  query: Query,
  { token, session }: PresentedToken,
  { use, salt, successor }: { use: 'pair' | 'browser'; salt: string; successor: string },
): Promise<void> {
  await spendRefreshToken(query, token.digest, { usedFor: use, successorSalt: salt });
  if (use === 'browser') return makeBrowserSession(query, session.id, digest(successor));
  await insertRefreshToken(query, digest(successor), session.id);
  await extendSession(query, session.id);
}

/** Made of the old token and a salt, so that it can be given twice though it is stored nowhere. */
const successorOf = (token: string, salt: string): string =>
  createHmac('sha256', salt).update(token).digest('base64url');

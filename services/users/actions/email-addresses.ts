// Addresses: shown to be read by their owner, and changed for another one that is.

import type { Actor } from '#kit/auth';
import type { Query } from '#kit/database';
import { digest } from '#kit/id';
import { breaks } from '#kit/problem';
import type { Deps } from '../deps.ts';
import type { AddressMove } from '../model.ts';
import { verifyPassword } from '../passwords.ts';
import { findForLogin, lockAccount, updateAccount } from '../repository/accounts.ts';
import { postMail } from '../repository/mail.ts';
import { dropLinks, type SpentLink, spendLink } from '../repository/mailed-links.ts';
import { alreadyTaken, composed, linkIsOver, sameAddress, wrongPassword } from '../rules.ts';
import type { UserRow } from '../schema.ts';
import { makeLink, waitFor } from './links.ts';
import { attempt, bucketOf } from './sign-in.ts';
import { standing } from './standing.ts';

/**
 * Mails a link that shows whoever follows it to read the address of the account, unless three were sent this hour. In the
 * caller's transaction.
 */
export async function sendVerification(query: Query, user: UserRow): Promise<void> {
  if ((await waitFor(query, { purpose: 'verify', email: user.email })) === 0) await verify(query, user);
}

async function verify(query: Query, user: UserRow): Promise<void> {
  const made = await makeLink(query, { purpose: 'verify', email: user.email, owner: async () => user });
  if (made) await postMail(query, user, { kind: 'verification', data: { token: made.secret } });
}

/** Sends that link again; an address that is verified needs none. @throws Problem 429 beyond three an hour. */
export async function askForVerification(deps: Deps, actor: Actor): Promise<void> {
  const user = await standing(deps, actor);
  if (!user.emailVerified) await deps.db.transaction((query) => verify(query, user));
}

/**
 * Mails a link to the new address; the account keeps the old one until it is followed. An address that has an account is
 * told so, and the answer is the same. @throws Problem 422 for a wrong password, 429 after too many of those or of links.
 */
export async function askToMove(deps: Deps, actor: Actor, wish: AddressMove): Promise<void> {
  const user = await standing(deps, actor);
  const email = composed(wish.email);
  if (email.toLowerCase() === user.email.toLowerCase()) throw sameAddress();
  await attempt(deps, bucketOf(user.id), async () => {
    if (!(await verifyPassword(wish.current_password, user.passwordHash))) throw wrongPassword();
    await deps.db.transaction((query) => askIn(query, user, email));
  });
}

async function askIn(query: Query, user: UserRow, email: string): Promise<void> {
  const taken = await findForLogin(query, { by: 'email', name: email });
  const made = await makeLink(query, { purpose: 'move', email, owner: async () => (taken ? null : user) });
  if (made) await postMail(query, { id: user.id, email }, { kind: 'address_change', data: { token: made.secret } });
  else if (taken) await postMail(query, taken, { kind: 'account_exists', data: {} });
}

/** Tells whoever has the address that they have an account, as often as a link to verify it would have been sent. */
export async function tellOwner(query: Query, owner: UserRow): Promise<void> {
  const { email } = owner;
  if ((await waitFor(query, { purpose: 'verify', email })) > 0) return;
  await makeLink(query, { purpose: 'verify', email, owner: async () => null });
  await postMail(query, owner, { kind: 'account_exists', data: {} });
}

/** Follows a mailed link: the address is read by its owner. @throws Problem 422 where it works no more, 409 where the address was taken. */
export async function confirmAddress(deps: Deps, token: string): Promise<void> {
  const link = digest(token);
  const spent = await deps.db
    .transaction(async (query) => {
      const found = await spendLink(query, link, ['verify', 'move']);
      return found && (await confirmIn(query, found));
    })
    .catch((error: unknown) => {
      throw breaks(error, 'users_email_taken') ? alreadyTaken({ username: false, email: true }) : error;
    });
  if (!spent) throw linkIsOver();
}

/** The account, or null where it has left the address meanwhile. */
async function confirmIn(query: Query, { userId, purpose, address }: SpentLink): Promise<UserRow | null> {
  const before = await lockAccount(query, userId);
  if (!before || address === null) return null;
  if (purpose === 'move') return moveTo(query, before, address);
  if (before.email.toLowerCase() !== address.toLowerCase()) return null;
  return updateAccount(query, userId, { emailVerified: true });
}

/** The old address is told: whoever reads it may not be the one who did it. */
async function moveTo(query: Query, before: UserRow, email: string): Promise<UserRow> {
  const user = await updateAccount(query, before.id, { email, emailVerified: true });
  // A link in the old mailbox must not open the account that has left it.
  await dropLinks(query, user.id);
  await postMail(query, before, { kind: 'address_changed', data: {} });
  return user;
}

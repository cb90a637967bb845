// A guest stays: with a password the account of one order becomes a full one, orders and session and all.

import type { Actor } from '#kit/auth';
import type { Query } from '#kit/database';
import { breaks, conflict } from '#kit/problem';
import { isCommonPassword } from '../common-passwords.ts';
import type { Deps } from '../deps.ts';
import type { FirstPassword } from '../model.ts';
import { hashPassword } from '../passwords.ts';
import { findForLogin, lockAccount, updateAccount } from '../repository/accounts.ts';
import { alreadyTaken, checkNewPassword } from '../rules.ts';
import type { UserRow } from '../schema.ts';
import { sendVerification, tellOwner } from './email-addresses.ts';
import { refusesCommon } from './registration.ts';
import { standing } from './standing.ts';

/**
 * @throws Problem 422 for the fields; 409 for who is no guest, and where the address has an account, whose owner is told.
 */
export async function keepAccount(deps: Deps, actor: Actor, input: FirstPassword): Promise<UserRow> {
  const guest = await standing(deps, actor);
  if (!guest.isGuest) throw notAGuest();
  checkNewPassword(input, refusesCommon(deps) && (await isCommonPassword(input.password)));
  const owner = await deps.db.use((query) => findForLogin(query, { by: 'email', name: guest.email }));
  if (owner) {
    await deps.db.transaction((query) => tellOwner(query, owner));
    throw alreadyTaken({ username: false, email: true });
  }
  const passwordHash = await hashPassword(input.password);
  return deps.db
    .transaction((query) => keepIn(query, guest.id, passwordHash))
    .catch((error: unknown) => {
      throw breaks(error, 'users_email_taken') ? alreadyTaken({ username: false, email: true }) : error;
    });
}

async function keepIn(query: Query, id: number, passwordHash: string): Promise<UserRow> {
  const before = await lockAccount(query, id);
  if (!before?.isGuest) throw notAGuest();
  const user = await updateAccount(query, id, { passwordHash, isGuest: false });
  await sendVerification(query, user);
  return user;
}

const notAGuest = () => conflict('not-a-guest', 'This account has a password already. Change it instead.');

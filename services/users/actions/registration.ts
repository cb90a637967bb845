// New accounts.

import type { Query } from '#kit/database';
import { breaks } from '#kit/problem';
import { isCommonPassword } from '../common-passwords.ts';
import type { Deps } from '../deps.ts';
import type { GuestRegistration, Registration, Tokens } from '../model.ts';
import { hashPassword } from '../passwords.ts';
import { findForLogin, findTaken, insertAccount, insertGuest } from '../repository/accounts.ts';
import { alreadyTaken, checkRegistration, composed } from '../rules.ts';
import { sendVerification, tellOwner } from './email-addresses.ts';
import { openSession, tokensOf } from './sessions.ts';

/**
 * Makes an account, signs it in and mails a link that verifies its address.
 * @throws Problem 422 for the fields, 409 for a username or address that is taken; the owner of the address is told.
 */
export async function register(deps: Deps, input: Registration): Promise<Tokens> {
  const common = await isCommonPassword(input.password);
  checkRegistration(input, common && refusesCommon(deps));
  const names = { username: composed(input.username), email: composed(input.email) };
  await refuseTaken(deps, names);
  const passwordHash = await hashPassword(input.password);
  const { first_name: firstName = '', last_name: lastName = '' } = input;
  const account = { ...names, passwordHash, firstName, lastName };
  try {
    const opened = await deps.db.transaction(async (query) => {
      const user = await insertAccount(query, account);
      await sendVerification(query, user);
      return openSession(query, user);
    });
    if (common) deps.log.warn('password.common', { user: opened.user.id });
    return await tokensOf(deps, opened);
  } catch (error) {
    if (breaks(error, 'users_username_taken') || breaks(error, 'users_email_taken')) await refuseTaken(deps, names);
    throw error;
  }
}

/** Makes an account without a password, for one order, and signs it in. */
export async function registerGuest(deps: Deps, input: GuestRegistration): Promise<Tokens> {
  const { first_name: firstName = '', last_name: lastName = '' } = input;
  const guest = { email: composed(input.email), firstName, lastName };
  const opened = await deps.db.transaction(async (query) => openSession(query, await insertGuest(query, guest)));
  return tokensOf(deps, opened);
}

/** The list of common passwords is heeded in production; elsewhere the original's examples must work as written. */
export const refusesCommon = ({ settings }: Pick<Deps, 'settings'>): boolean => settings.NODE_ENV === 'production';

async function refuseTaken({ db }: Deps, names: { username: string; email: string }): Promise<void> {
  const taken = await db.use((query) => findTaken(query, names));
  if (taken.email) await db.transaction((query) => tellTaken(query, names));
  if (taken.username || taken.email) throw alreadyTaken(taken);
}

/** Name and address of one account are somebody who pressed twice: they need no letter. */
async function tellTaken(query: Query, { username, email }: { username: string; email: string }): Promise<void> {
  const owner = await findForLogin(query, { by: 'email', name: email });
  const isRepeat = owner?.username.toLowerCase() === username.toLowerCase();
  if (owner?.isActive && !isRepeat) await tellOwner(query, owner);
}

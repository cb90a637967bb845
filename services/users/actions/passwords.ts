// New passwords: by a mailed link, or by knowing the old one.

import type { Actor } from '#kit/auth';
import type { Query } from '#kit/database';
import { digest } from '#kit/id';
import { breaks } from '#kit/problem';
import { isCommonPassword } from '../common-passwords.ts';
import type { Deps } from '../deps.ts';
import type { PasswordChange, PasswordReset } from '../model.ts';
import { hashPassword, verifyPassword } from '../passwords.ts';
import { findForReset, replacePassword, updateAccount } from '../repository/accounts.ts';
import { postMail } from '../repository/mail.ts';
import { dropLinks, findLink, spendLink } from '../repository/mailed-links.ts';
import { revokeSessions } from '../repository/sessions.ts';
import { forgiveAttempts } from '../repository/sign-in-attempts.ts';
import { alreadyTaken, checkNewPassword, composed, linkIsOver, wrongPassword } from '../rules.ts';
import { makeLink } from './links.ts';
import { refusesCommon } from './registration.ts';
import { forget } from './sessions.ts';
import { attempt, bucketOf } from './sign-in.ts';
import { standing } from './standing.ts';

/**
 * Mails a link to whom the address belongs, at most three an hour. An address nobody has leaves the same trace, so that
 * neither the answer nor its time tells which there are. @throws Problem 429 for the fourth
 */
export async function askForLink(deps: Deps, address: string): Promise<void> {
  const email = composed(address);
  await deps.db.transaction(async (query) => {
    const token = await makeLink(query, { purpose: 'password', email, owner: () => findForReset(query, email) });
    if (token) await postMail(query, token.owner, { kind: 'password_reset', data: { token: token.secret } });
  });
}

/** @throws Problem 422 for the fields, or for a link that was used or has expired. */
export async function resetPassword(deps: Deps, input: PasswordReset): Promise<void> {
  checkNewPassword(input, refusesCommon(deps) && (await isCommonPassword(input.password)));
  const link = digest(input.token);
  if ((await deps.db.use((query) => findLink(query, link, ['password']))) === null) throw linkIsOver();
  const passwordHash = await hashPassword(input.password);
  const ended = await deps.db
    .transaction((query) => resetIn(query, link, passwordHash))
    .catch((error: unknown) => {
      // A guest whose address got a full account since the link was sent.
      throw breaks(error, 'users_email_taken') ? alreadyTaken({ username: false, email: true }) : error;
    });
  if (!ended) throw linkIsOver();
  forget(deps, ended);
}

/** The ids of the sessions it ended, or null where the link works no more. Whoever followed it has the address. */
async function resetIn(query: Query, link: string, passwordHash: string): Promise<string[] | null> {
  const spent = await spendLink(query, link, ['password']);
  if (spent === null) return null;
  const { userId } = spent;
  const user = await updateAccount(query, userId, { passwordHash, isGuest: false, emailVerified: true });
  await dropLinks(query, userId);
  await forgiveAttempts(query, bucketOf(userId));
  await postMail(query, user, { kind: 'password_changed', data: {} });
  return revokeSessions(query, userId);
}

/** Signs out everybody else. @throws Problem 422 for the fields, a wrong present password among them; 429 after too many. */
export async function changePassword(deps: Deps, actor: Actor, input: PasswordChange): Promise<void> {
  const user = await standing(deps, actor);
  checkNewPassword(input, refusesCommon(deps) && (await isCommonPassword(input.password)));
  const ended = await attempt(deps, bucketOf(user.id), async () => {
    const { passwordHash: before } = user;
    if (!(await verifyPassword(input.current_password, before)) || before === null) throw wrongPassword();
    const after = await hashPassword(input.password);
    return deps.db.transaction(async (query) => {
      if (!(await replacePassword(query, user.id, before, after))) throw wrongPassword();
      await dropLinks(query, user.id, 'verify');
      await forgiveAttempts(query, bucketOf(user.id));
      await postMail(query, user, { kind: 'password_changed', data: {} });
      return revokeSessions(query, user.id, actor.session);
    });
  });
  forget(deps, ended);
}

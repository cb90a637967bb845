// Changing and closing accounts.

import type { Actor } from '#kit/auth';
import type { Query } from '#kit/database';
import { checkIfMatch, etagOf } from '#kit/etag';
import { announce } from '#kit/outbox';
import { breaks } from '#kit/problem';
import { open as openOrders } from '#nats/orders';
import { deleted } from '#nats/users';
import type { Deps } from '../deps.ts';
import type { User, UserChange } from '../model.ts';
import { present } from '../present.ts';
import { anonymise, findAccount, lockAccount, lockAdministrators, updateAccount } from '../repository/accounts.ts';
import { forgetGuestAddresses, listAdopted } from '../repository/adoptions.ts';
import { forgetKept } from '../repository/kept.ts';
import { dropMail, postMail } from '../repository/mail.ts';
import { dropLinks, forgetLinks } from '../repository/mailed-links.ts';
import { revokeSessions } from '../repository/sessions.ts';
import { forgiveAttempts } from '../repository/sign-in-attempts.ts';
import {
  alreadyTaken,
  checkAdministratorRemains,
  checkMayChange,
  checkMaySee,
  checkOrdersEnded,
  composed,
} from '../rules.ts';
import type { UserRow } from '../schema.ts';
import { sendVerification } from './email-addresses.ts';
import { forget } from './sessions.ts';
import { bucketOf } from './sign-in.ts';
import { standing } from './standing.ts';

export const tagOf = (user: UserRow, shown: User = present(user)): string => etagOf(user.version, shown);

/** @throws Problem 404 for an account that is not there or not the actor's to see. */
export async function readAccount(deps: Deps, actor: Actor, id: number): Promise<UserRow> {
  const self = await standing(deps, actor);
  return id === self.id ? self : checkMaySee(actor, await deps.db.use((query) => findAccount(query, id)));
}

type Wish = { actor: Actor; id: number; ifMatch: string | undefined };

/** @throws Problem 404, 403, 409 for a taken address or the last administrator, 412 where it was changed meanwhile. */
export async function changeAccount(deps: Deps, wish: Wish, change: UserChange): Promise<UserRow> {
  await standing(deps, wish.actor);
  try {
    const { user, ended } = await deps.db.transaction((query) => changeIn(query, wish, change));
    forget(deps, ended);
    return user;
  } catch (error) {
    throw breaks(error, 'users_email_taken') ? alreadyTaken({ username: false, email: true }) : error;
  }
}

async function changeIn(query: Query, wish: Wish, change: UserChange): Promise<{ user: UserRow; ended: string[] }> {
  const touchesDuties = change.role !== undefined || change.is_active !== undefined;
  const administrators = touchesDuties ? await lockAdministrators(query) : [];
  const before = checkMayChange(wish.actor, await lockAccount(query, wish.id), change);
  checkIfMatch(wish.ifMatch, before.version, tagOf(before));
  const email = change.email === undefined ? before.email : composed(change.email);
  const moved = email.toLowerCase() !== before.email.toLowerCase();
  const user = await updateAccount(query, before.id, {
    email,
    firstName: change.first_name,
    lastName: change.last_name,
    role: change.role,
    isActive: change.is_active,
    emailVerified: before.emailVerified && !moved,
  });
  if (user.role !== 'admin' || !user.isActive) checkAdministratorRemains(administrators, user.id);
  if (moved) await leaveAddress(query, before, user);
  const changedDuties = user.role !== before.role || !user.isActive;
  return { user, ended: changedDuties ? await revokeSessions(query, user.id) : [] };
}

/** A link in the old mailbox must not open the account that has left it, and whoever reads the old one is told. */
async function leaveAddress(query: Query, before: UserRow, user: UserRow): Promise<void> {
  await dropLinks(query, user.id);
  // A guest corrects the address of one order, and is written to when the order moves.
  if (user.isGuest) return;
  await postMail(query, before, { kind: 'address_changed', data: {} });
  await sendVerification(query, user);
}

/**
 * Closes an account for good: anonymous, signed out everywhere, announced. Its orders and reviews stay, without the name.
 * @throws Problem 409 while it has orders that are not finished, 503 while nobody can say.
 */
export async function closeAccount(deps: Deps, wish: Wish): Promise<void> {
  await standing(deps, wish.actor);
  checkMayChange(wish.actor, await deps.db.use((query) => findAccount(query, wish.id)));
  const guests = await deps.db.use((query) => listAdopted(query, wish.id));
  const { orders } = await deps.bus.ask(openOrders, {
    user_id: wish.id,
    guest_ids: guests.map(({ guestId }) => guestId),
  });
  checkOrdersEnded(orders);
  const ended = await deps.db.transaction(async (query) => {
    const administrators = await lockAdministrators(query);
    const user = checkMayChange(wish.actor, await lockAccount(query, wish.id));
    checkIfMatch(wish.ifMatch, user.version, tagOf(user));
    checkAdministratorRemains(administrators, user.id);
    await anonymise(query, user.id);
    await forgetKept(query, user.id);
    await forgetGuestAddresses(query, user.id);
    await forgetLinks(query, user.id);
    await dropMail(query, user.id);
    await forgiveAttempts(query, bucketOf(user.id));
    await announce(query, deleted, { kind: 'user', id: user.id }, { user_id: user.id });
    return revokeSessions(query, user.id);
  });
  deps.wakeRelay();
  forget(deps, ended);
}

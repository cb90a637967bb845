// A guest signs in to an account: what was bought as the guest is the account's from then on. Only who holds the guest's
// session brings it along; knowing the guest's number, or the address, is worth nothing here.

import type { Query } from '#kit/database';
import { announce } from '#kit/outbox';
import { guestAdopted } from '#nats/users';
import { anonymise, lockAccount } from '../repository/accounts.ts';
import { inheritKept, insertAdoption, wasAdopted } from '../repository/adoptions.ts';
import { countAddresses, countReading, lockKept } from '../repository/kept.ts';
import { inheritMail } from '../repository/mail.ts';
import { dropLinks, forgetLinks } from '../repository/mailed-links.ts';
import { findBrowserSession, revokeSessions } from '../repository/sessions.ts';
import { forgiveAttempts } from '../repository/sign-in-attempts.ts';
import { mayAdopt } from '../rules.ts';
import type { UserRow } from '../schema.ts';
import { mostAddresses, mostBooks } from './kept.ts';
import { bucketOf } from './sign-in.ts';

export type Adopted = { adopted: boolean; ended: string[] };

/**
 * Lets `account` take over the guest whose standing session has this digest, where it is a guest's. Both accounts must be
 * held by the caller's transaction, so that of two accounts one takes the guest over. Repeating it tells that it was done.
 */
export async function adoptGuest(query: Query, account: UserRow, earlierSid: string): Promise<Adopted> {
  const earlier = await findBrowserSession(query, earlierSid);
  if (!earlier || !mayAdopt(account, earlier.user))
    return { adopted: await wasAdopted(query, earlierSid, account.id), ended: [] };
  const guest = await lockAccount(query, earlier.user.id);
  if (!guest) throw new Error('an account whose session stands is there');
  await insertAdoption(query, { guestId: guest.id, userId: account.id, email: guest.email });
  await inherit(query, guest.id, account.id);
  // What the guest kept and the account has no room for goes with it.
  await anonymise(query, guest.id);
  await announce(query, guestAdopted, { kind: 'user', id: account.id }, { guest_id: guest.id, user_id: account.id });
  return { adopted: true, ended: await revokeSessions(query, guest.id) };
}

/** What the guest kept here goes over; links that were mailed to the guest open nothing any more. */
async function inherit(query: Query, guestId: number, userId: number): Promise<void> {
  await lockKept(query, userId);
  const room = {
    addresses: Math.max(0, mostAddresses - (await countAddresses(query, userId))),
    books: Math.max(0, mostBooks - (await countReading(query, userId))),
  };
  await inheritKept(query, guestId, userId, room);
  await dropLinks(query, guestId);
  await forgetLinks(query, guestId);
  await inheritMail(query, guestId, userId);
  await forgiveAttempts(query, bucketOf(guestId));
}

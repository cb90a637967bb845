// News of an order becomes a mail to whoever ordered, in the transaction that notes the news as heard.

import type { Query } from '#kit/database';
import { once } from '#kit/outbox';
import type { Fact } from '#nats/bus';
import type { Deps } from '../deps.ts';
import type { Mail } from '../mails.ts';
import { findAccount } from '../repository/accounts.ts';
import { findAdoption } from '../repository/adoptions.ts';
import { postMail } from '../repository/mail.ts';
import type { UserRow } from '../schema.ts';

type AboutOrder = { user_id: number; guest_id?: number };

/** `mail` is null for news from a version that did not yet say what a mail needs. A closed account is written nothing. */
export async function writeAboutOrder(deps: Deps, fact: Fact<AboutOrder>, mail: Mail | null): Promise<void> {
  await once(deps.db, fact, async (query) => {
    const to = mail && (await addresseeOf(query, fact.body));
    if (mail && to) await postMail(query, to, mail);
  });
}

/**
 * Whoever ordered; for what an account bought as a guest that account, at the address it was bought with. Orders may tell
 * of the guest for a while after the account took the guest over.
 */
async function addresseeOf(
  query: Query,
  { user_id, guest_id = user_id }: AboutOrder,
): Promise<Pick<UserRow, 'id' | 'email'> | null> {
  const adoption = await findAdoption(query, guest_id);
  if (!adoption) return findAccount(query, user_id);
  return adoption.email === null ? null : { id: adoption.userId, email: adoption.email };
}

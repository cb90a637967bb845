// News of an order becomes a mail to whoever ordered, in the transaction that notes the news as heard.

import { once } from '#kit/outbox';
import type { Fact } from '#nats/bus';
import type { Deps } from '../deps.ts';
import type { Mail } from '../mails.ts';
import { findAccount } from '../repository/accounts.ts';
import { postMail } from '../repository/mail.ts';

/** `mail` is null for news from a version that did not yet say what a mail needs. A closed account is written nothing. */
export async function writeAboutOrder(deps: Deps, fact: Fact<{ user_id: number }>, mail: Mail | null): Promise<void> {
  await once(deps.db, fact, async (query) => {
    const user = mail && (await findAccount(query, fact.body.user_id));
    if (mail && user) await postMail(query, user, mail);
  });
}

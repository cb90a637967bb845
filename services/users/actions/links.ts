// Links in mails: a secret that is stored nowhere but in the mail, and that works once.

import type { Query } from '#kit/database';
import { digest, newSecret } from '#kit/id';
import { insertLink, secondsUntilNext } from '../repository/mailed-links.ts';
import { type LinkPurpose, tooManyLinks } from '../rules.ts';
import type { UserRow } from '../schema.ts';

type Made = { secret: string; owner: UserRow };
type Wish = { purpose: LinkPurpose; email: string; owner: () => Promise<UserRow | null> };

/**
 * A link for whoever the address belongs to, null for nobody; that leaves the same trace.
 * @throws Problem 429 beyond three an hour, for whichever address.
 */
export async function makeLink(query: Query, wish: Wish): Promise<Made | null> {
  const wait = await waitFor(query, wish);
  if (wait > 0) throw tooManyLinks(wait);
  const { purpose, email } = wish;
  const owner = await wish.owner();
  const secret = newSecret();
  const link = { digest: digest(secret), purpose, addressDigest: digestOf(email), address: email };
  await insertLink(query, { ...link, userId: owner?.id ?? null });
  return owner && { secret, owner };
}

/** Seconds until the next such link may be made for this address. */
export const waitFor = (query: Query, { purpose, email }: Pick<Wish, 'purpose' | 'email'>): Promise<number> =>
  secondsUntilNext(query, purpose, digestOf(email));

const digestOf = (email: string): string => digest(email.toLowerCase());

// Links that work once.

import { and, eq, gt, inArray, isNotNull, isNull, ne, sql } from 'drizzle-orm';
import { type Query, row } from '#kit/database';
import { type LinkPurpose, linkMinutes, linksPerHour } from '../rules.ts';
import { oneTimeTokens } from '../schema.ts';
import { dropMailedLinks } from './mail.ts';

/** Seconds until another link of this purpose may be asked for an address, whether or not it is anybody's; 0 for at once. */
export async function secondsUntilNext(query: Query, purpose: LinkPurpose, addressDigest: string): Promise<number> {
  // Who asks for the same address waits for the one before, or a hundred at once would all be the first.
  await query.execute(sql`select pg_advisory_xact_lock(hashtextextended(${addressDigest}, 0))`);
  const found = await row<{ wait: number }>(
    query,
    sql`select ceil(extract(epoch from created_at + interval '1 hour' - now()))::int as wait from ${oneTimeTokens}
        where address_digest = ${addressDigest} and purpose = ${purpose} and created_at > now() - interval '1 hour'
        order by created_at desc offset ${linksPerHour - 1} limit 1`,
  );
  return found ? Math.max(1, found.wait) : 0;
}

export type NewLink = {
  digest: string;
  purpose: LinkPurpose;
  userId: number | null;
  addressDigest: string;
  address?: string;
};

export async function insertLink(query: Query, link: NewLink): Promise<void> {
  const minutes = sql.raw(String(linkMinutes[link.purpose]));
  const expiresAt = sql`now() + make_interval(mins => ${minutes})`;
  await query.insert(oneTimeTokens).values({ ...link, expiresAt });
}

const usable = (digest: string, purposes: LinkPurpose[]) =>
  and(
    eq(oneTimeTokens.digest, digest),
    inArray(oneTimeTokens.purpose, purposes),
    isNull(oneTimeTokens.usedAt),
    gt(oneTimeTokens.expiresAt, sql`now()`),
    isNotNull(oneTimeTokens.userId),
  );

/** Whose link this is while it works. */
export async function findLink(query: Query, digest: string, purposes: LinkPurpose[]): Promise<number | null> {
  const found = await query
    .select({ userId: oneTimeTokens.userId })
    .from(oneTimeTokens)
    .where(usable(digest, purposes));
  return found[0]?.userId ?? null;
}

export type SpentLink = { userId: number; purpose: LinkPurpose; address: string | null };

/** Uses the link up. Of several at once one gets it, the others null. */
export async function spendLink(query: Query, digest: string, purposes: LinkPurpose[]): Promise<SpentLink | null> {
  const found = await query
    .update(oneTimeTokens)
    .set({ usedAt: sql`now()` })
    .where(usable(digest, purposes))
    .returning({
      userId: oneTimeTokens.userId,
      purpose: oneTimeTokens.purpose,
      address: oneTimeTokens.address,
    });
  const [spent] = found;
  return spent?.userId ? { ...spent, userId: spent.userId } : null;
}

/** Makes every link of an account worthless, and takes those mails back that were not sent yet; or all but one purpose. */
export async function dropLinks(query: Query, userId: number, kept?: LinkPurpose): Promise<void> {
  const others = kept === undefined ? undefined : ne(oneTimeTokens.purpose, kept);
  await query
    .update(oneTimeTokens)
    .set({ usedAt: sql`now()` })
    .where(and(eq(oneTimeTokens.userId, userId), isNull(oneTimeTokens.usedAt), others));
  await dropMailedLinks(query, userId, kept);
}

/** Forgets every link of an account. */
export async function forgetLinks(query: Query, userId: number): Promise<void> {
  await query.delete(oneTimeTokens).where(eq(oneTimeTokens.userId, userId));
}

export async function sweepLinks(query: Query): Promise<void> {
  await query.execute(sql`delete from ${oneTimeTokens} where expires_at < now() - interval '1 hour'`);
}

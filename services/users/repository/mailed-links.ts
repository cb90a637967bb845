// Links that work once.

import { and, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm';
import { type Query, row } from '#kit/database';
import { resetLife } from '../rules.ts';
import { oneTimeTokens } from '../schema.ts';
import { dropMailedLinks } from './mail.ts';

const minutes = sql.raw(String(resetLife.minutes));
const soon = sql`now() + make_interval(mins => ${minutes})`;

/** Seconds until another link may be asked for this address, whether or not it belongs to anybody; 0 for at once. */
export async function secondsUntilNext(query: Query, addressDigest: string): Promise<number> {
  // Who asks for the same address waits for the one before, or a hundred at once would all be the first.
  await query.execute(sql`select pg_advisory_xact_lock(hashtextextended(${addressDigest}, 0))`);
  const found = await row<{ wait: number }>(
    query,
    sql`select ceil(extract(epoch from created_at + interval '1 hour' - now()))::int as wait from ${oneTimeTokens}
        where address_digest = ${addressDigest} and created_at > now() - interval '1 hour'
        order by created_at desc offset ${resetLife.perHour - 1} limit 1`,
  );
  return found ? Math.max(1, found.wait) : 0;
}

export async function insertLink(
  query: Query,
  link: { digest: string; userId: number | null; addressDigest: string },
): Promise<void> {
  await query.insert(oneTimeTokens).values({ ...link, expiresAt: soon });
}

const usable = (digest: string) =>
  and(
    eq(oneTimeTokens.digest, digest),
    isNull(oneTimeTokens.usedAt),
    gt(oneTimeTokens.expiresAt, sql`now()`),
    isNotNull(oneTimeTokens.userId),
  );

/** Whose link this is while it works. */
export async function findLink(query: Query, digest: string): Promise<number | null> {
  const found = await query.select({ userId: oneTimeTokens.userId }).from(oneTimeTokens).where(usable(digest));
  return found[0]?.userId ?? null;
}

/** Uses the link up. Of several at once one gets the account, the others null. */
export async function spendLink(query: Query, digest: string): Promise<number | null> {
  const found = await query
    .update(oneTimeTokens)
    .set({ usedAt: sql`now()` })
    .where(usable(digest))
    .returning({ userId: oneTimeTokens.userId });
  return found[0]?.userId ?? null;
}

/** Makes every link of an account worthless, and takes those mails back that were not sent yet. */
export async function dropLinks(query: Query, userId: number): Promise<void> {
  await query
    .update(oneTimeTokens)
    .set({ usedAt: sql`now()` })
    .where(and(eq(oneTimeTokens.userId, userId), isNull(oneTimeTokens.usedAt)));
  await dropMailedLinks(query, userId);
}

/** Forgets every link of an account. */
export async function forgetLinks(query: Query, userId: number): Promise<void> {
  await query.delete(oneTimeTokens).where(eq(oneTimeTokens.userId, userId));
}

export async function sweepLinks(query: Query): Promise<void> {
  await query.execute(sql`delete from ${oneTimeTokens} where expires_at < now() - interval '1 hour'`);
}

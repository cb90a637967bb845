// The keys that sign and verify access tokens.

import { and, asc, desc, gt, isNull, lte, or, sql } from 'drizzle-orm';
import type { Query } from '#kit/database';
import { keyLife } from '../rules.ts';
import { signingKeys } from '../schema.ts';

export type SigningKey = Pick<typeof signingKeys.$inferSelect, 'kid' | 'publicJwk' | 'privateJwk'>;

const inMinutes = (minutes: number) => sql`now() + make_interval(mins => ${sql.raw(String(minutes))})`;
const verifies = or(isNull(signingKeys.retiresAt), gt(signingKeys.retiresAt, sql`now()`));

/** Makes other instances wait that would make or replace a key too; held until the transaction ends. */
export async function lockKeys(query: Query): Promise<void> {
  await query.execute(sql`select pg_advisory_xact_lock(hashtext('users.signing_keys'))`);
}

/** The key to sign with, null before the first. */
export async function activeKey(query: Query): Promise<SigningKey | null> {
  const found = await query
    .select()
    .from(signingKeys)
    .where(and(lte(signingKeys.activatesAt, sql`now()`), verifies))
    .orderBy(desc(signingKeys.activatesAt))
    .limit(1);
  return found[0] ?? null;
}

/** The key that is published but does not sign yet. */
export async function comingKey(query: Query): Promise<string | null> {
  const found = await query
    .select({ kid: signingKeys.kid })
    .from(signingKeys)
    .where(gt(signingKeys.activatesAt, sql`now()`));
  return found[0]?.kid ?? null;
}

/** The public halves that verify: those in use, those to come, those that just went out of use. */
export async function listPublicKeys(query: Query): Promise<Pick<SigningKey, 'publicJwk'>[]> {
  return query
    .select({ publicJwk: signingKeys.publicJwk })
    .from(signingKeys)
    .where(verifies)
    .orderBy(asc(signingKeys.createdAt));
}

/** The first key signs at once: there is nobody yet who could know an older one. */
export async function insertFirstKey(query: Query, key: SigningKey): Promise<void> {
  await query.insert(signingKeys).values({ ...key, activatesAt: sql`now()` });
}

/** Publishes a key that signs in a quarter of an hour; the present ones verify for as long again. */
export async function insertNextKey(query: Query, key: SigningKey): Promise<void> {
  await query
    .update(signingKeys)
    .set({ retiresAt: inMinutes(keyLife.publishMinutes + keyLife.lingerMinutes) })
    .where(isNull(signingKeys.retiresAt));
  await query.insert(signingKeys).values({ ...key, activatesAt: inMinutes(keyLife.publishMinutes) });
}

/** Deletes retired keys, their private halves with them. */
export async function sweepKeys(query: Query): Promise<void> {
  await query.delete(signingKeys).where(lte(signingKeys.retiresAt, sql`now()`));
}

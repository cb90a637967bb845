// Reading lists that their owners share by a link.

import { and, eq, isNull } from 'drizzle-orm';
import type { Query } from '#kit/database';
import { readingShares, type UserRow, users } from '../schema.ts';

export async function findShare(query: Query, userId: number): Promise<string | null> {
  const [found] = await query
    .select({ secret: readingShares.secret })
    .from(readingShares)
    .where(eq(readingShares.userId, userId));
  return found?.secret ?? null;
}

/** Shares the list under this secret, unless it is shared already. */
export async function insertShare(query: Query, userId: number, secret: string): Promise<void> {
  await query.insert(readingShares).values({ userId, secret }).onConflictDoNothing({ target: readingShares.userId });
}

export async function dropShare(query: Query, userId: number): Promise<void> {
  await query.delete(readingShares).where(eq(readingShares.userId, userId));
}

/** Whose list is shared under this secret; null where none is, any more. */
export async function findSharer(query: Query, secret: string): Promise<UserRow | null> {
  const open = and(eq(readingShares.secret, secret), users.isActive, isNull(users.deletedAt));
  const [found] = await query
    .select({ user: users })
    .from(readingShares)
    .innerJoin(users, eq(users.id, readingShares.userId))
    .where(open);
  return found?.user ?? null;
}

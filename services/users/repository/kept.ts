// What an account keeps for itself: addresses, and the books to read.

import { and, count, eq, sql } from 'drizzle-orm';
import { type Query, row } from '#kit/database';
import { keyset } from '#kit/keyset';
import type { Window } from '#kit/page';
import { type AddressRow, addresses, type ReadingRow, readingList, readingShares } from '../schema.ts';

export type NewAddressRow = Omit<AddressRow, 'id' | 'createdAt' | 'userId'>;

/** One page of an account's addresses (one row more than asked), by id, and how many there are. */
export async function listAddresses(
  query: Query,
  userId: number,
  window: Window,
): Promise<{ rows: AddressRow[]; count: number }> {
  const page = keyset(window, addresses.id, null);
  const own = eq(addresses.userId, userId);
  const found = await query
    .select()
    .from(addresses)
    .where(and(own, page.where))
    .orderBy(...page.orderBy)
    .limit(page.limit);
  return { rows: found, count: await countAddresses(query, userId) };
}

export async function countAddresses(query: Query, userId: number): Promise<number> {
  const [counted] = await query.select({ n: count() }).from(addresses).where(eq(addresses.userId, userId));
  return counted?.n ?? 0;
}

/** The account's address that is the same in every part. */
export async function findAddress(
  query: Query,
  userId: number,
  { name, line1, line2, city, region, postcode, country }: NewAddressRow,
): Promise<AddressRow | undefined> {
  const same = and(
    eq(addresses.userId, userId),
    eq(addresses.name, name),
    eq(addresses.line1, line1),
    eq(addresses.line2, line2),
    eq(addresses.city, city),
    eq(addresses.region, region),
    eq(addresses.postcode, postcode),
    eq(addresses.country, country),
  );
  return (await query.select().from(addresses).where(same).orderBy(addresses.id).limit(1))[0];
}

export async function insertAddress(query: Query, userId: number, address: NewAddressRow): Promise<AddressRow> {
  const [made] = await query
    .insert(addresses)
    .values({ ...address, userId })
    .returning();
  if (!made) throw new Error('an insert answers with its row');
  return made;
}

/** Null where this account has no such address. */
export async function updateAddress(
  query: Query,
  { userId, id }: { userId: number; id: number },
  address: NewAddressRow,
): Promise<AddressRow | null> {
  const where = and(eq(addresses.id, id), eq(addresses.userId, userId));
  return (await query.update(addresses).set(address).where(where).returning())[0] ?? null;
}

/** False where this account has no such address. */
export async function deleteAddress(query: Query, { userId, id }: { userId: number; id: number }): Promise<boolean> {
  const where = and(eq(addresses.id, id), eq(addresses.userId, userId));
  return (await query.delete(addresses).where(where).returning({ id: addresses.id })).length > 0;
}

/** One page of an account's reading list (one row more than asked), by time, and how many books are on it. */
export async function listReading(
  query: Query,
  userId: number,
  window: Window,
): Promise<{ rows: ReadingRow[]; count: number }> {
  const page = keyset(window, readingList.bookId, { by: readingList.addedAt, cast: 'timestamptz' });
  const found = await query
    .select()
    .from(readingList)
    .where(and(eq(readingList.userId, userId), page.where))
    .orderBy(...page.orderBy)
    .limit(page.limit);
  return { rows: found, count: await countReading(query, userId) };
}

/** All that an account keeps, which has its limits. */
export async function allKept(query: Query, userId: number): Promise<{ addresses: AddressRow[]; books: ReadingRow[] }> {
  const kept = await query.select().from(addresses).where(eq(addresses.userId, userId)).orderBy(addresses.id);
  const books = await query
    .select()
    .from(readingList)
    .where(eq(readingList.userId, userId))
    .orderBy(readingList.addedAt);
  return { addresses: kept, books };
}

/** Throws away what a closed account kept. */
export async function forgetKept(query: Query, userId: number): Promise<void> {
  await query.delete(addresses).where(eq(addresses.userId, userId));
  await query.delete(readingList).where(eq(readingList.userId, userId));
  await query.delete(readingShares).where(eq(readingShares.userId, userId));
}

export async function countReading(query: Query, userId: number): Promise<number> {
  const [counted] = await query.select({ n: count() }).from(readingList).where(eq(readingList.userId, userId));
  return counted?.n ?? 0;
}

/** Puts a book on the list, or changes its note; without a note the one that is there stays. */
export async function keepBook(
  query: Query,
  { userId, bookId, note }: { userId: number; bookId: number; note: string | undefined },
): Promise<ReadingRow> {
  const [kept] = await query
    .insert(readingList)
    .values({ userId, bookId, note: note ?? '' })
    .onConflictDoUpdate({
      target: [readingList.userId, readingList.bookId],
      set: { note: note ?? sql`reading_list.note` },
    })
    .returning();
  if (!kept) throw new Error('an upsert answers with its row');
  return kept;
}

/** Puts books on the list, as many as it has room for. @returns how many were not on it before. */
export async function keepBooks(query: Query, userId: number, bookIds: number[], room: number): Promise<number> {
  const added = await row<{ n: number }>(
    query,
    sql`with wanted as (
          select id from unnest(${`{${bookIds.join()}}`}::text::bigint[]) with ordinality as given(id, at)
          where not exists (select 1 from reading_list l where l.user_id = ${userId} and l.book_id = id)
          group by id order by min(at) limit ${room}::int),
        added as (
          insert into reading_list (user_id, book_id) select ${userId}::bigint, id from wanted on conflict do nothing returning 1)
      select count(*)::int as n from added`,
  );
  return added?.n ?? 0;
}

export async function dropBook(query: Query, userId: number, bookId: number): Promise<void> {
  await query.delete(readingList).where(and(eq(readingList.userId, userId), eq(readingList.bookId, bookId)));
}

/** Holds the account until the transaction ends, so that counting and adding are one step. */
export async function lockKept(query: Query, userId: number): Promise<void> {
  await query.execute(sql`select pg_advisory_xact_lock(7, ${userId}::int)`);
}

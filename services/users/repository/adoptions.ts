// Guests who signed in to an account, and what the account inherits of what they kept here.

import { eq, sql } from 'drizzle-orm';
import { type Query, row, rows } from '#kit/database';
import { type AdoptionRow, adoptions } from '../schema.ts';

/** Holds both accounts until the transaction ends, in the order of their numbers: the one behind a token, the one behind a sid. */
export async function lockBoth(query: Query, token: string, sid: string): Promise<void> {
  await query.execute(sql`select id from users where id in (
      select s.user_id from refresh_tokens t join sessions s on s.id = t.session_id where t.digest = ${token}
      union select user_id from sessions where browser_digest = ${sid})
    order by id for update`);
}

export async function insertAdoption(query: Query, adoption: Omit<AdoptionRow, 'at'>): Promise<void> {
  await query.insert(adoptions).values(adoption);
}

/** Whether the guest who held this session, standing or not, was taken over by this account. */
export async function wasAdopted(query: Query, sid: string, userId: number): Promise<boolean> {
  const found = await row(
    query,
    sql`select 1 from adoptions a join sessions s on s.user_id = a.guest_id
        where s.browser_digest = ${sid} and a.user_id = ${userId}`,
  );
  return found !== null;
}

/** Who has taken this guest over, and the address the guest ordered with; null for who was not. */
export async function findAdoption(query: Query, guestId: number): Promise<AdoptionRow | null> {
  return (await query.select().from(adoptions).where(eq(adoptions.guestId, guestId)))[0] ?? null;
}

/** The guests this account took over, the last first; at most a hundred. */
export async function listAdopted(query: Query, userId: number): Promise<AdoptionRow[]> {
  return query
    .select()
    .from(adoptions)
    .where(eq(adoptions.userId, userId))
    .orderBy(sql`${adoptions.at} desc`)
    .limit(100);
}

/** Forgets the addresses an account ordered with as a guest. */
export async function forgetGuestAddresses(query: Query, userId: number): Promise<void> {
  await query.update(adoptions).set({ email: null }).where(eq(adoptions.userId, userId));
}

export type Rooms = { addresses: number; books: number };

/** Leaves an account what a guest kept and it lacks, as far as it has room. Both must be held. */
export async function inheritKept(query: Query, guestId: number, userId: number, room: Rooms): Promise<void> {
  await rows(
    query,
    sql`update addresses set user_id = ${userId} where id in (
        select g.id from addresses g where g.user_id = ${guestId} and not exists (
          select 1 from addresses o where o.user_id = ${userId}
            and (o.name, o.line1, o.line2, o.city, o.region, o.postcode, o.country)
              = (g.name, g.line1, g.line2, g.city, g.region, g.postcode, g.country))
        order by g.id limit ${room.addresses})`,
  );
  await rows(
    query,
    sql`insert into reading_list (user_id, book_id, note, added_at)
      select ${userId}::bigint, book_id, note, added_at from reading_list g where g.user_id = ${guestId}
        and not exists (select 1 from reading_list o where o.user_id = ${userId} and o.book_id = g.book_id)
      order by added_at desc limit ${room.books}`,
  );
}

// The post: mails written in the transaction of their cause, and what the sender does with them.

import { and, desc, eq, getTableColumns, inArray, isNotNull, ne, sql } from 'drizzle-orm';
import { type Query, row } from '#kit/database';
import type { Question } from '#views/mail/contact.ts';
import { type Addressee, linkKinds, type Mail, perishMinutes } from '../mails.ts';
import type { LinkPurpose } from '../rules.ts';
import { type MailRow, mail as post, type UserRow, users } from '../schema.ts';

/** Writes a mail to an account, at the address it has (or the one given), in the caller's transaction. */
export async function postMail(query: Query, to: Pick<UserRow, 'id' | 'email'>, mail: Mail): Promise<void> {
  const { kind, data } = mail;
  await query.insert(post).values({ userId: to.id, recipient: to.email, kind, data, expiresAt: perishAt(mail) });
}

function perishAt(mail: Mail) {
  const minutes = perishMinutes(mail);
  return minutes === null ? null : sql`now() + make_interval(mins => ${sql.raw(String(minutes))})`;
}

/** Writes a visitor's question to the shop; one with this uid that is there already is left as it is. */
export async function postQuestion(
  query: Query,
  { uid, recipient, question }: { uid: string; recipient: string; question: Question },
): Promise<void> {
  const mail = { kind: 'contact', data: question } as const satisfies Mail;
  const values = { uid, recipient, ...mail, expiresAt: perishAt(mail) };
  await query.insert(post).values(values).onConflictDoNothing({ target: post.uid });
}

/** `user` is null for what a visitor asks the shop. */
export type MailToSend = MailRow & { user: Addressee | null };

const addressee = { username: users.username, firstName: users.firstName, isGuest: users.isGuest };

/** Takes a lease of `leaseSeconds` on mails that are due, for this sender alone. */
export async function claimMail(query: Query, limit: number, leaseSeconds: number): Promise<MailToSend[]> {
  const due = sql`select id from ${post} where state = 'waiting' and next_at <= now()
      and (expires_at is null or expires_at > now()) order by next_at, id limit ${limit} for update skip locked`;
  const claimed = await query
    .update(post)
    .set({ attempts: sql`${post.attempts} + 1`, nextAt: sql`now() + make_interval(secs => ${leaseSeconds})` })
    .where(sql`${post.id} in (${due})`)
    .returning({ id: post.id });
  const ids = claimed.map(({ id }) => id);
  if (ids.length === 0) return [];
  return query
    .select({ ...getTableColumns(post), user: addressee })
    .from(post)
    .leftJoin(users, eq(users.id, post.userId))
    .where(inArray(post.id, ids))
    .orderBy(post.id);
}

/** Notes that it went out, and forgets what it said: nobody needs it again, least of all the secret of a link. */
export async function markSent(query: Query, id: number): Promise<void> {
  await query.update(post).set({ state: 'sent', sentAt: sql`now()`, data: {}, lastError: null }).where(eq(post.id, id));
}

/** For the development mailbox, which shows what it says. */
export async function markKept(query: Query, id: number): Promise<void> {
  await query.update(post).set({ state: 'kept', sentAt: sql`now()` }).where(eq(post.id, id));
}

export async function markParked(query: Query, id: number, reason: string): Promise<void> {
  await query.update(post).set({ state: 'parked', lastError: reason }).where(eq(post.id, id));
}

export async function postponeMail(query: Query, id: number, reason: string, pauseSeconds: number): Promise<void> {
  await query
    .update(post)
    .set({ lastError: reason, nextAt: sql`now() + make_interval(secs => ${pauseSeconds})` })
    .where(and(eq(post.id, id), eq(post.state, 'waiting')));
}

/** How many mails are in this state. */
export async function countMail(query: Query, state: MailRow['state']): Promise<number> {
  const counted = await row<{ n: number }>(query, sql`select count(*)::int as n from ${post} where state = ${state}`);
  return counted?.n ?? 0;
}

/** The newest mails, or the one with this uid, with whom they greet. For the development mailbox. */
export async function readMailbox(
  query: Query,
  { uid, limit }: { uid?: string; limit: number },
): Promise<MailToSend[]> {
  return query
    .select({ ...getTableColumns(post), user: addressee })
    .from(post)
    .leftJoin(users, eq(users.id, post.userId))
    .where(and(inArray(post.state, ['waiting', 'kept']), uid === undefined ? undefined : eq(post.uid, uid)))
    .orderBy(desc(post.id))
    .limit(limit);
}

/** What was written to an account, newest first; no words, at most a thousand. */
export const listMailOf = (query: Query, userId: number) =>
  query
    .select({ kind: post.kind, recipient: post.recipient, createdAt: post.createdAt, sentAt: post.sentAt })
    .from(post)
    .where(eq(post.userId, userId))
    .orderBy(desc(post.id))
    .limit(1000);

/** Takes mails back that hold a link of the account and were not sent yet; or all but those of one purpose. */
export async function dropMailedLinks(query: Query, userId: number, kept?: LinkPurpose): Promise<void> {
  const others = kept === undefined ? undefined : ne(post.kind, linkKinds[kept]);
  const unsent = inArray(post.state, ['waiting', 'kept', 'parked']);
  await query.delete(post).where(and(eq(post.userId, userId), isNotNull(post.expiresAt), unsent, others));
}

/** Leaves what was written to a guest, and what is still to be sent, to the account that took the guest over. */
export async function inheritMail(query: Query, guestId: number, userId: number): Promise<void> {
  await query.update(post).set({ userId }).where(eq(post.userId, guestId));
}

/** Forgets everything that was written to an account. */
export async function dropMail(query: Query, userId: number): Promise<void> {
  await query.delete(post).where(eq(post.userId, userId));
}

/** Throws away what is worth nothing any more, and what was sent a month ago. */
export async function sweepMail(query: Query): Promise<void> {
  await query.execute(sql`delete from ${post} where expires_at < now() and state <> 'sent'`);
  await query.execute(
    sql`delete from ${post} where state in ('sent', 'kept') and sent_at < now() - interval '30 days'`,
  );
}

// Sessions and their refresh tokens. All instants are the database's, compared there.

import { and, desc, eq, isNull, ne, type SQL, sql } from 'drizzle-orm';
import { prepared, type Query, rows } from '#kit/database';
import { sessionEnded } from '#nats/users';
import { sessionLife } from '../rules.ts';
import { refreshTokens, type SessionRow, sessions, type UserRow, users } from '../schema.ts';

const idle = sql`now() + make_interval(days => ${sql.raw(String(sessionLife.idleDays))})`;
const absolute = sql`now() + make_interval(days => ${sql.raw(String(sessionLife.absoluteDays))})`;
const grace = sql`make_interval(secs => ${sql.raw(String(sessionLife.graceSeconds))})`;

/** The session stands, and so does its account. */
const stands: SQL = sql`(${sessions.revokedAt} is null and now() < least(${sessions.idleUntil}, ${sessions.endsAt})
  and ${users.isActive} and ${users.deletedAt} is null)`;

export async function insertSession(query: Query, session: { id: string; userId: number }): Promise<void> {
  await query.insert(sessions).values({ ...session, idleUntil: idle, endsAt: absolute });
}

export async function insertRefreshToken(query: Query, digest: string, sessionId: string): Promise<void> {
  await query.insert(refreshTokens).values({ digest, sessionId });
}

const standingPrepared = prepared((query) =>
  query
    .select({ user: users })
    .from(users)
    .innerJoin(sessions, eq(sessions.userId, users.id))
    .where(and(eq(users.id, sql.placeholder('userId')), eq(sessions.id, sql.placeholder('sessionId')), stands))
    .prepare('standing_account'),
);

/** The account behind an access token, unless it or its session has ended since the token was signed. */
export const findStanding = async (query: Query, userId: number, sessionId: string): Promise<UserRow | null> =>
  (await standingPrepared(query, { userId, sessionId }))[0]?.user ?? null;

export type PresentedToken = {
  token: typeof refreshTokens.$inferSelect;
  session: SessionRow;
  user: UserRow;
  live: boolean;
  recently: boolean;
};

/** Locks the token and its session, so that of two who present it one comes first. */
export async function lockRefreshToken(query: Query, digest: string): Promise<PresentedToken | null> {
  const found = await query
    .select({
      token: refreshTokens,
      session: sessions,
      user: users,
      live: sql<boolean>`${stands}`,
      recently: sql<boolean>`coalesce(${refreshTokens.usedAt} > now() - ${grace}, false)`,
    })
    .from(refreshTokens)
    .innerJoin(sessions, eq(sessions.id, refreshTokens.sessionId))
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(eq(refreshTokens.digest, digest))
    .for('update', { of: [refreshTokens, sessions] });
  return found[0] ?? null;
}

export async function spendRefreshToken(
  query: Query,
  digest: string,
  spent: { usedFor: 'pair' | 'browser'; successorSalt: string },
): Promise<void> {
  await query
    .update(refreshTokens)
    .set({ ...spent, usedAt: sql`now()` })
    .where(eq(refreshTokens.digest, digest));
}

export async function extendSession(query: Query, id: string): Promise<void> {
  await query.update(sessions).set({ idleUntil: idle }).where(eq(sessions.id, id));
}

export async function makeBrowserSession(query: Query, id: string, browserDigest: string): Promise<void> {
  await query.update(sessions).set({ kind: 'browser', browserDigest, idleUntil: idle }).where(eq(sessions.id, id));
}

export async function nameDevice(query: Query, id: string, device: string): Promise<void> {
  await query.update(sessions).set({ device }).where(eq(sessions.id, id));
}

const mostShown = 50;

/** The sessions of an account that stand, the last seen first. When one was used is noted once an hour. */
export const listStanding = (query: Query, userId: number) =>
  query
    .select({
      id: sessions.id,
      kind: sessions.kind,
      device: sessions.device,
      createdAt: sessions.createdAt,
      seenAt: sql<string>`(${sessions.idleUntil} - make_interval(days => ${sql.raw(String(sessionLife.idleDays))}))::text`,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.userId, userId), stands))
    .orderBy(desc(sessions.idleUntil), desc(sessions.id))
    .limit(mostShown);

/** Ends this session where it is the account's. */
export const revokeOwn = (query: Query, userId: number, id: string): Promise<string[]> =>
  revoke(query, and(eq(sessions.userId, userId), eq(sessions.id, id)));

const browserPrepared = prepared((query) =>
  query
    .select({
      id: sessions.id,
      user: users,
      stale: sql<boolean>`${sessions.idleUntil} < ${idle} - interval '1 hour'`,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.browserDigest, sql.placeholder('digest')), stands))
    .prepare('browser_session'),
);

/** `stale`: an hour or more has passed since its idle time was last moved on. */
export const findBrowserSession = async (
  query: Query,
  digest: string,
): Promise<{ id: string; user: UserRow; stale: boolean } | null> =>
  (await browserPrepared(query, { digest }))[0] ?? null;

/** The sessions of an account that are still known, newest first; at most a thousand. */
export const listSessionsOf = (query: Query, userId: number) =>
  query
    .select({
      kind: sessions.kind,
      device: sessions.device,
      createdAt: sessions.createdAt,
      endsAt: sessions.endsAt,
      revokedAt: sessions.revokedAt,
    })
    .from(sessions)
    .where(eq(sessions.userId, userId))
    .orderBy(desc(sessions.createdAt))
    .limit(1000);

export const revokeSession = (query: Query, id: string): Promise<string[]> => revoke(query, eq(sessions.id, id));

export const revokeBrowserSession = (query: Query, digest: string): Promise<string[]> =>
  revoke(query, eq(sessions.browserDigest, digest));

/** Ends the session a refresh token belongs to, spent or not. */
export const revokeByRefreshToken = (query: Query, digest: string): Promise<string[]> =>
  revoke(
    query,
    sql`${sessions.id} in (select ${refreshTokens.sessionId} from ${refreshTokens} where ${refreshTokens.digest} = ${digest})`,
  );

/** Ends all sessions of an account but the one kept. */
export const revokeSessions = (query: Query, userId: number, kept?: string): Promise<string[]> =>
  revoke(query, and(eq(sessions.userId, userId), kept === undefined ? undefined : ne(sessions.id, kept)));

/** The ids of the sessions that ended by this. Each is announced in the same statement, wherever it is run. */
async function revoke(query: Query, where: SQL | undefined): Promise<string[]> {
  const to = sql.raw(sessionEnded.to.map((room) => `'${room}'`).join());
  const ended = await rows<{ id: string }>(
    query,
    sql`with ended as (
        update ${sessions} set revoked_at = now() where ${and(where, isNull(sessions.revokedAt))} returning id)
      select id, announce(${sessionEnded.type}, 'session', id::text, jsonb_build_object('session', id), array[${to}])
      from ended`,
  );
  return ended.map(({ id }) => id);
}

/** Throws away what has long ended, and the salts whose grace is over. Safe to run anywhere at any time. */
export async function sweepSessions(query: Query): Promise<number> {
  await query.execute(sql`update ${refreshTokens} set successor_salt = null
    where successor_salt is not null and used_at < now() - ${grace}`);
  const gone = await rows(
    query,
    sql`delete from ${sessions} where least(idle_until, ends_at, revoked_at) < now() - interval '1 day' returning id`,
  );
  return gone.length;
}

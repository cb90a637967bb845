// Accounts: finding, making, changing and closing them. A closed one is found by nobody.

import { and, eq, isNull, type SQL, sql } from 'drizzle-orm';
import { prepared, type Query, row, rows } from '#kit/database';
import { type UserRow, users } from '../schema.ts';

const open = isNull(users.deletedAt);
const lowered = (name: string) => sql`lower(${sql.placeholder(name)}::text)`;

const byIdPrepared = prepared((query) =>
  query
    .select()
    .from(users)
    .where(and(eq(users.id, sql.placeholder('id')), open))
    .prepare('account_by_id'),
);
const byUsernamePrepared = prepared((query) =>
  query
    .select()
    .from(users)
    .where(and(sql`lower(${users.username}) = ${lowered('name')}`, open))
    .prepare('account_by_username'),
);
const byEmailPrepared = prepared((query) =>
  query
    .select()
    .from(users)
    .where(and(sql`lower(${users.email}) = ${lowered('name')}`, sql`not ${users.isGuest}`, open))
    .prepare('account_by_email'),
);

export const findAccount = async (query: Query, id: number): Promise<UserRow | null> =>
  (await byIdPrepared(query, { id }))[0] ?? null;

/** The account with a password that has this username or address; guests have none. */
export async function findForLogin(
  query: Query,
  { by, name }: { by: 'username' | 'email'; name: string },
): Promise<UserRow | null> {
  const found = await (by === 'email' ? byEmailPrepared(query, { name }) : byUsernamePrepared(query, { name }));
  return found[0] ?? null;
}

/** Whom a mail to this address may help to a password: the full account, else the guest who came last. */
export async function findForReset(query: Query, email: string): Promise<UserRow | null> {
  const found = await query
    .select()
    .from(users)
    .where(and(sql`lower(${users.email}) = lower(${email})`, open, users.isActive))
    .orderBy(users.isGuest, sql`${users.id} desc`)
    .limit(1);
  return found[0] ?? null;
}

/** Whether this is the address of the account, or the one a guest had whom an account took over; whatever its case. */
export async function hasAddress(query: Query, id: number, email: string): Promise<boolean> {
  const found = await row(
    query,
    sql`select 1 from ${users} where id = ${id} and deleted_at is null and lower(email) = lower(${email})
        union all select 1 from adoptions where guest_id = ${id} and lower(email) = lower(${email})`,
  );
  return found !== null;
}

export async function lockAccount(query: Query, id: number): Promise<UserRow | null> {
  return (
    (
      await query
        .select()
        .from(users)
        .where(and(eq(users.id, id), open))
        .for('update')
    )[0] ?? null
  );
}

/** Which of the two another account has. */
export async function findTaken(
  query: Query,
  { username, email }: { username: string; email: string },
): Promise<{ username: boolean; email: boolean }> {
  const found = await row<{ username: boolean; email: boolean }>(
    query,
    sql`select exists (select 1 from ${users} where lower(username) = lower(${username})) as username,
               exists (select 1 from ${users} where lower(email) = lower(${email}) and not is_guest) as email`,
  );
  return found ?? { username: false, email: false };
}

export type NewAccount = Pick<UserRow, 'username' | 'email' | 'firstName' | 'lastName' | 'passwordHash'> &
  Partial<Pick<UserRow, 'role' | 'emailVerified'>>;

/** @throws on the unique index `users_username_taken` or `users_email_taken`. */
export async function insertAccount(query: Query, account: NewAccount): Promise<UserRow> {
  return only(
    await query
      .insert(users)
      .values({ ...account, lastLogin: sql`now()` })
      .returning(),
  );
}

/** The name of a guest is its number: `guest-57`. */
export async function insertGuest(
  query: Query,
  guest: Pick<UserRow, 'email' | 'firstName' | 'lastName'>,
): Promise<UserRow> {
  const id = await nextId(query);
  const values = { ...guest, id, username: `guest-${id}`, isGuest: true, lastLogin: sql`now()` };
  return only(await query.insert(users).values(values).returning());
}

/** The first administrator is account 1 wherever that number is free, whatever numbers the sample took. */
export async function insertAdministrator(query: Query, account: NewAccount): Promise<UserRow> {
  const next = await nextId(query);
  const first = await row(query, sql`select 1 from ${users} where id = 1`);
  const values = { ...account, id: first ? next : 1, role: 'admin' as const };
  return only(await query.insert(users).values(values).returning());
}

async function nextId(query: Query): Promise<number> {
  const found = await row<{ id: number }>(query, sql`select nextval(pg_get_serial_sequence('users', 'id'))::int as id`);
  if (!found) throw new Error('the sequence of accounts gave nothing');
  return found.id;
}

/** Notes a sign-in unless the account was closed, switched off or given another password meanwhile; null then. */
export async function markSignedIn(query: Query, user: UserRow): Promise<UserRow | null> {
  const still = and(eq(users.id, user.id), eq(users.passwordHash, user.passwordHash ?? ''), users.isActive, open);
  return (await query.update(users).set({ lastLogin: sql`now()` }).where(still).returning())[0] ?? null;
}

export type AccountChange = Partial<
  Pick<UserRow, 'email' | 'firstName' | 'lastName' | 'role' | 'isActive' | 'emailVerified' | 'isGuest' | 'passwordHash'>
>;

export async function updateAccount(query: Query, id: number, change: AccountChange): Promise<UserRow> {
  return only(
    await query
      .update(users)
      .set({ ...change, version: next })
      .where(eq(users.id, id))
      .returning(),
  );
}

/** Sets a new password where `before` is still the present one. Answers whether it was. */
export async function replacePassword(query: Query, id: number, before: string, after: string): Promise<boolean> {
  const still = and(eq(users.id, id), eq(users.passwordHash, before), open);
  return (await query.update(users).set({ passwordHash: after }).where(still).returning({ id: users.id })).length > 0;
}

/** Takes everything from an account that says whose it was. The row stays, so that its number and names never come back. */
export async function anonymise(query: Query, id: number): Promise<void> {
  const nobody = { username: `deleted-${id}`, email: `deleted-${id}@invalid`, firstName: '', lastName: '' };
  const state = { passwordHash: null, role: 'customer' as const, isActive: false, emailVerified: false };
  await query
    .update(users)
    .set({ ...nobody, ...state, isGuest: false, version: next, deletedAt: sql`now()` })
    .where(eq(users.id, id));
}

const next: SQL = sql`${users.version} + 1`;

/** Makes everybody wait who would change who administers the shop, and tells who does. */
export async function lockAdministrators(query: Query): Promise<number[]> {
  await query.execute(sql`select pg_advisory_xact_lock(hashtext('users.administrators'))`);
  const found = await rows<{ id: number }>(
    query,
    sql`select id::int from ${users} where role = 'admin' and is_active and deleted_at is null limit 2`,
  );
  return found.map(({ id }) => id);
}

/** True where no account was ever made. */
export const isEmpty = async (query: Query): Promise<boolean> =>
  (await rows(query, sql`select 1 from ${users} limit 1`)).length === 0;

/** Loads ready-made accounts and lets the next number follow theirs. */
export async function loadAccounts(query: Query, list: (typeof users.$inferInsert)[]): Promise<void> {
  await query.insert(users).values(list);
  await query.execute(sql`select setval(pg_get_serial_sequence('users', 'id'), (select max(id) from ${users}))`);
}

function only(found: UserRow[]): UserRow {
  const [account] = found;
  if (!account) throw new Error('the account was not there to be written');
  return account;
}

// The staff's list of accounts.

import { and, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { Role } from '#kit/auth';
import type { Query } from '#kit/database';
import { countUpTo, keyset } from '#kit/keyset';
import type { Window } from '#kit/page';
import { searchable, type UserRow, users } from '../schema.ts';

export type Filter = { words?: string; role?: Role; isActive?: boolean };

const loweredName = sql`lower(${users.username})`;
const sortKeys: Record<string, { by: SQL | typeof users.dateJoined; cast: string } | null> = {
  id: null,
  username: { by: loweredName, cast: 'text' },
  date_joined: { by: users.dateJoined, cast: 'timestamptz' },
};

/** The account and its username as the list sorts it. */
export type Listed = UserRow & { sortName: string };

/** One page of accounts (one row more than asked) and how many match in all; closed accounts are not among them. */
export async function listAccounts(
  query: Query,
  filter: Filter,
  window: Window,
): Promise<{ rows: Listed[]; count: number }> {
  const where = matching(filter);
  const page = keyset(window, users.id, sortKeys[window.ordering.replace('-', '')] ?? null);
  const found = await query
    .select({ account: users, sortName: sql<string>`${loweredName}` })
    .from(users)
    .where(and(where, page.where))
    .orderBy(...page.orderBy)
    .limit(page.limit);
  const rows = found.map(({ account, sortName }) => ({ ...account, sortName }));
  return { rows, count: await countUpTo(query, sql`${users}`, where) };
}

/** The sort keys of a row in this order, for the cursor. */
export function keysOf(row: Listed, ordering: string): (string | number)[] {
  switch (ordering.replace('-', '')) {
    case 'username':
      return [row.sortName, row.id];
    case 'date_joined':
      // As Postgres wrote it, to the microsecond: rounded to what a Date holds, the next page would begin with this row again.
      return [row.dateJoined, row.id];
    default:
      return [row.id];
  }
}

function matching({ words, role, isActive }: Filter): SQL | undefined {
  return and(
    isNull(users.deletedAt),
    words === undefined ? undefined : sql`${searchable(users)} like ${containing(words)}`,
    role === undefined ? undefined : eq(users.role, role),
    isActive === undefined ? undefined : eq(users.isActive, isActive),
  );
}

const containing = (words: string) => sql`'%' || lower(${words.replace(/[\\%_]/g, '\\$&')}::text) || '%'`;

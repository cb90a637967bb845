// What was asked lately, counted in the database: a restart forgives nothing, and several instances count together.

import { sql } from 'drizzle-orm';
import { type Query, row } from '#kit/database';
import type { Limit, Standing } from '#kit/limits';
import { requestCounts } from '../schema.ts';

const countedAtMost = 1_000_000;

/** Counts one request of this bucket, a refused one too, and tells where the bucket stands. */
export async function countRequest(query: Query, bucket: string, limit: Limit): Promise<Standing> {
  const window = sql`make_interval(secs => ${limit.windowSeconds})`;
  const counted = await row<{ taken: number; reset: number }>(
    query,
    sql`insert into ${requestCounts} as c (bucket, taken, ends_at) values (${bucket}, 1, now() + ${window})
        on conflict (bucket) do update set
          taken = case when c.ends_at <= now() then 1 else least(c.taken + 1, ${countedAtMost}) end,
          ends_at = case when c.ends_at <= now() then excluded.ends_at else c.ends_at end
        returning taken, ceil(extract(epoch from ends_at - now()))::int as reset`,
  );
  return { limit, taken: counted?.taken ?? 1, resetSeconds: Math.max(1, counted?.reset ?? limit.windowSeconds) };
}

export async function sweepRequestCounts(query: Query): Promise<void> {
  await query.execute(sql`delete from ${requestCounts} where ends_at < now()`);
}

// Attempts to sign in, counted before they are made, so that a hundred at once are not a hundred guesses.

import { sql } from 'drizzle-orm';
import { type Query, row } from '#kit/database';
import { throttle } from '../rules.ts';
import { loginFailures } from '../schema.ts';

const pause = sql`make_interval(secs => ${sql.raw(String(throttle.pauseSeconds))})`;
const forget = sql`make_interval(secs => ${sql.raw(String(throttle.forgetSeconds))})`;

/** Counts an attempt as failed until it succeeds. 0 where it may be made, else how many seconds to wait. */
export async function countAttempt(query: Query, bucket: string): Promise<number> {
  const counted = await row(
    query,
    sql`insert into ${loginFailures} as f (bucket, failures) values (${bucket}, 1)
        on conflict (bucket) do update set last_at = now(),
          failures = case when f.last_at < now() - ${forget} then 1 else f.failures + 1 end
          where f.failures < ${throttle.failures} or f.last_at <= now() - ${pause}
        returning 1`,
  );
  if (counted) return 0;
  const found = await row<{ wait: number }>(
    query,
    sql`select ceil(extract(epoch from last_at + ${pause} - now()))::int as wait from ${loginFailures} where bucket = ${bucket}`,
  );
  return Math.max(1, found?.wait ?? 1);
}

export async function forgiveAttempts(query: Query, bucket: string): Promise<void> {
  await query.execute(sql`delete from ${loginFailures} where bucket = ${bucket}`);
}

/** Takes an attempt back that came to nothing through no fault of the caller's. */
export async function uncountAttempt(query: Query, bucket: string): Promise<void> {
  await query.execute(
    sql`update ${loginFailures} set failures = failures - 1 where bucket = ${bucket} and failures > 0`,
  );
}

export async function sweepAttempts(query: Query): Promise<void> {
  await query.execute(sql`delete from ${loginFailures} where last_at < now() - ${forget}`);
}

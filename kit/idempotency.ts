// Safe repeats: `Idempotency-Key` on an unsafe request makes its first answer the answer to every repeat. Refusals and faults
// are not kept, so a repeat after them starts again, or resumes where the action's own natural key finds its earlier work.

import { sql } from 'drizzle-orm';
import { type Database, type Query, row } from './database.ts';
import { unhurried } from './deadline.ts';
import { failpoint } from './failpoint.ts';
import { conflict, Problem, refuseField } from './problem.ts';
import { sleep } from './time.ts';

export type Repeat = { principal: string; route: string; key: string; fingerprint: string };
export type Kept = { status: number; headers: Record<string, string>; body: string };

/** A key is taken for so long, and again at each beat of its request: that of a room that died is soon free. */
const lockSeconds = 4;
const beatMs = 1000;
const noteMs = 1000;
export const forgetMs = 200;

/** The key of a request, null without one. @throws Problem 400 for a key that is not 1 to 255 visible characters. */
export function requestKey(header: string | undefined): string | null {
  if (header === undefined) return null;
  if (/^[\x21-\x7e]{1,255}$/.test(header)) return header;
  throw new Problem(400, 'bad-idempotency-key', 'Idempotency-Key takes 1 to 255 visible ASCII characters.');
}

/** SHA-256 over path and parsed body, with members in sorted order, so that spacing does not matter. */
export function fingerprintOf(path: string, body: unknown): string {
  return new Bun.CryptoHasher('sha256').update(`${path}\n${canonical(body)}`).digest('hex');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join()}}`;
}

type Claimed = {
  claimed: boolean;
  fingerprint: string;
  state: string;
  status: number;
  headers: Record<string, string>;
  body: string;
};

/**
 * Takes the key for this request, or gives the kept answer of an earlier one.
 * @throws Problem 409 while the first request still runs, 422 where the key was used for something else.
 */
export async function claim(db: Database, repeat: Repeat): Promise<Kept | null> {
  const found = await db.use((query) =>
    row<Claimed>(
      query,
      sql`with mine as (
          insert into idempotency as i (principal, route, key, fingerprint, state, locked_until)
          values (${repeat.principal}, ${repeat.route}, ${repeat.key}, ${repeat.fingerprint}, 'running',
                  now() + make_interval(secs => ${lockSeconds}))
          on conflict (principal, route, key) do update set locked_until = excluded.locked_until
            where i.state = 'running' and i.locked_until < now() and i.fingerprint = excluded.fingerprint
          returning true as claimed, fingerprint, state, status, headers, body)
        select * from mine
        union all
        select false, fingerprint, state, status, headers, body from idempotency
          where principal = ${repeat.principal} and route = ${repeat.route} and key = ${repeat.key}
            and not exists (select 1 from mine)`,
    ),
  );
  if (!found || found.claimed) return null;
  if (found.fingerprint !== repeat.fingerprint) {
    throw refuseField('/Idempotency-Key', 'This Idempotency-Key was used for another request. Send a new one.');
  }
  if (found.state === 'running') {
    throw conflict('still-running', 'The first request with this Idempotency-Key is still being worked on.', {
      headers: { 'retry-after': '1' },
    });
  }
  return { status: found.status, headers: found.headers, body: found.body };
}

/** Keeps the key taken while its request is worked on. Call what it answers when it is over. */
export function holdKey(db: Database, repeat: Repeat): () => void {
  const renew = (query: Query) =>
    query.execute(sql`update idempotency set locked_until = now() + make_interval(secs => ${lockSeconds})
      where state = 'running' and principal = ${repeat.principal} and route = ${repeat.route} and key = ${repeat.key}`);
  const beat = () => void unhurried(() => db.use(renew, noteMs)).catch(() => {});
  const timer = setInterval(beat, beatMs);
  return () => clearInterval(timer);
}

/** Keeps the answer of a request that succeeded. */
export async function keep(db: Database, repeat: Repeat, kept: Kept): Promise<void> {
  await db.use(
    (query) =>
      query.execute(sql`update idempotency
      set state = 'finished', status = ${kept.status}, headers = ${JSON.stringify(kept.headers)}::jsonb, body = ${kept.body}
      where principal = ${repeat.principal} and route = ${repeat.route} and key = ${repeat.key}`),
    noteMs,
  );
}

/** Gives the key back after a refusal or a fault, so that a repeat runs anew. */
export async function forget(db: Database, repeat: Repeat): Promise<void> {
  await db.use(
    (query) =>
      query.execute(sql`delete from idempotency where state = 'running'
      and principal = ${repeat.principal} and route = ${repeat.route} and key = ${repeat.key}`),
    noteMs,
  );
}

/** Drops keys older than `hours`; at least 24 are promised. */
export async function dropOldKeys(db: Database, hours = 48): Promise<void> {
  await db.use((query) =>
    query.execute(sql`delete from idempotency where created_at < now() - make_interval(hours => ${hours})`),
  );
}

type Asked = {
  headers: Record<string, string | undefined>;
  path: string;
  body: unknown;
  set: { status?: number | string; headers: Record<string, string | number> };
};

/**
 * Wraps an unsafe handler: with an `Idempotency-Key` its first success is kept and replayed byte for byte, marked
 * `Idempotent-Replayed: true`; without one it simply runs. `principal` is whose key it is, `route` the route's pattern.
 */
export async function repeatable<T>(
  db: Database,
  asked: Asked,
  of: { principal: number | 'anyone'; route: string },
  run: (key: string | null) => Promise<T>,
): Promise<T | Response> {
  const key = requestKey(asked.headers['idempotency-key']);
  if (key === null) return run(null);
  const repeat = {
    principal: String(of.principal),
    route: of.route,
    key,
    fingerprint: fingerprintOf(asked.path, asked.body),
  };
  const earlier = await claim(db, repeat);
  if (earlier) return answer(earlier, { 'idempotent-replayed': 'true' });
  const release = holdKey(db, repeat);
  try {
    const result = await run(key);
    const kept = {
      status: Number(asked.set.status ?? 200),
      headers: keptHeaders(asked.set.headers),
      body: JSON.stringify(result) ?? '',
    };
    await failpoint('idempotency.before_keep');
    // What is done is kept, also where whoever asked has gone: they will ask again.
    await unhurried(() => keep(db, repeat, kept));
    await failpoint('idempotency.after_keep');
    return answer(kept, {});
  } catch (error) {
    // Nobody is kept waiting for this: a key that could not be given back is free again after a while.
    const forgotten = unhurried(() => forget(db, repeat)).catch(() => {});
    await Promise.race([forgotten, sleep(forgetMs)]);
    throw error;
  } finally {
    release();
  }
}

const worthKeeping = ['location', 'etag'];
export const keptHeaders = (headers: Record<string, string | number>): Record<string, string> =>
  Object.fromEntries(
    worthKeeping.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])),
  );

export function answer(kept: Kept, extra: Record<string, string>): Response {
  const type: Record<string, string> = kept.body === '' ? {} : { 'content-type': 'application/json' };
  return new Response(kept.body === '' ? null : kept.body, {
    status: kept.status,
    headers: { ...type, ...kept.headers, ...extra },
  });
}

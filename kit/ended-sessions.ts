// Sessions that ended before their access tokens ran out. Whoever ends one says so as a fact; each room writes it down, and each
// of its instances looks what was written, so that a token is worth nothing anywhere within two seconds.

import { sql } from 'drizzle-orm';
import type { Verifier } from './auth.ts';
import { type Database, rows } from './database.ts';
import { once } from './outbox.ts';

/** How often an instance looks. */
export const lookEveryMs = 500;
/** Longer than any access token lives, with its leeway. */
const keptMinutes = 20;

type Fact = { id: string; type: string; body: { session: string } };

/** Writes down what was heard; this instance knows it at once. */
export async function hearEnded(deps: { db: Database; auth: Verifier }, fact: Fact): Promise<void> {
  const { session } = fact.body;
  await once(deps.db, fact, async (query) => {
    await query.execute(sql`insert into ended_sessions (session) values (${session}) on conflict do nothing`);
  });
  deps.auth.revoke(session);
}

/** Tells the verifier what other instances heard since the last look; the first look sees all that is kept. */
export function watchEnded(db: Database, auth: Pick<Verifier, 'revoke'>): () => Promise<void> {
  let looked = false;
  return async () => {
    // What was written in a transaction that took long is noted before it can be seen: look back a little further than needed.
    const since = looked ? sql`interval '30 seconds'` : sql`make_interval(mins => ${keptMinutes})`;
    const found = await db.use((query) =>
      rows<{ session: string }>(query, sql`select session from ended_sessions where noted_at > now() - ${since}`),
    );
    for (const { session } of found) auth.revoke(session);
    looked = true;
  };
}

export async function dropEnded(db: Database): Promise<void> {
  await db.use((query) =>
    query.execute(sql`delete from ended_sessions where noted_at < now() - make_interval(mins => ${keptMinutes})`),
  );
}

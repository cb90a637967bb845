// Applies a room's migrations: first those of the kit (outbox, inbox, idempotency), then its own. Several instances may
// start at once: an advisory lock lets one work and the others wait, since Drizzle's migrator alone races.

import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as apply } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import type { Query } from './database.ts';

const lock = 7_236_001;

/**
 * @param folder the room's `migrations/`.
 * @param seed fills an empty database, under the same lock and in one transaction; says itself whether it is empty.
 */
export async function migrate(url: string, folder: string, seed?: (query: Query) => Promise<void>): Promise<void> {
  // One connection only: the lock belongs to the session that migrates.
  const sql = postgres(url, { max: 1, onnotice() {}, connect_timeout: 5 });
  try {
    await sql`select pg_advisory_lock(${lock})`;
    const query = drizzle(sql);
    await apply(query, { migrationsFolder: join(import.meta.dir, 'migrations'), migrationsTable: 'kit_migrations' });
    await apply(query, { migrationsFolder: folder });
    if (seed) await query.transaction((tx) => seed(tx as unknown as Query));
  } finally {
    // Ending the session gives the lock back, whatever happened.
    await sql.end({ timeout: 5 });
  }
}

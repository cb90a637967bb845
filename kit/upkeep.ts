// What every room does by itself: asks whether its database is there, notices a pool that no longer serves, keeps the keys that
// verify tokens fresh, forgets old answers, and counts what waits to be delivered.

import type { Verifier } from './auth.ts';
import type { Database } from './database.ts';
import { dropEnded, lookEveryMs, watchEnded } from './ended-sessions.ts';
import { dropOldKeys } from './idempotency.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { countDeliveries, oldestWaits } from './outbox.ts';
import type { Sweeper, WireStats } from './service.ts';

/** `databaseAnswers` is kept up to date for /health/ready. */
export type Wellness = { databaseAnswers: boolean };

type Kept = {
  db: Database;
  /** A connection apart from the pool, so that a busy pool does not look like a database that is away. */
  probe: Database;
  auth: Pick<Verifier, 'renew' | 'revoke'>;
  log: Log;
  wellness: Wellness;
  /** Ends the process, to be started afresh. */
  giveUp(): void;
};

export function upkeep({ db, probe, auth, log, wellness, giveUp }: Kept): Sweeper[] {
  let answered = true;
  return [
    {
      name: 'database-probe',
      everyMs: 1000,
      async run() {
        const answers = await probe.answers();
        // One slow answer on a busy machine is no absence; two are.
        wellness.databaseAnswers = answers || answered;
        answered = answers;
        if (!answers || !isWedged(db)) return;
        log.warn('pool.wedged', { failures: db.stats().failures });
        giveUp();
      },
    },
    // Tokens must be told from forgeries also while nobody gives the keys: they are here before they are needed.
    { name: 'public-keys', everyMs: 3000, run: () => auth.renew() },
    { name: 'ended-sessions-heard', everyMs: lookEveryMs, run: watchEnded(db, auth) },
    { name: 'old-ended-sessions', everyMs: 600_000, run: () => dropEnded(db) },
    { name: 'old-idempotency-keys', everyMs: 3_600_000, run: () => dropOldKeys(db) },
  ];
}

const wedgedAfterMs = 5000;
const fewestFailures = 10;

/** Nothing came of the pool's connections for seconds, although the database answers on another. */
function isWedged(db: Database): boolean {
  const { failures, failingForMs } = db.stats();
  return failures >= fewestFailures && failingForMs > wedgedAfterMs;
}

/** What Prometheus shows of the database and of the facts that wait to be delivered. */
export function observeDatabase(metrics: Metrics, db: Database): void {
  metrics.gauge('pool_connections', 'Database connections open', () => db.stats().size);
  metrics.gauge('pool_idle', 'Database connections that nobody uses', () => db.stats().idle);
  metrics.counter('pool_created_total', 'Database connections made', () => db.stats().created);
  metrics.counter('pool_discarded_total', 'Database connections thrown away for a fault', () => db.stats().discarded);
  metrics.gauge('pool_waiting', 'Callers waiting for a database connection', () => db.stats().waiting);
  metrics.gauge('outbox_waiting', 'Deliveries that are still to be made', () => countDeliveries(db, 'pending'));
  metrics.gauge('outbox_parked', 'Deliveries refused too often, tried seldom: somebody must look', () =>
    countDeliveries(db, 'parked'),
  );
  metrics.gauge('outbox_oldest_seconds', 'Age of the oldest delivery that is still to be made', () => oldestWaits(db));
}

/** What Prometheus shows of the wire. */
export function observeWire(metrics: Metrics, wire: { connected(): boolean; stats(): WireStats }): void {
  metrics.gauge('bus_connected', 'Whether NATS is there', () => (wire.connected() ? 1 : 0));
  metrics.counter('bus_asked_total', 'Questions and facts sent over the wire', () => wire.stats().asked);
  metrics.counter('bus_unanswered_total', 'Of them, without an answer in time', () => wire.stats().unanswered);
  metrics.counter('bus_answered_total', 'Questions and facts that came and were answered', () => wire.stats().answered);
  metrics.counter(
    'bus_reconnects_total',
    'Times the connection was lost and made again',
    () => wire.stats().reconnects,
  );
  metrics.gauge('bus_working', 'Questions and facts being worked on', () => wire.stats().working);
}

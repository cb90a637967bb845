// Facts between rooms. A state change and its fact are one transaction (announce); the relay delivers the fact to each
// subscriber by request-reply and marks the delivery done only on the subscriber's answer; the subscriber notes the id in its
// inbox in the transaction of its own change (once). So each fact has its effect exactly once, and the wire may lose everything.

import { sql } from 'drizzle-orm';
import { type Database, type Query, row, rows } from './database.ts';
import { failpoint } from './failpoint.ts';
import type { Log } from './log.ts';
import { Problem } from './problem.ts';
import { sleep } from './time.ts';

/** A kind of fact: `type` such as `payments.captured`, and the rooms that must hear it. */
export type FactType = { type: string; to: readonly string[] };
export type Delivery = { id: string; type: string; subscriber: string; at: string; sequence: number; body: unknown };

/** Notes a fact about one aggregate inside the caller's transaction, which holds that aggregate's row. */
export async function announce(
  query: Query,
  fact: FactType,
  aggregate: { kind: string; id: string | number },
  body: Record<string, unknown>,
): Promise<void> {
  const to = sql`array(select jsonb_array_elements_text(${JSON.stringify(fact.to)}::jsonb))`;
  await query.execute(
    sql`select announce(${fact.type}, ${aggregate.kind}, ${String(aggregate.id)}, ${JSON.stringify(body)}::jsonb, ${to})`,
  );
}

/** Runs `effect` unless this fact was handled before; both in one transaction. Answers whether it ran. */
export async function once(
  db: Database,
  fact: { id: string; type: string },
  effect: (query: Query) => Promise<void>,
): Promise<boolean> {
  const ran = await db.transaction(async (query) => {
    const first = await rows(
      query,
      sql`insert into inbox (event_id, type) values (${fact.id}, ${fact.type}) on conflict do nothing returning event_id`,
    );
    if (first.length === 0) return false;
    await effect(query);
    await failpoint('inbox.before_commit');
    return true;
  });
  await failpoint('inbox.after_commit');
  return ran;
}

const claimSize = 50;
const leaseSeconds = 10;
const idleMs = 250;

/** Delivers what is due until stopped. `deliver` resolves only when the subscriber has answered that it is done. */
export class Relay {
  #running = false;
  #stopping = false;
  #wake: (() => void) | undefined;
  #loop: Promise<void> | undefined;

  constructor(
    private readonly db: Database,
    private readonly deliver: (delivery: Delivery) => Promise<void>,
    private readonly log: Log,
  ) {}

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#loop = this.#run();
  }

  /** Call after a commit that announced something, to save it the wait of a quarter second. */
  wake(): void {
    this.#wake?.();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.wake();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      try {
        const due = await claim(this.db);
        await Promise.all(due.map((delivery) => this.#attempt(delivery)));
        if (due.length > 0) continue;
      } catch (error) {
        this.log.error('outbox.relay-failed', error);
      }
      await Promise.race([sleep(idleMs), new Promise<void>((wake) => (this.#wake = wake))]);
    }
  }

  async #attempt(delivery: Delivery & { attempts: number }): Promise<void> {
    try {
      await failpoint('outbox.before_deliver');
      await this.deliver(delivery);
      await failpoint('outbox.after_deliver');
      await this.db.use((query) => markDelivered(query, delivery));
    } catch (error) {
      await this.db
        .use((query) => postpone(query, delivery, failureOf(error)))
        .then((state) => {
          const { type, subscriber, id } = delivery;
          if (state === 'parked') this.log.warn('outbox.parked', { type, subscriber, event: id });
        })
        .catch(() => {});
    }
  }
}

/** `silent`: the subscriber was not there, which is no refusal of this fact. */
type Failure = { reason: string; silent: boolean };

const failureOf = (error: unknown): Failure => ({
  reason: (error instanceof Error ? error.message : 'unknown').slice(0, 300),
  silent: error instanceof Problem && error.status === 503,
});

/** Takes a lease on what is due, oldest fact of each aggregate first, so that no subscriber hears them out of order. */
async function claim(db: Database): Promise<(Delivery & { attempts: number })[]> {
  return db.use((query) =>
    rows<Delivery & { attempts: number }>(
      query,
      sql`with due as (
          select d.event_id, d.subscriber from outbox_delivery d
          where d.state <> 'delivered' and d.next_at <= now() and not exists (
            select 1 from outbox_delivery earlier
            where earlier.subscriber = d.subscriber and earlier.aggregate = d.aggregate
              and earlier.aggregate_id = d.aggregate_id and earlier.aggregate_seq < d.aggregate_seq
              and earlier.state <> 'delivered')
          order by d.next_at limit ${claimSize} for update of d skip locked)
        update outbox_delivery d
          set attempts = d.attempts + 1, next_at = now() + make_interval(secs => ${leaseSeconds})
          from due, outbox o
          where d.event_id = due.event_id and d.subscriber = due.subscriber and o.id = d.event_id
          returning d.event_id as id, o.type, d.subscriber, o.at::text as at, o.aggregate_seq as sequence, o.body, d.attempts`,
    ),
  );
}

async function markDelivered(query: Query, delivery: Delivery): Promise<void> {
  await query.execute(sql`update outbox_delivery set state = 'delivered', delivered_at = now(), last_error = null
    where event_id = ${delivery.id} and subscriber = ${delivery.subscriber}`);
}

/**
 * Full jitter from 0.2 s to a minute, or to ten seconds while the subscriber is merely away: what waits is delivered soon after
 * its return. Refused twenty times, or undelivered for an hour, it is parked: somebody must look. It is never dropped, but
 * tried now and then.
 */
async function postpone(
  query: Query,
  delivery: Delivery & { attempts: number },
  { reason, silent }: Failure,
): Promise<string | undefined> {
  const exponential = 0.2 * 2 ** Math.min(delivery.attempts, 20) * (0.2 + 0.8 * Math.random());
  const pause = Math.min(exponential, silent ? 10 : 60);
  const [postponed] = await rows<{ state: string }>(
    query,
    sql`with next as (
        select case when ${delivery.attempts >= 20} and (${!silent} or o.at < now() - interval '1 hour')
          then 'parked' else 'pending' end as state
        from outbox o where o.id = ${delivery.id})
      update outbox_delivery set state = next.state, last_error = ${reason},
        next_at = now() + make_interval(secs => case when next.state = 'parked' then ${silent ? 300 : 3600}::float8 else ${pause}::float8 end)
      from next where event_id = ${delivery.id} and subscriber = ${delivery.subscriber}
      returning outbox_delivery.state`,
  );
  return postponed?.state;
}

/** How many deliveries are in this state. */
export async function countDeliveries(db: Database, state: 'pending' | 'parked'): Promise<number> {
  const counted = await db.use((query) =>
    row<{ n: number }>(
      query,
      sql`select count(*)::int as n from outbox_delivery where state <> 'delivered' and state = ${state}`,
    ),
  );
  return counted?.n ?? 0;
}

/** Seconds since the oldest fact that somebody has yet to hear; 0 where all were heard. */
export async function oldestWaits(db: Database): Promise<number> {
  const found = await db.use((query) =>
    row<{ seconds: number }>(
      query,
      sql`select coalesce(extract(epoch from now() - min(o.at)), 0)::float8 as seconds
        from outbox_delivery d join outbox o on o.id = d.event_id where d.state <> 'delivered'`,
    ),
  );
  return found?.seconds ?? 0;
}

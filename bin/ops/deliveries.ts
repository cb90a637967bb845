// Facts that were told and did not arrive: which are parked and why, and how they are sent on their way again.

import type { Service } from '#deploy/local/rooms';
import { type Databases, fromEach } from './databases.ts';
import { mailOutcome, mailServer } from './mails.ts';

export type Parked = {
  from: Service;
  id: string;
  type: string;
  subscriber: string;
  attempts: number;
  ageSeconds: number;
  /** Later facts about the same thing, which wait for this one. */
  behind: number;
  reason: string | null;
};

/** What was refused too often, or could not be delivered for an hour, oldest first. */
export async function listParked(databases: Databases): Promise<Parked[]> {
  const found = await fromEach<Omit<Parked, 'from'>>(
    databases,
    `select o.id::text, o.type, d.subscriber, d.attempts, extract(epoch from now() - o.at)::float8 as "ageSeconds",
        d.last_error as reason,
        (select count(*)::int from outbox_delivery later where later.state <> 'delivered' and later.subscriber = d.subscriber
          and later.aggregate = d.aggregate and later.aggregate_id = d.aggregate_id
          and later.aggregate_seq > d.aggregate_seq) as behind
      from outbox_delivery d join outbox o on o.id = d.event_id where d.state = 'parked'`,
  );
  return found.sort((one, other) => other.ageSeconds - one.ageSeconds);
}

export type Replayed = { from: Service; id: string; type: string; subscriber: string };

// The old reason goes: while the new try is on its way it would be taken for its answer.
const again = `update outbox_delivery d set state = 'pending', attempts = 0, last_error = null, next_at = now() from outbox o
  where o.id = d.event_id`;
const told = `returning o.id::text, o.type, d.subscriber`;

/** Makes every parked delivery due now. */
export const replayAll = (databases: Databases): Promise<Replayed[]> =>
  fromEach<Omit<Replayed, 'from'>>(databases, `${again} and d.state = 'parked' ${told}`);

/** Makes what is undelivered of one fact due now. */
export const replayOne = (databases: Databases, id: string): Promise<Replayed[]> =>
  fromEach<Omit<Replayed, 'from'>>(databases, `${again} and d.state <> 'delivered' and o.id = $1 ${told}`, [id]);

/**
 * Makes what a room was told since then due now, once more. It knows by its inbox what it has already heard, so only what its
 * database has forgotten has an effect.
 */
export const retell = (databases: Databases, to: Service, since: string): Promise<Replayed[]> =>
  fromEach<Omit<Replayed, 'from'>>(
    databases,
    `${again} and d.subscriber = $1 and o.at >= $2::timestamptz and d.state <> 'pending' ${told}`,
    [to, since],
  );

export type Outcome = Replayed & { outcome: 'delivered' | 'waiting'; reason: string | null };

const pollMs = 200;

/** Watches for at most `patienceMs` what comes of them. One that was refused again tells why. */
export async function outcomes(databases: Databases, replayed: Replayed[], patienceMs: number): Promise<Outcome[]> {
  for (const end = performance.now() + patienceMs; ; await Bun.sleep(pollMs)) {
    const now = await Promise.all(replayed.map((one) => outcomeOf(databases, one)));
    const open = now.filter(({ outcome, reason }) => outcome === 'waiting' && reason === null);
    if (open.length === 0 || performance.now() > end) return now;
  }
}

async function outcomeOf(databases: Databases, one: Replayed): Promise<Outcome> {
  if (one.subscriber === mailServer) return mailOutcome(databases, one);
  const [found] = (await databases[one.from].unsafe(
    `select state, attempts, last_error from outbox_delivery where event_id = $1 and subscriber = $2`,
    [one.id, one.subscriber],
  )) as unknown as { state: string; attempts: number; last_error: string | null }[];
  const tried = (found?.attempts ?? 0) > 0;
  return found?.state === 'delivered'
    ? { ...one, outcome: 'delivered', reason: null }
    : { ...one, outcome: 'waiting', reason: tried ? (found?.last_error ?? null) : null };
}

// Mails that a mail server would not take: which are parked and why, and how they are sent on their way again. To whom they go is
// not told: a terminal's history is no place for addresses.

import type { Databases } from './databases.ts';
import type { Outcome, Parked, Replayed } from './deliveries.ts';

/** Where a mail goes, in the words of the list. */
export const mailServer = 'mail server';

type Row = { id: string; kind: string };

/** What the mail server refused, oldest first. */
export async function listParkedMails({ users }: Databases): Promise<Parked[]> {
  const found = (await users.unsafe(
    `select uid::text as id, kind, attempts, extract(epoch from now() - created_at)::float8 as "ageSeconds",
        last_error as reason from mail where state = 'parked' order by id`,
  )) as unknown as (Row & Pick<Parked, 'attempts' | 'ageSeconds' | 'reason'>)[];
  return found.map(({ kind, ...row }) => ({ ...row, ...named(kind), behind: 0 }));
}

const named = (kind: string) => ({ from: 'users' as const, type: `mail.${kind}`, subscriber: mailServer });

/** Makes every parked mail due now, or the one with this uid. */
export async function resendMails({ users }: Databases, id: string | null): Promise<Replayed[]> {
  const rows = (await users.unsafe(
    `update mail set state = 'waiting', attempts = 0, last_error = null, next_at = now()
      where state = 'parked' and ($1::uuid is null or uid = $1) returning uid::text as id, kind`,
    [id],
  )) as unknown as Row[];
  return rows.map(({ id: uid, kind }) => ({ id: uid, ...named(kind) }));
}

/** What came of a mail that was sent on its way again; thrown away, it is nobody's any more. */
export async function mailOutcome({ users }: Databases, one: Replayed): Promise<Outcome> {
  const [found] = (await users.unsafe('select state, last_error from mail where uid = $1', [one.id])) as unknown as {
    state: string;
    last_error: string | null;
  }[];
  if (found?.state === 'sent' || found?.state === 'kept') return { ...one, outcome: 'delivered', reason: null };
  return { ...one, outcome: 'waiting', reason: found ? found.last_error : 'It is worth nothing any more.' };
}

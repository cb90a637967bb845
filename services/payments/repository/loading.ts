// Ready-made payments in bulk, each walked along the legal steps with its postings: the guards and the ledger see them as
// any other's.

import { sql } from 'drizzle-orm';
import { type Query, row } from '#kit/database';
import type { PaymentMethod } from '../model.ts';
import type { PaymentState } from '../saga.ts';

export type ReadyPayment = {
  uid: string;
  order_id: number;
  order_uid: string;
  user_id: number;
  amount_minor: number;
  currency: string;
  method: PaymentMethod;
  provider: string;
  created_at: string;
  captured_at: string | null;
  reference: string | null;
  failure_reason: string | null;
  /** The states it went through after `initiated`, up to the capture. */
  steps: PaymentState[];
  refunds: { uid: string; amount_minor: number; reason: string; at: string; reference: string | null }[];
};

/** True where no payment was ever begun here. */
export const isEmpty = async (query: Query): Promise<boolean> =>
  (await row(query, sql`select 1 from payments limit 1`)) === null;

/** Inserts the payments, walks them along with their postings, and refunds what was refunded. */
export async function loadPayments(query: Query, list: ReadyPayment[]): Promise<void> {
  if (list.length === 0) return;
  // An order's second try is begun after its first was declined.
  const tries = [...Map.groupBy(list, ({ order_uid }) => order_uid).values()];
  const longest = Math.max(...tries.map(({ length }) => length));
  for (let at = 0; at < longest; at++)
    await load(
      query,
      tries.flatMap(({ [at]: payment }) => payment ?? []),
    );
  await refund(query, list);
  await query.execute(sql`
    update payments p set updated_at = e.at
      from jsonb_to_recordset(${JSON.stringify(list.map(lastChange))}::jsonb) as e(uid uuid, at timestamptz)
      where p.uid = e.uid`);
}

async function load(query: Query, list: ReadyPayment[]): Promise<void> {
  await query.execute(sql`
    insert into payments (uid, order_id, order_uid, user_id, placed_by, amount_minor, currency, method, provider, created_at)
      select uid, order_id, order_uid, user_id, user_id, amount_minor, currency, method, provider, created_at
      from jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as p(uid uuid, order_id bigint, order_uid uuid, user_id bigint,
        amount_minor bigint, currency text, method text, provider text, created_at timestamptz)
      order by created_at, uid`);
  const longest = Math.max(...list.map(({ steps }) => steps.length));
  for (let at = 0; at < longest; at++) await walk(query, list, at);
}

async function walk(query: Query, list: ReadyPayment[], at: number): Promise<void> {
  const steps = list.flatMap(({ uid, steps: { [at]: state }, reference, failure_reason, created_at, captured_at }) => {
    const when = state === 'captured' ? captured_at : created_at;
    return state ? [{ uid, state, reference, failure_reason, at: when }] : [];
  });
  // The posting of each step is looked up before the step changes what it starts from.
  await query.execute(sql`
    with step as (
        select p.id, p.state as from_state, p.currency, p.amount_minor, s.*
        from jsonb_to_recordset(${JSON.stringify(steps)}::jsonb)
          as s(uid uuid, state text, reference text, failure_reason text, at timestamptz)
        join payments p on p.uid = s.uid),
      moved as (
        update payments p set state = s.state, reference = s.reference, failure_reason = s.failure_reason
        from step s where p.id = s.id returning p.id)
    select ledger_post(t.posts, s.id, null, s.currency, s.amount_minor, s.at)
      from step s join moved m on m.id = s.id
      join payment_transitions t on t.from_state = s.from_state and t.to_state = s.state
      where t.posts is not null`);
}

async function refund(query: Query, list: ReadyPayment[]): Promise<void> {
  const refunds = list.flatMap((payment) => payment.refunds.map((each) => ({ ...each, payment: payment.uid })));
  // One at a time for each payment, as the provider gave them back.
  for (const { at, ...each } of refunds.sort((a, b) => (a.at < b.at ? -1 : 1))) {
    await query.execute(sql`
      insert into refunds (uid, payment_id, amount_minor, reason, created_at)
        select ${each.uid}, id, ${each.amount_minor}, ${each.reason}, ${at} from payments where uid = ${each.payment}`);
    await query.execute(
      sql`update refunds set state = 'succeeded', reference = ${each.reference} where uid = ${each.uid}`,
    );
    await query.execute(sql`
      with given as (
          update payments set refunded_minor = refunded_minor + ${each.amount_minor}, state = case
              when refunded_minor + ${each.amount_minor} = amount_minor then 'refunded' else 'partially_refunded' end
            where uid = ${each.payment} returning id, provider, currency)
      select ledger_post(case when g.provider = 'offline' then 'refund_by_hand' else 'refund' end, g.id, r.id, g.currency,
          r.amount_minor, r.created_at)
        from given g join refunds r on r.uid = ${each.uid}`);
  }
}

const lastChange = ({ uid, created_at, captured_at, refunds }: ReadyPayment) => ({
  uid,
  at: refunds.at(-1)?.at ?? captured_at ?? created_at,
});

// What must always hold of money, as one look at a stretch of payments.

import { sql } from 'drizzle-orm';
import { type LookIn, seen } from '#kit/patrol';

/** I5: one captured payment an order. I7: refunds add up, to no more than was captured. I8: every posting adds up to nothing. */
export const lookAtPayments: LookIn = (query, after, limit) =>
  seen(
    query,
    sql`with page as (
          select id, order_uid, state, amount_minor, refunded_minor from payments where id > ${after} order by id limit ${limit}),
        judged as (
          select p.id, case
              when p.state in ('captured', 'partially_refunded', 'refunded') and o.others > 0 then 'I5'
              when p.refunded_minor <> r.total or r.total > p.amount_minor then 'I7'
              when l.off > 0 then 'I8'
            end as rule
          from page p
          left join lateral (
            select count(*) as others from payments other where other.order_uid = p.order_uid and other.id <> p.id
              and other.state in ('captured', 'partially_refunded', 'refunded')) o on true
          left join lateral (
            select coalesce(sum(amount_minor), 0) as total from refunds where payment_id = p.id and state = 'succeeded') r on true
          left join lateral (
            select count(*) as off from (
              select 1 from ledger_transactions t left join ledger_entries e on e.transaction_id = t.id
              where t.payment_id = p.id group by t.id having coalesce(sum(e.amount_minor), 0) <> 0 or count(e.id) < 2) unequal) l on true)
      select max(id)::int as last, count(*)::int as looked,
        coalesce(json_agg(json_build_object('rule', rule, 'id', id::text)) filter (where rule is not null), '[]') as broken
      from judged`,
  );

// What must always hold of the stock, as one look at a stretch of books.

import { sql } from 'drizzle-orm';
import { type LookIn, seen } from '#kit/patrol';

/** I1: 0 ≤ reserved ≤ on hand. I2: both are the sums of their movements, and what is reserved is what holds hold. */
export const lookAtStock: LookIn = (query, after, limit) =>
  seen(
    query,
    sql`with page as (select book_id, on_hand, reserved from stock where book_id > ${after} order by book_id limit ${limit}),
        held as (
          select l.book_id, sum(l.quantity) as quantity from reservations r join reservation_lines l using (order_uid)
          where r.state = 'held' group by l.book_id),
        judged as (
          select p.book_id, case
              when not (0 <= p.reserved and p.reserved <= p.on_hand) then 'I1'
              when p.on_hand <> m.on_hand or p.reserved <> m.reserved or p.reserved <> coalesce(h.quantity, 0) then 'I2'
            end as rule
          from page p left join held h using (book_id) left join lateral (
            select coalesce(sum(d_on_hand), 0) as on_hand, coalesce(sum(d_reserved), 0) as reserved
            from stock_movements where book_id = p.book_id) m on true)
      select max(book_id)::int as last, count(*)::int as looked,
        coalesce(json_agg(json_build_object('rule', rule, 'id', book_id::text)) filter (where rule is not null), '[]') as broken
      from judged`,
  );

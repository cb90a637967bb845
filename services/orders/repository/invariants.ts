// What must always hold of orders, as one look at a stretch of them.

import { sql } from 'drizzle-orm';
import { type LookIn, seen } from '#kit/patrol';

/** I10: an order costs what its lines and its delivery cost. */
export const lookAtOrders: LookIn = (query, after, limit) =>
  seen(
    query,
    sql`with page as (
          select id, total_minor, delivery_minor from orders where id > ${after} order by id limit ${limit}),
        judged as (
          select p.id, p.total_minor <> p.delivery_minor + coalesce(i.goods, 0) as broken
          from page p left join lateral (
            select sum(unit_minor * quantity) as goods from order_items where order_id = p.id) i on true)
      select max(id)::int as last, count(*)::int as looked,
        coalesce(json_agg(json_build_object('rule', 'I10', 'id', id::text)) filter (where broken), '[]') as broken
      from judged`,
  );

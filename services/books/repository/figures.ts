// Sales and ratings of books, as other rooms tell them.

import { sql } from 'drizzle-orm';
import type { Query } from '#kit/database';
import { figures } from '../schema.ts';

/** Adds what was sold to the books' popularity, locking them in id order. */
export async function countSales(query: Query, lines: { book_id: number; quantity: number }[]): Promise<void> {
  const sold = sql`(select (l ->> 'book_id')::bigint as book_id, sum((l ->> 'quantity')::bigint) as quantity
    from jsonb_array_elements(${JSON.stringify(lines)}::jsonb) l group by 1)`;
  await query.execute(
    sql`select 1 from ${figures} where book_id in (select book_id from ${sold} sold) order by book_id for update`,
  );
  await query.execute(
    sql`update ${figures} f set units_sold = f.units_sold + sold.quantity from ${sold} sold where f.book_id = sold.book_id`,
  );
}

/** Takes the totals over unless a newer fact was heard before. */
export async function noteRating(
  query: Query,
  rated: { book_id: number; rating_sum: number; rating_count: number; sequence: number },
): Promise<void> {
  await query.execute(
    sql`update ${figures} set rating_sum = ${rated.rating_sum}, rating_count = ${rated.rating_count},
      rating_sequence = ${rated.sequence} where book_id = ${rated.book_id} and rating_sequence < ${rated.sequence}`,
  );
}

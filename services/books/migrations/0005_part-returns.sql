-- Copies of a sold order come back one by one while the rest of the sale stands.

ALTER TABLE "stock_movements" DROP CONSTRAINT "one_movement_an_order_book_and_kind";--> statement-breakpoint
CREATE UNIQUE INDEX "one_movement_an_order_book_and_kind" ON "stock_movements" USING btree ("order_uid","book_id","kind") WHERE kind <> 'part_return';
--> statement-breakpoint
-- Puts some copies of a sale back. p_lines: [{"book_id", "quantity"}]. What the sale no longer holds is left out, so that no
-- copy comes back twice; a sale that was put back whole has nothing left to give.
create function return_part(p_order uuid, p_lines jsonb) returns text language plpgsql as $$
declare
  v_state text;
begin
  select state into v_state from reservations where order_uid = p_order for update;
  if v_state = 'returned' then return 'nothing'; end if;
  if v_state is distinct from 'committed' then
    raise exception 'copies of order % cannot come back: its claim is %', p_order, coalesce(v_state, 'unknown');
  end if;
  perform lock_stock_of(array[p_order]);
  with back as (
    insert into stock_movements (book_id, order_uid, kind, d_on_hand, d_reserved)
      select l.book_id, p_order, 'part_return', least(l.quantity, b.quantity), 0
      from (select (i ->> 'book_id')::bigint as book_id, sum((i ->> 'quantity')::int)::int as quantity
        from jsonb_array_elements(p_lines) i group by 1) b
      join reservation_lines l on l.order_uid = p_order and l.book_id = b.book_id
      returning book_id, d_on_hand)
  update stock s set on_hand = s.on_hand + back.d_on_hand from back where back.book_id = s.book_id;
  delete from reservation_lines l using (
    select (i ->> 'book_id')::bigint as book_id, sum((i ->> 'quantity')::int)::int as quantity
    from jsonb_array_elements(p_lines) i group by 1) b
    where l.order_uid = p_order and l.book_id = b.book_id and l.quantity <= b.quantity;
  update reservation_lines l set quantity = l.quantity - b.quantity from (
    select (i ->> 'book_id')::bigint as book_id, sum((i ->> 'quantity')::int)::int as quantity
    from jsonb_array_elements(p_lines) i group by 1) b
    where l.order_uid = p_order and l.book_id = b.book_id;
  return 'returned';
end $$;

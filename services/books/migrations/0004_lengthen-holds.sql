-- Holds all lines of an order or none. p_items: [{"book_id", "quantity"}], a book may come twice. Asked again, a hold that is
-- past half of the time asked for lasts that long from now: its order waits for a payment nobody has heard of yet.
create or replace function reserve(p_order uuid, p_items jsonb, p_ttl_seconds integer) returns jsonb language plpgsql as $$
declare
  v_answer jsonb := reservation_answer(p_order);
  v_short jsonb;
begin
  if v_answer is not null then
    update reservations set expires_at = now() + make_interval(secs => p_ttl_seconds)
      where order_uid = p_order and state = 'held' and expires_at < now() + make_interval(secs => p_ttl_seconds / 2.0);
    return case when found then reservation_answer(p_order) else v_answer end;
  end if;
  perform 1 from stock where book_id in (select (i ->> 'book_id')::bigint from jsonb_array_elements(p_items) i)
    order by book_id for update;
  with wanted as (
    select (i ->> 'book_id')::bigint as book_id, sum((i ->> 'quantity')::int)::int as quantity
    from jsonb_array_elements(p_items) i group by 1),
  found as (
    select w.*, coalesce(case when b.discontinued_at is null then s.on_hand - s.reserved end, 0) as available
    from wanted w left join books b on b.id = w.book_id left join stock s on s.book_id = w.book_id)
  select jsonb_agg(jsonb_build_object('book_id', book_id, 'wanted', quantity, 'available', available) order by book_id)
    into v_short from found where available < quantity;
  insert into reservations (order_uid, state, expires_at, short)
    values (p_order, case when v_short is null then 'held' else 'short' end,
      case when v_short is null then now() + make_interval(secs => p_ttl_seconds) end, v_short)
    on conflict do nothing;
  -- Somebody asked the same at the same time, or the order ended meanwhile: theirs is the answer.
  if not found then return reservation_answer(p_order); end if;
  if v_short is null then
    insert into reservation_lines (order_uid, book_id, quantity)
      select p_order, (i ->> 'book_id')::bigint, sum((i ->> 'quantity')::int) from jsonb_array_elements(p_items) i group by 2;
    update stock s set reserved = s.reserved + l.quantity
      from reservation_lines l where l.order_uid = p_order and l.book_id = s.book_id;
    insert into stock_movements (book_id, order_uid, kind, d_on_hand, d_reserved)
      select book_id, p_order, 'hold', 0, quantity from reservation_lines where order_uid = p_order;
  end if;
  return reservation_answer(p_order);
end $$;

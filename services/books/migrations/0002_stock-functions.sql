-- Stock moves in single calls, so that no lost connection can leave half of a move behind. Each call is safe to repeat: it
-- is known by its order's uid. Locks are taken in one order everywhere (reservation, then stock by book id), so that
-- nobody waits in a circle. A read-committed transaction is assumed: each statement sees what was committed before it.

insert into reservation_steps (from_state, to_state) values
  ('held', 'committed'), ('held', 'released'), ('held', 'expired'),
  ('expired', 'committed'), ('expired', 'lost'), ('expired', 'released'),
  ('committed', 'returned');
--> statement-breakpoint
create function guard_reservation_step() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.state not in ('held', 'short', 'released') then
      raise exception 'a reservation cannot begin as %', new.state using errcode = 'check_violation';
    end if;
  elsif new.state <> old.state then
    if not exists (select 1 from reservation_steps where from_state = old.state and to_state = new.state) then
      raise exception 'a reservation that is % cannot become %', old.state, new.state using errcode = 'check_violation';
    end if;
    new.updated_at := now();
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger guard_reservation_step before insert or update on reservations
  for each row execute function guard_reservation_step();
--> statement-breakpoint
create function guard_ledger() returns trigger language plpgsql as $$
begin
  raise exception 'the stock ledger is only ever added to' using errcode = 'check_violation';
end $$;
--> statement-breakpoint
create trigger guard_ledger before update or delete on stock_movements
  for each row execute function guard_ledger();
--> statement-breakpoint
-- What reserve answers for an order that is known already: a hold that was made is told as made, with its time, also when
-- it has lapsed or was sold since.
create function reservation_answer(p_order uuid) returns jsonb language sql stable as $$
  select jsonb_build_object(
    'outcome', case when state in ('held', 'expired', 'committed') then 'held' when state = 'short' then 'short' else 'ended' end,
    'expires_at', case when state in ('held', 'expired', 'committed')
      then to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end,
    'short', coalesce(short, '[]'))
  from reservations where order_uid = p_order
$$;
--> statement-breakpoint
create function lock_stock_of(p_orders uuid[]) returns void language plpgsql as $$
begin
  perform 1 from stock where book_id in (select book_id from reservation_lines where order_uid = any (p_orders))
    order by book_id for update;
end $$;
--> statement-breakpoint
-- Holds all lines of an order or none. p_items: [{"book_id", "quantity"}], a book may come twice.
create function reserve(p_order uuid, p_items jsonb, p_ttl_seconds integer) returns jsonb language plpgsql as $$
declare
  v_answer jsonb := reservation_answer(p_order);
  v_short jsonb;
begin
  if v_answer is not null then return v_answer; end if;
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
--> statement-breakpoint
-- Makes a hold a sale. A hold that has lapsed is taken again if there is enough; else it is lost, for good.
create function commit_reservation(p_order uuid) returns text language plpgsql as $$
declare
  v_state text;
begin
  select state into v_state from reservations where order_uid = p_order for update;
  if v_state = 'committed' then return 'committed'; end if;
  if v_state is null or v_state not in ('held', 'expired') then return 'lost'; end if;
  perform lock_stock_of(array[p_order]);
  if v_state = 'expired' and exists (
    select 1 from reservation_lines l join stock s on s.book_id = l.book_id
    where l.order_uid = p_order and s.on_hand - s.reserved < l.quantity)
  then
    update reservations set state = 'lost' where order_uid = p_order;
    return 'lost';
  end if;
  insert into stock_movements (book_id, order_uid, kind, d_on_hand, d_reserved)
    select book_id, p_order, 'commit', -quantity, case when v_state = 'held' then -quantity else 0 end
    from reservation_lines where order_uid = p_order;
  update stock s set on_hand = s.on_hand + m.d_on_hand, reserved = s.reserved + m.d_reserved
    from stock_movements m where m.order_uid = p_order and m.kind = 'commit' and m.book_id = s.book_id;
  update reservations set state = 'committed' where order_uid = p_order;
  return 'committed';
end $$;
--> statement-breakpoint
-- Ends an order's claim: a hold is freed, a sale is put back. An order not heard of yet leaves its mark, so that a
-- reservation that comes late holds nothing.
create function end_reservation(p_order uuid) returns text language plpgsql as $$
declare
  v_state text;
begin
  insert into reservations (order_uid, state) values (p_order, 'released') on conflict do nothing;
  if found then return 'nothing'; end if;
  select state into v_state from reservations where order_uid = p_order for update;
  if v_state in ('released', 'returned') then
    return case when exists (select 1 from reservation_lines where order_uid = p_order) then v_state else 'nothing' end;
  end if;
  if v_state in ('short', 'lost') then return 'nothing'; end if;
  if v_state <> 'expired' then
    perform lock_stock_of(array[p_order]);
    insert into stock_movements (book_id, order_uid, kind, d_on_hand, d_reserved)
      select book_id, p_order, case when v_state = 'held' then 'release' else 'return' end,
        case when v_state = 'held' then 0 else quantity end, case when v_state = 'held' then -quantity else 0 end
      from reservation_lines where order_uid = p_order;
    update stock s set on_hand = s.on_hand + m.d_on_hand, reserved = s.reserved + m.d_reserved
      from stock_movements m
      where m.order_uid = p_order and m.kind in ('release', 'return') and m.book_id = s.book_id;
  end if;
  v_state := case when v_state = 'committed' then 'returned' else 'released' end;
  update reservations set state = v_state where order_uid = p_order;
  return v_state;
end $$;
--> statement-breakpoint
-- Frees up to p_limit holds whose time is over; says how many. Several may run at once: each takes what no other has.
create function expire_reservations(p_limit integer) returns integer language plpgsql as $$
declare
  v_due uuid[];
begin
  select array_agg(order_uid) into v_due from (
    select order_uid from reservations where state = 'held' and expires_at < now()
    order by expires_at limit p_limit for update skip locked) due;
  if v_due is null then return 0; end if;
  perform lock_stock_of(v_due);
  insert into stock_movements (book_id, order_uid, kind, d_on_hand, d_reserved)
    select book_id, order_uid, 'expire', 0, -quantity from reservation_lines where order_uid = any (v_due);
  update stock s set reserved = s.reserved - l.quantity
    from (select book_id, sum(quantity)::int as quantity from reservation_lines where order_uid = any (v_due) group by 1) l
    where l.book_id = s.book_id;
  update reservations set state = 'expired' where order_uid = any (v_due);
  return cardinality(v_due);
end $$;
--> statement-breakpoint
-- Counts copies of a book in the catalogue in or out (p_delta) or to a level (p_set), never below what is held for orders.
create function adjust_stock(p_book bigint, p_delta integer, p_set integer, p_kind text, p_reason text, p_actor bigint)
returns jsonb language plpgsql as $$
declare
  v_level stock;
  v_after bigint;
  v_outcome text := 'changed';
begin
  select s.* into v_level from stock s join books b on b.id = s.book_id
    where s.book_id = p_book and b.discontinued_at is null for update of s;
  if not found then return null; end if;
  v_after := coalesce(p_set, v_level.on_hand::bigint + p_delta);
  if v_after < v_level.reserved then v_outcome := 'below-held';
  elsif v_after > 1000000 then v_outcome := 'too-many';
  elsif v_after <> v_level.on_hand then
    insert into stock_movements (book_id, kind, d_on_hand, d_reserved, reason, actor_id)
      values (p_book, p_kind, v_after - v_level.on_hand, 0, p_reason, p_actor);
    update stock set on_hand = v_after where book_id = p_book returning * into v_level;
  end if;
  return jsonb_build_object('outcome', v_outcome, 'on_hand', v_level.on_hand, 'reserved', v_level.reserved);
end $$;

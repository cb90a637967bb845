-- The legal steps of an order, guarded for every writer, and the two calls that change one: place and move.

insert into order_transitions (from_state, to_state) values
  ('pending_reservation', 'awaiting_payment'),
  ('pending_reservation', 'rejected'),
  ('pending_reservation', 'cancelled'),
  ('awaiting_payment', 'committing'),
  ('awaiting_payment', 'cancelled'),
  ('awaiting_payment', 'expired'),
  ('committing', 'confirmed'),
  ('committing', 'cancelled'),
  ('committing', 'awaiting_payment'),
  ('confirmed', 'processing'),
  ('confirmed', 'cancel_pending'),
  ('processing', 'shipped'),
  ('processing', 'cancel_pending'),
  ('shipped', 'delivered'),
  ('shipped', 'return_pending'),
  ('delivered', 'return_pending'),
  ('cancel_pending', 'cancelled'),
  ('return_pending', 'returned');
--> statement-breakpoint
-- Guards every writer, also one with psql; keeps the counters; tells when the sweeper must look at the order next.
-- A sweeper's claim (wake_at and attempts alone) is no change of the order.
create function order_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'pending_reservation' then
      raise exception 'an order begins as pending_reservation, not as %', new.state;
    end if;
    new.wake_at := coalesce(new.wake_at, now() + interval '5 seconds');
    return new;
  end if;
  if (new.uid, new.number, new.user_id, new.currency, new.total_minor, new.delivery_minor)
      is distinct from (old.uid, old.number, old.user_id, old.currency, old.total_minor, old.delivery_minor) then
    raise exception 'what was ordered stays as it was placed (order %)', old.id;
  end if;
  if (new.state, new.payment_uid, new.prepaid, new.paid_minor, new.refunded_minor, new.shipping_address, new.expires_at,
      new.cancel_reason) is not distinct from (old.state, old.payment_uid, old.prepaid, old.paid_minor, old.refunded_minor,
      old.shipping_address, old.expires_at, old.cancel_reason) then
    return new;
  end if;
  if new.state <> old.state and not exists
      (select 1 from order_transitions where from_state = old.state and to_state = new.state) then
    raise exception 'order % may not go from % to %', old.id, old.state, new.state;
  end if;
  new.revision := old.revision + 1;
  new.updated_at := now();
  if new.state <> old.state or new.shipping_address <> old.shipping_address then
    new.version := old.version + 1;
  end if;
  new.attempts := 0;
  new.wake_at := case
    when new.state in ('pending_reservation', 'committing') then now() + interval '5 seconds'
    when new.state = 'awaiting_payment' then new.expires_at
    when new.state in ('cancel_pending', 'return_pending') and new.paid_minor = new.refunded_minor then now()
  end;
  return new;
end $$;
--> statement-breakpoint
create trigger order_guard before insert or update on orders for each row execute function order_guard();
--> statement-breakpoint
create function order_kept() returns trigger language plpgsql as $$
begin
  raise exception '% of % is not possible: orders and their history are kept', lower(tg_op), tg_table_name;
end $$;
--> statement-breakpoint
create trigger order_kept before delete on orders for each row execute function order_kept();
--> statement-breakpoint
create trigger order_kept before update or delete on order_items for each row execute function order_kept();
--> statement-breakpoint
create trigger order_kept before update or delete on order_history for each row execute function order_kept();
--> statement-breakpoint
-- total = Σ quantity × price + delivery, looked at when the transaction ends. Items never change, so that inserts suffice.
create function order_adds_up() returns trigger language plpgsql as $$
declare
  v_order orders;
  v_goods bigint;
begin
  select * into v_order from orders where id = coalesce((to_jsonb(new) ->> 'order_id')::bigint, (to_jsonb(new) ->> 'id')::bigint);
  select sum(subtotal_minor) into v_goods from order_items where order_id = v_order.id;
  if v_goods is null or v_order.total_minor <> v_goods + v_order.delivery_minor then
    raise exception 'order % does not add up: % is not % + %', v_order.id, v_order.total_minor, v_goods, v_order.delivery_minor;
  end if;
  return null;
end $$;
--> statement-breakpoint
create constraint trigger order_adds_up after insert on orders deferrable initially deferred
  for each row execute function order_adds_up();
--> statement-breakpoint
create constraint trigger order_adds_up after insert on order_items deferrable initially deferred
  for each row execute function order_adds_up();
--> statement-breakpoint
-- Eight characters that neither look alike nor spell words, from random bytes.
create function order_number() returns text language plpgsql volatile as $$
declare
  v_bytes bytea := uuid_send(gen_random_uuid());
  v_text text := '';
  v_at integer;
begin
  -- Bytes 6 and 8 of a UUID are not wholly random.
  foreach v_at in array array[0, 1, 2, 3, 4, 5, 9, 10] loop
    v_text := v_text || substr('23456789CDFGHJKMNPQRTVWXY', get_byte(v_bytes, v_at) % 25 + 1, 1);
  end loop;
  return 'CB-' || left(v_text, 4) || '-' || right(v_text, 4);
end $$;
--> statement-breakpoint
-- Writes the order, its items (merged per book by the caller) and the first line of its history. The same request key of
-- the same account finds the order it made before, whatever died in between. `closed`: the account is gone.
create function order_place(p_order jsonb, p_items jsonb, out outcome text, out order_id bigint) language plpgsql as $$
declare
  v_user bigint := (p_order ->> 'user_id')::bigint;
  v_placed_by bigint := (p_order ->> 'placed_by')::bigint;
  v_delivery bigint := (p_order ->> 'delivery_minor')::bigint;
  v_total bigint;
begin
  -- Against an account that closes meanwhile: its closing takes this lock alone.
  perform pg_advisory_xact_lock_shared(1, v_user::integer);
  if exists (select 1 from closed_accounts where user_id = v_user) then
    outcome := 'closed';
    return;
  end if;
  select sum((i ->> 'unit_minor')::bigint * (i ->> 'quantity')::integer) + v_delivery into v_total
    from jsonb_array_elements(p_items) i;
  loop
    insert into orders (number, user_id, placed_by, request_key, request_fingerprint, shipping_address, delivery_method,
        delivery_minor, total_minor, currency, expires_at)
      values (order_number(), v_user, v_placed_by, p_order ->> 'request_key', p_order ->> 'request_fingerprint',
        p_order ->> 'shipping_address', p_order ->> 'delivery_method', v_delivery, v_total, p_order ->> 'currency',
        now() + make_interval(secs => (p_order ->> 'ttl_seconds')::integer))
      on conflict do nothing returning id into order_id;
    exit when order_id is not null;
    select id into order_id from orders where placed_by = v_placed_by and request_key = p_order ->> 'request_key';
    if order_id is not null then
      outcome := 'resumed';
      return;
    end if;
    -- Only the number was taken: draw another.
  end loop;
  insert into order_items (order_id, book_id, title, author, isbn, unit_minor, quantity)
    select order_place.order_id, (i ->> 'book_id')::bigint, i ->> 'title', i ->> 'author', i ->> 'isbn',
      (i ->> 'unit_minor')::bigint, (i ->> 'quantity')::integer
    from jsonb_array_elements(p_items) with ordinality as given(i, at) order by at;
  insert into order_history (order_id, state, by, actor_id)
    values (order_place.order_id, 'pending_reservation', p_order ->> 'by', v_placed_by);
  outcome := 'placed';
end $$;
--> statement-breakpoint
-- Applies one move, its line of history and its facts, if the order still is at the revision the move was decided on.
-- `p_move`: to, by, actor_id, note, set {columns}, ttl_seconds, tell [{type, to, body}]. Answers whether it was applied.
create function order_move(p_id bigint, p_revision integer, p_move jsonb) returns boolean language plpgsql as $$
declare
  v_set jsonb := coalesce(p_move -> 'set', '{}');
  v_from text;
  v_fact jsonb;
begin
  select state into v_from from orders where id = p_id and revision = p_revision for update;
  if not found then
    return false;
  end if;
  update orders set
    state = p_move ->> 'to',
    cancel_reason = coalesce(v_set ->> 'cancel_reason', cancel_reason),
    payment_uid = case when v_set ? 'payment_uid' then (v_set ->> 'payment_uid')::uuid else payment_uid end,
    prepaid = case when v_set ? 'prepaid' then (v_set ->> 'prepaid')::boolean else prepaid end,
    paid_minor = coalesce((v_set ->> 'paid_minor')::bigint, paid_minor),
    refunded_minor = coalesce((v_set ->> 'refunded_minor')::bigint, refunded_minor),
    shortage = coalesce(v_set -> 'shortage', shortage),
    expires_at = case when p_move ? 'ttl_seconds'
      then greatest(expires_at, now() + make_interval(secs => (p_move ->> 'ttl_seconds')::integer)) else expires_at end
    where id = p_id;
  if v_from <> p_move ->> 'to' then
    insert into order_history (order_id, state, by, actor_id, note)
      values (p_id, p_move ->> 'to', p_move ->> 'by', (p_move ->> 'actor_id')::bigint, p_move ->> 'note');
  end if;
  for v_fact in select jsonb_array_elements(coalesce(p_move -> 'tell', '[]')) loop
    perform announce(v_fact ->> 'type', 'order', p_id::text, v_fact -> 'body',
      array(select jsonb_array_elements_text(v_fact -> 'to')));
  end loop;
  return true;
end $$;
--> statement-breakpoint
-- Changes where an unshipped order goes to, if it still is at that revision.
create function order_readdress(p_id bigint, p_revision integer, p_address text) returns boolean language plpgsql as $$
begin
  update orders set shipping_address = p_address where id = p_id and revision = p_revision
    and state in ('pending_reservation', 'awaiting_payment', 'committing', 'confirmed', 'processing');
  return found;
end $$;
--> statement-breakpoint
-- Takes up to `p_limit` orders that are due for a push, each for one sweeper alone until it is due again. The pauses grow to
-- ten seconds, so that an order goes on soon after its neighbour is back.
create function order_wake(p_limit integer) returns setof bigint language sql as $$
  update orders set attempts = attempts + 1,
      wake_at = now() + make_interval(secs => least(10, 0.5 * 2 ^ least(attempts, 6)) * (0.5 + 0.5 * random()))
    where id in (select id from orders where wake_at <= now() order by wake_at limit p_limit for update skip locked)
    returning id;
$$;

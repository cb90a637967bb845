-- A guest who signs in to an account: what was ordered as the guest is the account's from then on.

CREATE TABLE "adopted_guests" (
	"guest_id" bigint PRIMARY KEY NOT NULL,
	"user_id" bigint NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "guest_id" bigint;
--> statement-breakpoint
create trigger order_kept before update or delete on adopted_guests for each row execute function order_kept();
--> statement-breakpoint
-- Guards every writer, also one with psql; keeps the counters; tells when the sweeper must look at the order next.
-- A sweeper's claim (wake_at and attempts alone) is no change of the order. Whose it is changes in one way: from a guest to
-- the account that took the guest over, and that alone.
create or replace function order_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'pending_reservation' then
      raise exception 'an order begins as pending_reservation, not as %', new.state;
    end if;
    if new.guest_id is not null and not exists
        (select 1 from adopted_guests where guest_id = new.guest_id and user_id = new.user_id) then
      raise exception 'account % took over nothing of guest %', new.user_id, new.guest_id;
    end if;
    new.wake_at := coalesce(new.wake_at, now() + interval '5 seconds');
    return new;
  end if;
  if new.user_id <> old.user_id then
    if to_jsonb(new) - array['user_id', 'guest_id'] <> to_jsonb(old) - array['user_id', 'guest_id']
        or new.guest_id is distinct from old.user_id or not exists
        (select 1 from adopted_guests where guest_id = old.user_id and user_id = new.user_id) then
      raise exception 'order % stays the order of account %', old.id, old.user_id;
    end if;
    -- Counted, so that whatever was decided for the guest is decided anew; when to look at it next stays as it was.
    new.revision := old.revision + 1;
    new.updated_at := now();
    return new;
  end if;
  if (new.uid, new.number, new.guest_id, new.currency, new.total_minor, new.delivery_minor)
      is distinct from (old.uid, old.number, old.guest_id, old.currency, old.total_minor, old.delivery_minor) then
    raise exception 'what was ordered stays as it was placed (order %)', old.id;
  end if;
  if (new.state, new.payment_uid, new.prepaid, new.paid_minor, new.refunded_minor, new.shipping_address, new.expires_at,
      new.cancel_reason, new.given_up, new.take_backs) is not distinct from (old.state, old.payment_uid, old.prepaid, old.paid_minor,
      old.refunded_minor, old.shipping_address, old.expires_at, old.cancel_reason, old.given_up, old.take_backs) then
    return new;
  end if;
  if new.state <> old.state and not exists
      (select 1 from order_transitions where from_state = old.state and to_state = new.state) then
    raise exception 'order % may not go from % to %', old.id, old.state, new.state;
  end if;
  new.revision := old.revision + 1;
  new.updated_at := now();
  if new.state <> old.state or new.shipping_address <> old.shipping_address or new.take_backs <> old.take_backs then
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
-- Guards every writer: what was asked for stays as it was, and the steps lead one way.
create or replace function return_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'returns are kept (return %)', old.id;
  end if;
  if new.user_id <> old.user_id then
    if to_jsonb(new) - 'user_id' <> to_jsonb(old) - 'user_id' or not exists
        (select 1 from adopted_guests where guest_id = old.user_id and user_id = new.user_id) then
      raise exception 'return % stays the return of account %', old.id, old.user_id;
    end if;
    return new;
  end if;
  if (new.uid, new.order_id, new.user_id, new.kind, new.reason, new.amount_minor, new.placed_by)
      is distinct from (old.uid, old.order_id, old.user_id, old.kind, old.reason, old.amount_minor, old.placed_by) then
    raise exception 'what was asked for stays as it was (return %)', old.id;
  end if;
  if new.state <> old.state and (old.state, new.state) not in (('requested', 'accepted'), ('requested', 'declined'),
      ('requested', 'granted'), ('accepted', 'declined'), ('accepted', 'granted'), ('granted', 'refunded')) then
    raise exception 'return % may not go from % to %', old.id, old.state, new.state;
  end if;
  new.updated_at := now();
  return new;
end $$;
--> statement-breakpoint
-- Writes the order, its items (merged per book by the caller) and the first line of its history. The same request key of
-- the same account finds the order it made before, whatever died in between. What a guest still orders who was taken over
-- meanwhile is the account's. `closed`: the account is gone.
create or replace function order_place(p_order jsonb, p_items jsonb, out outcome text, out order_id bigint) language plpgsql as $$
declare
  v_user bigint := (p_order ->> 'user_id')::bigint;
  v_placed_by bigint := (p_order ->> 'placed_by')::bigint;
  v_delivery bigint := (p_order ->> 'delivery_minor')::bigint;
  v_guest bigint;
  v_total bigint;
begin
  -- Against an account that closes or is taken over meanwhile: either takes this lock alone.
  perform pg_advisory_xact_lock_shared(1, v_user::integer);
  select guest_id, user_id into v_guest, v_user from adopted_guests where guest_id = v_user;
  if v_guest is null then
    v_user := (p_order ->> 'user_id')::bigint;
  else
    perform pg_advisory_xact_lock_shared(1, v_user::integer);
  end if;
  if exists (select 1 from closed_accounts where user_id = v_user) then
    outcome := 'closed';
    return;
  end if;
  select sum((i ->> 'unit_minor')::bigint * (i ->> 'quantity')::integer) + v_delivery into v_total
    from jsonb_array_elements(p_items) i;
  loop
    insert into orders (number, user_id, guest_id, placed_by, request_key, request_fingerprint, shipping_address, delivery_method,
        delivery_minor, total_minor, currency, expires_at)
      values (order_number(), v_user, v_guest, v_placed_by, p_order ->> 'request_key', p_order ->> 'request_fingerprint',
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
-- Gives an account what was ordered as this guest, and what still comes. Said again it changes nothing.
create function order_adopt(p_guest bigint, p_user bigint) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(1, p_guest::integer);
  insert into adopted_guests (guest_id, user_id) values (p_guest, p_user) on conflict do nothing;
  if not exists (select 1 from adopted_guests where guest_id = p_guest and user_id = p_user) then
    raise exception 'guest % was taken over by another account', p_guest;
  end if;
  update orders set user_id = p_user, guest_id = p_guest where user_id = p_guest;
  update order_returns set user_id = p_user where user_id = p_guest;
end $$;
